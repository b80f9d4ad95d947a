"""Lead and lag: a planted lead is found; shared rhythms, growth and bursts alone are none."""

from __future__ import annotations

from collections import Counter
from math import log2

import numpy as np
import pytest

from graph.answers.lead_lag import LeadLag, lead_lag, transfer_entropy
from graph.answers.surrogates import surrogates

NAMES = ("one", "other")


def series(seed: int, lead: int | None, bins: int = 300) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Two bursty series with a weekly rhythm; the second follows the first, or nobody."""
    rng = np.random.default_rng(seed)
    week = 1 + 0.6 * np.sin(2 * np.pi * np.arange(bins) / 7)

    def bursts() -> np.ndarray:  # type: ignore[type-arg]
        return np.convolve(rng.exponential(1, bins + 5) ** 2, np.ones(4) / 4, "valid")[:bins]

    one = bursts()
    other = bursts() if lead is None else np.roll(one, lead)
    return rng.poisson(3 * week * one), rng.poisson(3 * week * other)


def compare(seed: int, lead: int | None) -> LeadLag:
    found = lead_lag(NAMES, *series(seed, lead), most_lag=10, season=7, samples=99)
    assert found is not None
    return found


def test_a_planted_lead_is_found_with_its_lag() -> None:
    for lead in (2, 5):
        found = compare(1, lead)
        assert abs(found.best.lag - lead) <= 1
        assert found.p_value <= 0.05
    turned = lead_lag(NAMES, *series(1, 3)[::-1], most_lag=10, season=7, samples=99)
    assert turned is not None and abs(turned.best.lag + 3) <= 1
    ahead = compare(4, 1)
    assert ahead.transfer_p_value <= 0.05
    assert ahead.transfer > ahead.back


def test_a_shared_rhythm_alone_is_no_lead() -> None:
    found = [compare(seed, None) for seed in range(20)]
    for p in ([f.p_value for f in found], [f.transfer_p_value for f in found]):
        assert sum(value <= 0.05 for value in p) <= 4, "one in twenty is expected"


def growing(seed: int, bins: int = 150) -> np.ndarray:  # type: ignore[type-arg]
    """Grows fourfold, in bursts that bring further ones."""
    rng = np.random.default_rng(seed)
    counts, excited = np.zeros(bins, np.int64), 0.0
    for k in range(bins):
        counts[k] = rng.poisson(1 + 3 * k / bins + excited)
        excited = 0.7 * excited + 0.24 * counts[k]
    return counts


def test_both_may_grow_in_bursts_and_have_nothing_to_do_with_each_other() -> None:
    """With series shifted in time for chance, all of these went together."""
    found = [
        lead_lag(NAMES, growing(k), growing(k + 100), most_lag=14, samples=99) for k in range(20)
    ]
    for p in ([f and f.p_value for f in found], [f and f.transfer_p_value for f in found]):
        assert sum(value is not None and value <= 0.05 for value in p) <= 4, "one is expected"


def test_surrogates_keep_values_trend_rhythm_and_spectrum() -> None:
    values = np.log1p(growing(1)) + np.tile([1.0, 0, 0, 0, 0, 0, 0], 22)[:150]
    drawn = surrogates(values, 7, 50, np.random.default_rng(1))
    assert drawn.shape == (50, 150)
    assert np.allclose(drawn.mean(axis=1), values.mean())
    trend, rhythm = np.arange(150) - 74.5, np.arange(150) % 7 == 0
    assert (drawn @ trend).mean() == pytest.approx(float(values @ trend), rel=0.1)
    assert drawn[:, rhythm].mean() == pytest.approx(values[rhythm].mean(), rel=0.05)

    def memory(series: np.ndarray) -> float:  # type: ignore[type-arg]
        return float(np.corrcoef(series[:-7], series[7:])[0, 1])

    assert np.mean([memory(row) for row in drawn]) == pytest.approx(memory(values), abs=0.1)
    assert abs(np.mean([np.corrcoef(row, values)[0, 1] for row in drawn])) < 0.8


def test_correlations_are_numpy_s() -> None:
    one, other = series(3, 2)
    found = lead_lag(NAMES, one, other, most_lag=4)
    assert found is not None
    a, b = np.log1p(one), np.log1p(other)
    by_lag = {c.lag: c.value for c in found.correlations}
    assert by_lag[0] == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert by_lag[3] == pytest.approx(np.corrcoef(a[:-3], b[3:])[0, 1])
    assert by_lag[-3] == pytest.approx(np.corrcoef(a[3:], b[:-3])[0, 1])


def test_transfer_entropy_is_that_of_its_definition() -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, 400)
    y = np.r_[0, x[:-1]] ^ (rng.random(400) < 0.2)
    triples = Counter(zip(y[1:].tolist(), y[:-1].tolist(), x[:-1].tolist(), strict=True))
    total = sum(triples.values())
    plain = 0.0
    for (following, own, other), n in triples.items():
        with_both = sum(v for (_, b, c), v in triples.items() if (b, c) == (own, other))
        with_own = sum(v for (a, b, _), v in triples.items() if (a, b) == (following, own))
        alone = sum(v for (_, b, _), v in triples.items() if b == own)
        plain += n / total * log2((n / with_both) / (with_own / alone))
    assert transfer_entropy(x[None], y) == pytest.approx([plain])
    assert plain > 0.2
    assert transfer_entropy(y[None], x)[0] < 0.02


def test_what_never_varies_tells_nothing() -> None:
    ones = np.ones(50, np.int64)
    assert lead_lag(NAMES, ones, np.arange(50), 5) is None
    assert lead_lag(NAMES, np.arange(10), np.arange(10), 5) is None
    same = lead_lag(NAMES, np.arange(60) % 5, np.arange(60) % 5, 5, season=5)
    assert same is not None and same.best.value == pytest.approx(1)
    assert same.p_value > 0.05, "a rhythm that both have is in chance too"

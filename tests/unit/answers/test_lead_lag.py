"""Lead and lag: a planted lead is found, shared rhythms and bursts alone are none."""

from __future__ import annotations

from collections import Counter
from math import log2

import numpy as np
import pytest

from graph.answers.lead_lag import LeadLag, lead_lag, transfer_entropy

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
    found = lead_lag(NAMES, *series(seed, lead), most_lag=10, season=7)
    assert found is not None
    return found


def test_a_planted_lead_is_found_with_its_lag() -> None:
    for lead in (2, 5):
        found = compare(1, lead)
        assert abs(found.best.lag - lead) <= 1
        assert found.p_value <= 0.05
    turned = lead_lag(NAMES, *series(1, 3)[::-1], most_lag=10, season=7)
    assert turned is not None and abs(turned.best.lag + 3) <= 1
    ahead = compare(4, 1)
    assert ahead.transfer_p_value <= 0.05
    assert ahead.transfer > ahead.back


def test_a_shared_rhythm_alone_is_no_lead() -> None:
    found = [compare(seed, None) for seed in range(20)]
    for p in ([f.p_value for f in found], [f.transfer_p_value for f in found]):
        assert sum(value <= 0.05 for value in p) <= 4, "one in twenty is expected"


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
    assert transfer_entropy(x, y) == pytest.approx(plain)
    assert plain > 0.2
    assert transfer_entropy(y, x) < 0.02


def test_what_never_varies_tells_nothing() -> None:
    ones = np.ones(50, np.int64)
    assert lead_lag(NAMES, ones, np.arange(50), 5) is None
    assert lead_lag(NAMES, np.arange(10), np.arange(10), 5) is None
    same = lead_lag(NAMES, np.arange(60) % 5, np.arange(60) % 5, 5)
    assert same is not None and same.best.value == pytest.approx(1)
    assert same.p_value > 0.05, "what repeats itself is as alike at other shifts"

"""Does one series of counts run ahead of another?

Cross-correlation says at which shift two series look most alike, transfer entropy (Schreiber,
Physical Review Letters 85, 461, 2000) whether the past of one tells more of the other's next step
than the other's own past does. Both are held against series that have trend, rhythm, spectrum and
values of the real ones, and nothing that joins them, see `graph.answers.surrogates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.answers.chance import Floats, Ints
from graph.answers.surrogates import surrogates

FEWEST_BINS: Final = 20
"""Shorter series say too little of how they rise and fall by themselves."""

SURROGATES: Final = 499


@dataclass(frozen=True, slots=True)
class Correlation:
    """How alike two series are when one is shifted.

    Attributes:
        lag: Bins by which the second follows the first.
        value: Pearson's correlation of the logarithms of 1 + counts.
    """

    lag: int
    value: float


@dataclass(frozen=True, slots=True)
class LeadLag:
    """How two series go together in time.

    Attributes:
        first: Name of the one.
        second: Name of the other.
        bins: Length of the series.
        best: The lag at which they are most alike; above 0 the first runs ahead.
        correlations: At every lag.
        p_value: Chance of as high a correlation at any of the lags.
        transfer: Bits that the first's past adds to what the second's own past tells of its next
            step.
        transfer_p_value: Chance of as many.
        back: Bits the other way round.
        back_p_value: Chance of as many.
        surrogates: How many made-up series stood for chance; p is at least 1 / (surrogates + 1).
    """

    first: str
    second: str
    bins: int
    best: Correlation
    correlations: tuple[Correlation, ...]
    p_value: float
    transfer: float
    transfer_p_value: float
    back: float
    back_p_value: float
    surrogates: int


def lead_lag(
    names: tuple[str, str],
    first: Ints,
    second: Ints,
    most_lag: int,
    season: int = 1,
    samples: int = SURROGATES,
    seed: int = 1,
) -> LeadLag | None:
    """Compare two series of counts.

    Args:
        names: Of the two.
        first: Shape (bins,): counts.
        second: Likewise, of the same times.
        most_lag: Largest lag to look at, in bins.
        season: Length of a rhythm (7 for days) that both may have without going together.
        samples: Series that stand for chance, of each of the two.
        seed: Of the series that stand for chance.

    Returns:
        None where a series never varies, or has fewer than twenty bins.
    """
    bins = len(first)
    if bins < FEWEST_BINS or first.std() == 0 or second.std() == 0:
        return None
    most_lag = min(most_lag, bins // 4)
    one, other = np.log1p(first.astype(np.float64)), np.log1p(second.astype(np.float64))
    generator = np.random.default_rng(seed)
    ones = surrogates(one, season, samples, generator)
    others = surrogates(other, season, samples, generator)
    values = correlations(one, other[None], most_lag)[0]
    null = correlations(one, others, most_lag).max(axis=1)
    at = int(np.argmax(values))
    high, low = _states(one), _states(other)
    ahead, back = (float(transfer_entropy(*ends)[0]) for ends in ((high, low[0]), (low, high[0])))
    ahead_null = transfer_entropy(_states(ones), low[0])
    back_null = transfer_entropy(_states(others), high[0])
    lags = range(-most_lag, most_lag + 1)
    return LeadLag(
        first=names[0],
        second=names[1],
        bins=bins,
        best=Correlation(at - most_lag, float(values[at])),
        correlations=tuple(Correlation(k, float(v)) for k, v in zip(lags, values, strict=True)),
        p_value=_above(float(values[at]), null),
        transfer=ahead,
        transfer_p_value=_above(ahead, ahead_null),
        back=back,
        back_p_value=_above(back, back_null),
        surrogates=samples,
    )


def transfer_entropy(sources: Ints, target: Ints) -> Floats:
    """Return the bits that one step of each source adds to the target's own past step.

    Args:
        sources: Shape (sources, bins): 0 or 1.
        target: Shape (bins,): likewise.

    Returns:
        Shape (sources,).
    """
    number = len(sources)
    code = target[1:] * 4 + target[:-1] * 2 + sources[:, :-1] + 8 * np.arange(number)[:, None]
    # Axes: the source, the target's next step, its own past, the source's past.
    counts = np.bincount(code.ravel(), minlength=8 * number).reshape(number, 2, 2, 2)
    joint = counts / (len(target) - 1)
    past = joint.sum(axis=1, keepdims=True)
    own = joint.sum(axis=3, keepdims=True)
    alone = joint.sum(axis=(1, 3), keepdims=True)
    ratio = np.divide(joint * alone, past * own, out=np.ones(joint.shape), where=joint > 0)
    found: Floats = np.maximum((joint * np.log2(ratio)).sum(axis=(1, 2, 3)), 0.0)
    return found


def correlations(one: Floats, others: Floats, most_lag: int) -> Floats:
    """Correlate a series with others at every lag, over the bins that both have there.

    By Fourier transforms, for a thousand lags take no longer than ten.

    Args:
        one: Shape (bins,).
        others: Shape (others, bins).
        most_lag: Largest lag; at a lag above 0 the others come later.

    Returns:
        Shape (others, lags); 0 where one of the two does not vary.
    """
    bins, lags = len(one), np.arange(-most_lag, most_lag + 1)
    a, b = one - one.mean(), others - others.mean(axis=1, keepdims=True)
    size = bins + most_lag
    waves = np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size, axis=1)
    products = np.fft.irfft(waves, size, axis=1)[:, lags]
    both = bins - np.abs(lags)
    first, last = np.maximum(-lags, 0), bins - np.maximum(lags, 0)
    sum_a, square_a = _inside(a[None], first, last), _inside(a[None] ** 2, first, last)
    first, last = np.maximum(lags, 0), bins - np.maximum(-lags, 0)
    sum_b, square_b = _inside(b, first, last), _inside(b**2, first, last)
    spread = (square_a - sum_a**2 / both) * (square_b - sum_b**2 / both)
    shared = products - sum_a * sum_b / both
    found: Floats = np.divide(
        shared, np.sqrt(np.maximum(spread, 1e-18)), out=np.zeros(shared.shape), where=spread > 1e-9
    )
    return found


def _inside(values: Floats, first: Ints, last: Ints) -> Floats:
    """Sums over some ranges, of each row."""
    ahead = np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
    found: Floats = ahead[:, last] - ahead[:, first]
    return found


def _states(values: Floats) -> Ints:
    """1 where a value lies above the median of its series; shape (series, bins)."""
    values = np.atleast_2d(values)
    return (values > np.median(values, axis=1, keepdims=True)).astype(np.int64)


def _above(value: float, null: Floats) -> float:
    return float(((null >= value - 1e-9).sum() + 1) / (len(null) + 1))

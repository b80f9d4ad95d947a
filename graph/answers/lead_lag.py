"""Does one series of counts run ahead of another?

Cross-correlation says at which shift two series look most alike, transfer entropy (Schreiber,
Physical Review Letters 85, 461, 2000) whether the past of one tells more of the other's next step
than the other's own past does. Both are held against the same series shifted in time, all the way
round: that keeps each series' own ups and downs, and breaks what joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.answers.chance import Floats, Ints

FEWEST_BINS: Final = 20
"""Shorter series cannot be shifted often enough to tell chance."""

_FEWEST_SHIFTS: Final = 19


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
        shifts: How many shifts in time stood for chance; p is at least 1 / (shifts + 1).
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
    shifts: int


def lead_lag(
    names: tuple[str, str], first: Ints, second: Ints, most_lag: int, season: int = 1
) -> LeadLag | None:
    """Compare two series of counts.

    Args:
        names: Of the two.
        first: Shape (bins,): counts.
        second: Likewise, of the same times.
        most_lag: Largest lag to look at, in bins.
        season: Shifts are multiples of it (7 for days), so that a weekly rhythm that both have
            is in chance too; where there are too few of these, every shift is taken.

    Returns:
        None where a series never varies, or has fewer than twenty bins.
    """
    bins = len(first)
    if bins < FEWEST_BINS or first.std() == 0 or second.std() == 0:
        return None
    most_lag = min(most_lag, bins // 4)
    shifts = _shifts(bins, most_lag, season)
    one, other = np.log1p(first.astype(np.float64)), np.log1p(second.astype(np.float64))
    values = _correlations(one, other, most_lag)
    null = np.array([_correlations(one, np.roll(other, s), most_lag).max() for s in shifts])
    at = int(np.argmax(values))
    high, low = _states(first), _states(second)
    ahead, back = transfer_entropy(high, low), transfer_entropy(low, high)
    ahead_null = np.array([transfer_entropy(np.roll(high, s), low) for s in shifts])
    back_null = np.array([transfer_entropy(np.roll(low, s), high) for s in shifts])
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
        shifts=len(shifts),
    )


def transfer_entropy(source: Ints, target: Ints) -> float:
    """Return the bits that one step of the source adds to the target's own past step.

    Args:
        source: Shape (bins,): 0 or 1.
        target: Likewise.
    """
    code = target[1:] * 4 + target[:-1] * 2 + source[:-1]
    joint = np.bincount(code, minlength=8).reshape(2, 2, 2) / len(code)
    # Axes: the target's next step, its own past, the source's past.
    past = joint.sum(axis=0, keepdims=True)
    own = joint.sum(axis=2, keepdims=True)
    alone = joint.sum(axis=(0, 2), keepdims=True)
    some = joint > 0
    ratio = (joint * alone)[some] / (past * own)[some]
    return float(max((joint[some] * np.log2(ratio)).sum(), 0.0))


def _states(counts: Ints) -> Ints:
    """1 where a count lies above the median of the series."""
    return (counts > np.median(counts)).astype(np.int64)


def _correlations(one: Floats, other: Floats, most_lag: int) -> Floats:
    bins = len(one)
    found = np.empty(2 * most_lag + 1)
    for k, lag in enumerate(range(-most_lag, most_lag + 1)):
        a = one[max(-lag, 0) : bins - max(lag, 0)]
        b = other[max(lag, 0) : bins - max(-lag, 0)]
        spread = a.std() * b.std()
        found[k] = ((a - a.mean()) * (b - b.mean())).mean() / spread if spread > 0 else 0.0
    return found


def _shifts(bins: int, most_lag: int, season: int) -> list[int]:
    """Shifts beyond the lags that are looked at, either way round."""
    for step in (season, 1):
        found = [s for s in range(step, bins, step) if most_lag < s < bins - most_lag]
        if len(found) >= _FEWEST_SHIFTS:
            break
    if len(found) > 499:  # more would not make p any surer
        found = found[:: len(found) // 499]
    return found


def _above(value: float, null: Floats) -> float:
    return float(((null >= value - 1e-12).sum() + 1) / (len(null) + 1))

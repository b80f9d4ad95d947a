"""The bipartite configuration model, with its stubs exchanged within strata only.

Every share is a slot on the timeline of its object. The model keeps all timelines (so the
popularity of objects and every burst stay as they were) and, in each stratum, how often each
actor shares; only who fills which slot is left to chance. In a stratum with `M` shares, of
which actors a and b hold `d_a` and `d_b`, and with `P` co-shares, the expected co-shares of
a and b are

    2 P d_a d_b / (M^2 - sum of d^2),

which add up to `P` over all pairs. With one stratum this is the configuration model of
activity and popularity; strata of the clock say who is awake; strata of the calendar say who
is there when something happens.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graph.coordination.shares import Codes, Shares
from graph.coordination.significance import Floats

HOUR: Final = 3_600_000
SHARES_PER_BIN: Final = 1_000
"""Shares in a bin of the calendar: measured on planted groups, larger bins let more bursts
through, smaller ones begin to explain a group by its own shares."""

SHARES_PER_HOUR: Final = 200
"""With fewer shares per hour of the day than this, several hours are taken together."""

_PAIRS_AT_ONCE: Final = 500_000


def whole(shares: Shares) -> Codes:
    """One stratum."""
    return np.zeros(len(shares), dtype=np.int64)


def hour_of_day(shares: Shares) -> Codes:
    """The hour of the day (UTC), or a few hours together where the shares are few."""
    width = next((w for w in (1, 2, 3, 4, 6, 8, 12) if len(shares) * w >= 24 * SHARES_PER_HOUR), 24)
    hours: Codes = (shares.time // HOUR) % 24 // width
    return hours


def calendar(shares: Shares, window: int) -> Codes:
    """Stretches of the calendar with equally many shares, so that a burst has its own."""
    if not len(shares):
        return whole(shares)
    span = int(shares.time.max() - shares.time.min())
    bins = max(1, min(len(shares) // SHARES_PER_BIN, span // (10 * max(window, 1))))
    rank = np.empty(len(shares), dtype=np.int64)
    rank[np.argsort(shares.time, kind="stable")] = np.arange(len(shares))
    return rank * bins // len(shares)


class Stratified:
    """Expected co-shares of pairs of actors, given strata.

    Args:
        shares: The shares of the eligible actors.
        stratum: The stratum of each share, from 0.
        begun: The co-shares that each share begins; real numbers for decaying weights.
    """

    def __init__(self, shares: Shares, stratum: Codes, begun: npt.NDArray[np.generic]) -> None:
        strata = int(stratum.max()) + 1 if len(shares) else 1
        held = sparse.coo_array(
            (np.ones(len(shares)), (shares.actor, stratum)), shape=(len(shares.actors), strata)
        ).tocsr()
        co_shares = np.bincount(stratum, begun, minlength=strata)
        squares = np.bincount(held.indices, held.data**2, minlength=strata)
        slots = np.bincount(stratum, minlength=strata).astype(float) ** 2 - squares
        rate = np.divide(2 * co_shares, slots, out=np.zeros(strata), where=slots > 0)
        # Half of the rate on each side makes the expectation a plain product of two rows.
        self._rows = held @ sparse.diags_array(np.sqrt(rate))
        self._dense = self._rows.toarray() if strata <= 24 else None

    def expected(self, source: Codes, target: Codes) -> Floats:
        """Return the expected co-shares of each pair (source, target)."""
        out = np.empty(len(source))
        for begin in range(0, len(source), _PAIRS_AT_ONCE):
            part = slice(begin, begin + _PAIRS_AT_ONCE)
            if self._dense is not None:
                left, right = self._dense[source[part]], self._dense[target[part]]
                out[part] = np.einsum("ij,ij->i", left, right)
            else:
                both = self._rows[source[part]].multiply(self._rows[target[part]])
                out[part] = both.sum(axis=1)
        return out

"""Coordination or coincidence: what chance alone would give each pair of actors.

Five explanations of a co-share without coordination are tried, and the best one counts: the
expected co-shares of a pair are the most that any of them gives.

1. Both share much, and what they share is popular (configuration model).
2. Both are awake at the same hours (the model within hours of the day).
3. Both are there when something happens (the model within stretches of the calendar that
   hold equally many shares, so that a burst has its own).
4. Both like the same things (their own co-shares that are far apart in time; where both post at
   certain minutes of the hour only, what is apart elsewhere meets here).
5. Both often do things at the same time (what they do then without meeting).

The later three cost more and are worked out only for pairs that the earlier ones leave
significant; they can only raise what is expected, so no other pair could become significant.
Repeated shares of one object by one pair are one piece of evidence: count and expectation
are divided by the mean number of co-shares per object before the tail is taken.

The co-shares are read twice, with all objects and without the viral ones, where few meetings
say much; a pair has twice the smaller p of the two readings (Bonferroni).

Groups are more than pairs: half of the error allowed is spent on pairs that close triangles
of clear pairs, which brings out the weaker ties of a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.coordination.explanations import Explained
from graph.coordination.pairs import CoShares, PairCounts
from graph.coordination.quiet import quiet_part
from graph.coordination.shares import Codes, Mask
from graph.coordination.significance import (
    Floats,
    benjamini_hochberg,
    closing_pairs,
    weighted_benjamini_hochberg,
)

SEED_P: Final = 5e-4
SEED_WEIGHT: Final = 2
"""Pairs up to this p that met so often show where groups are. Some may be false: chance seldom
lays two false ones side by side in a triangle."""

CLOSING_P: Final = 5e-2
CLOSING_WEIGHT: Final = 2
"""A pair that closes triangles is favoured if it met so often; up to this p it shows, in turn,
where more of its group is."""

MOST_P: Final = 5e-2
"""A reading above this p is spared further explanations: no q is below its p."""

_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Significance:
    """What the null model says of each pair of `CoShares.pairs`.

    Attributes:
        expected: Co-shares to be expected without coordination.
        p_value: Probability of as many or more.
        q_value: Expected share of false edges among all that are at least as significant.
        eligible: Actors that could have formed pairs.
        tests: Size of the family: all pairs of eligible actors.
        closing: Of these, the pairs that close triangles, on which half of the error is spent.
    """

    expected: Floats
    p_value: Floats
    q_value: Floats
    eligible: int
    tests: int
    closing: int


def configuration_null(found: CoShares, window: int, alpha: float = 0.05) -> Significance:
    """Test the co-shares of every pair against the five explanations above.

    Args:
        found: Counts, as `graph.coordination.pairs.count_pairs` gives them.
        window: The window that they were counted with, milliseconds.
        alpha: Pairs that cannot reach this q are spared the costly explanations.
    """
    eligible = int((found.shares.activity > 0).sum())
    tests = eligible * (eligible - 1) // 2
    if not len(found.pairs):
        none = np.empty(0)
        return Significance(none, none, none, eligible, tests, 0)
    work, pairs = _Readings(found, window), found.pairs
    # No more than the observed pairs can be significant, so none is above this p.
    work.by_calendar(work.p <= alpha * len(pairs) / tests)
    suspected = (benjamini_hochberg(work.p, tests) <= alpha) | (work.p <= SEED_P)
    work.by_calendar(suspected)
    work.by_habits(suspected)
    closure = _closure(found, work, alpha)
    if closure is None:
        q = benjamini_hochberg(work.p, tests)
        return Significance(work.expected, work.p, q, eligible, tests, 0)
    favoured, closing = closure
    q = weighted_benjamini_hochberg(work.p, favoured, tests, closing)
    return Significance(work.expected, work.p, q, eligible, tests, closing)


def _closure(found: CoShares, work: _Readings, alpha: float) -> tuple[Mask, int] | None:
    """Find the pairs on which half of the error is spent, and how many pairs could be such.

    They close triangles of clear pairs, and then of clear pairs and those found so far.
    """
    pairs, actors, closure = found.pairs, len(found.shares.actors), None
    clear: Mask = (work.p <= SEED_P) & (pairs.weight >= SEED_WEIGHT)
    seeds = clear
    for _ in range(_ROUNDS):
        more = closing_pairs(pairs.source, pairs.target, clear, actors)
        if more is None:
            break
        favoured: Mask = more[0] & (pairs.weight >= CLOSING_WEIGHT)
        closure = favoured, more[1]
        late = favoured & (work.p <= alpha)
        work.by_calendar(late)
        work.by_habits(late)
        clear = seeds | (favoured & (work.p <= CLOSING_P))
    return closure


class _Readings:
    """The p-values of both readings together, and what all objects let expect."""

    def __init__(self, found: CoShares, window: int) -> None:
        self._all = Explained(found, window)
        quiet = quiet_part(found, window)
        self._quiet = Explained(quiet, window)
        self._place = _places(quiet.pairs, found.pairs, len(found.shares.actors))
        self.p = np.empty(len(found.pairs))
        self._join()

    @property
    def expected(self) -> Floats:
        return self._all.expected

    def by_calendar(self, chosen: Mask) -> None:
        self._all.by_calendar(chosen & (self._all.p <= MOST_P))
        self._quiet.by_calendar(chosen[self._place] & (self._quiet.p <= MOST_P))
        self._join()

    def by_habits(self, chosen: Mask) -> None:
        self._all.by_habits(chosen & (self._all.p <= MOST_P))
        self._quiet.by_habits(chosen[self._place] & (self._quiet.p <= MOST_P))
        self._join()

    def _join(self) -> None:
        # In place: with tens of millions of pairs each array counts.
        np.multiply(self._all.p, 2, out=self.p)
        self.p[self._place] = np.minimum(self.p[self._place], 2 * self._quiet.p)
        np.minimum(self.p, 1, out=self.p)


def _places(few: PairCounts, many: PairCounts, actors: int) -> Codes:
    """The rows in `many` of the pairs in `few`, which are all there."""
    return np.searchsorted(many.source * actors + many.target, few.source * actors + few.target)

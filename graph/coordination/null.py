"""Coordination or coincidence: what chance alone would give each pair of actors.

Five explanations of a co-share without coordination are tried, and the best one counts: the
expected co-shares of a pair are the most that any of them gives.

1. Both share much, and what they share is popular (configuration model).
2. Both are awake at the same hours (the model within hours of the day).
3. Both are there when something happens (the model within stretches of the calendar that
   hold equally many shares, so that a burst has its own).
4. Both like the same things (their own co-shares that are far apart in time).
5. Both often do things at the same time (what they do then without meeting).

The later three cost more and are worked out only for pairs that the earlier ones leave
significant; they can only raise what is expected, so no other pair could become significant.
Repeated shares of one object by one pair are one piece of evidence: count and expectation
are divided by the mean number of co-shares per object before the tail is taken.

Groups are more than pairs: half of the error allowed is spent on pairs that close triangles
of clear pairs, which brings out the weaker ties of a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.coordination.company import Company
from graph.coordination.pairs import CoShares
from graph.coordination.shares import Codes, Mask
from graph.coordination.significance import (
    Floats,
    benjamini_hochberg,
    closing_pairs,
    poisson_tail,
    weighted_benjamini_hochberg,
)
from graph.coordination.strata import Stratified, calendar, hour_of_day, whole
from graph.coordination.taste import Taste

SEED_P: Final = 5e-4
SEED_WEIGHT: Final = 2
"""Pairs up to this p that met so often show where groups are. Some may be false: chance seldom
lays two false ones side by side in a triangle."""

CLOSING_P: Final = 5e-2
CLOSING_WEIGHT: Final = 2
"""A pair that closes triangles is favoured if it met so often; up to this p it shows, in turn,
where more of its group is."""

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
    work, pairs = _Work(found, window), found.pairs
    # No more than the observed pairs can be significant, so none is above this p.
    work.explain_by_calendar(work.p <= alpha * len(pairs) / tests)
    suspected = (benjamini_hochberg(work.p, tests) <= alpha) | (work.p <= SEED_P)
    work.explain_by_calendar(suspected)
    work.explain_by_habits(suspected)
    closure = _closure(found, work, alpha)
    if closure is None:
        q = benjamini_hochberg(work.p, tests)
        return Significance(work.expected, work.p, q, eligible, tests, 0)
    favoured, closing = closure
    q = weighted_benjamini_hochberg(work.p, favoured, tests, closing)
    return Significance(work.expected, work.p, q, eligible, tests, closing)


def _closure(found: CoShares, work: _Work, alpha: float) -> tuple[Mask, int] | None:
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
        work.explain_by_calendar(late)
        work.explain_by_habits(late)
        clear = seeds | (favoured & (work.p <= CLOSING_P))
    return closure


class _Work:
    """Expectations and p-values while explanation after explanation is tried."""

    def __init__(self, found: CoShares, window: int) -> None:
        self._found, self._window = found, window
        pairs = found.pairs
        self.expected = np.zeros(len(pairs))
        self._per_object = np.ones(len(pairs))
        self._calendar: Stratified | None = None
        self._taste: Taste | None = None
        self._company: Company | None = None
        self._by_calendar = np.zeros(len(pairs), dtype=np.bool_)
        self._by_habits = np.zeros(len(pairs), dtype=np.bool_)
        for strata in (whole, hour_of_day):
            model = Stratified(found.shares, strata(found.shares), found.by_share)
            self._raise(np.arange(len(pairs)), model.expected(pairs.source, pairs.target))
        self.p = poisson_tail(pairs.weight, self.expected)

    def explain_by_calendar(self, chosen: Mask) -> None:
        shares, pairs = self._found.shares, self._found.pairs
        rows = np.flatnonzero(chosen & ~self._by_calendar)
        self._by_calendar |= chosen
        if self._calendar is None:
            strata = calendar(shares, self._window)
            self._calendar = Stratified(shares, strata, self._found.by_share)
        self._raise(rows, self._calendar.expected(pairs.source[rows], pairs.target[rows]))
        self._test(rows)

    def explain_by_habits(self, chosen: Mask) -> None:
        pairs = self._found.pairs
        rows = np.flatnonzero(chosen & ~self._by_habits)
        self._by_habits |= chosen
        if not len(rows):
            return
        if self._taste is None or self._company is None:
            suspects = np.zeros(len(self._found.shares.actors), dtype=np.bool_)
            suspects[pairs.source[rows]] = suspects[pairs.target[rows]] = True
            self._taste = Taste(self._found, self._window, suspects)
            self._company = Company(self._found, self._window)
        expected, objects = self._taste.of(rows)
        self._per_object[rows] = pairs.weight[rows] / np.maximum(objects, 1)
        self._raise(rows, expected * self._per_object[rows])
        self._raise(rows, self._company.of(rows))
        self._test(rows)

    def _raise(self, rows: Codes, expected: Floats) -> None:
        self.expected[rows] = np.maximum(self.expected[rows], expected)

    def _test(self, rows: Codes) -> None:
        per_object = self._per_object[rows]
        weight = self._found.pairs.weight[rows]
        self.p[rows] = poisson_tail(weight / per_object, self.expected[rows] / per_object)

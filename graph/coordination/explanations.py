"""The co-shares of each pair against the explanations of chance, tried one after another.

The later three explanations cost more and are worked out only for the pairs that are asked for;
they can only raise what is expected.
"""

from __future__ import annotations

import numpy as np

from graph.coordination.clocks import Clocks
from graph.coordination.company import Company
from graph.coordination.lines import Timelines
from graph.coordination.pairs import CoShares
from graph.coordination.shares import Codes, Mask
from graph.coordination.significance import Floats, poisson_tail
from graph.coordination.strata import Stratified, calendar, hour_of_day, whole
from graph.coordination.taste import Taste


class Explained:
    """Expectations and p-values while explanation after explanation is tried.

    Attributes:
        expected: Of each pair of `found.pairs`, the most that any explanation tried so far gives.
        p: The probability of as many co-shares or more.

    Args:
        found: The co-shares of the trace.
        window: Milliseconds.
    """

    def __init__(self, found: CoShares, window: int) -> None:
        self._found, self._window = found, window
        pairs = found.pairs
        self.expected = np.zeros(len(pairs))
        self._per_object = np.ones(len(pairs))
        self._calendar: Stratified | None = None
        self._known: tuple[Taste, Company, Clocks] | None = None
        self._by_calendar = np.zeros(len(pairs), dtype=np.bool_)
        self._by_habits = np.zeros(len(pairs), dtype=np.bool_)
        for strata in (whole, hour_of_day):
            model = Stratified(found.shares, strata(found.shares), found.by_share)
            self._raise(np.arange(len(pairs)), model.expected(pairs.source, pairs.target))
        self.p = poisson_tail(pairs.weight, self.expected)

    def by_calendar(self, chosen: Mask) -> None:
        """Try the calendar on the chosen pairs."""
        shares, pairs = self._found.shares, self._found.pairs
        rows = np.flatnonzero(chosen & ~self._by_calendar)
        self._by_calendar |= chosen
        if self._calendar is None:
            strata = calendar(shares, self._window)
            self._calendar = Stratified(shares, strata, self._found.by_share)
        self._raise(rows, self._calendar.expected(pairs.source[rows], pairs.target[rows]))
        self._test(rows)

    def by_habits(self, chosen: Mask) -> None:
        """Try taste and company on the chosen pairs."""
        pairs = self._found.pairs
        rows = np.flatnonzero(chosen & ~self._by_habits)
        self._by_habits |= chosen
        if not len(rows):
            return
        source, target = pairs.source[rows], pairs.target[rows]
        taste, company, clocks = self._habits(source, target)
        tasted = taste.of(rows, clocks.widths(source, target))
        self._per_object[rows] = pairs.weight[rows] / np.maximum(tasted.near, 1)
        self._raise(rows, tasted.expected * self._per_object[rows])
        self._raise(rows, company.of(rows))
        self._test(rows)
        self.p[rows] = np.maximum(self.p[rows], tasted.tail())

    def _habits(self, source: Codes, target: Codes) -> tuple[Taste, Company, Clocks]:
        """What is known of all actors' habits; the first pairs asked for are the suspects."""
        if self._known is None:
            found, window = self._found, self._window
            suspects = np.zeros(len(found.shares.actors), dtype=np.bool_)
            suspects[source] = suspects[target] = True
            times = Timelines(found.shares, window)
            self._known = (
                Taste(found, window, suspects),
                Company(found, window, times),
                Clocks(found.shares, window, times),
            )
        return self._known

    def _raise(self, rows: Codes, expected: Floats) -> None:
        self.expected[rows] = np.maximum(self.expected[rows], expected)

    def _test(self, rows: Codes) -> None:
        per_object = self._per_object[rows]
        weight = self._found.pairs.weight[rows]
        self.p[rows] = poisson_tail(weight / per_object, self.expected[rows] / per_object)

"""Times on lines, one line for each actor, object or both, to be counted around any time."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.coordination.shares import Codes, Shares
from graph.distinct import distinct

LOOK_UPS_AT_ONCE: Final = 1_000_000
"""Shares to be looked up in memory at a time."""


class Timelines:
    """The shares of each actor by time, to be looked up among those of another.

    Attributes:
        window: Milliseconds.
        order: The rows of the shares, by actor, then time; what follows is in this order.
        activity: Number of shares of each actor.
        place: Of each share, the time, from `window` on, with longer gaps closed.
        span: Above all places, by `window` or more.

    Args:
        shares: The shares of one trace.
        window: Milliseconds.
    """

    def __init__(self, shares: Shares, window: int) -> None:
        place = _close_gaps(shares.time, window)
        self.window = window
        self.order: Codes = np.lexsort((place, shares.actor))
        self.activity = shares.activity
        self.place = place[self.order] + window
        self.span = int(place.max(initial=0)) + 2 * window + 2
        self._begin = np.cumsum(self.activity) - self.activity
        self._lines = Lines(shares.actor[self.order], self.place, self.span)

    def less_active_first(self, one: Codes, other: Codes) -> tuple[Codes, Codes]:
        """Return the actor of each pair whose shares are the fewer to look up, and the other."""
        swap = self.activity[one] > self.activity[other]
        return np.where(swap, other, one), np.where(swap, one, other)

    def of_each(self, actor: Codes) -> tuple[Codes, Codes, Codes]:
        """Return the shares of some actors, one actor after another.

        Returns:
            The shares, the rank in `actor` of the actor of each, and where each actor's begin.
        """
        counts = self.activity[actor]
        first = np.cumsum(counts) - counts
        rank = np.repeat(np.arange(len(actor)), counts)
        return (self._begin[actor] - first)[rank] + np.arange(len(rank)), rank, first

    def near(self, share: Codes, actor: Codes) -> Codes:
        """Count for each of some shares those of an actor that are within the window."""
        return self._lines.within(actor, self.place[share], self.window)


class Lines:
    """Times on lines of their own.

    Args:
        key: Of each time, the line that it is on.
        place: The time on it, from the longest `window` to ask for on, and below `span` less that.
        span: How long a line is.
    """

    def __init__(self, key: Codes, place: Codes, span: int) -> None:
        self._keys, self._span = distinct(key), span
        self._line = np.sort(np.searchsorted(self._keys, key) * span + place)

    def within(self, key: Codes, place: Codes, window: int) -> Codes:
        """Count the times on the line `key` that are at most `window` from `place`."""
        line = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        at = line * self._span + place
        count = np.searchsorted(self._line, at + window, side="right")
        count -= np.searchsorted(self._line, at - window, side="left")
        there: Codes = np.where(self._keys[line] == key, count, 0)
        return there


def _close_gaps(time: Codes, window: int) -> Codes:
    """Times from 0 on, with each gap longer than the window made a millisecond longer than it.

    Which are within the window stays the same, and a share of the year 9999 leads to no number
    that is too large.
    """
    order = np.argsort(time, kind="stable")
    gaps = np.minimum(np.diff(time[order], prepend=time[order[:1]]), window + 1)
    place = np.empty_like(time)
    place[order] = np.cumsum(gaps)
    return place

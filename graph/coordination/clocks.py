"""Common clocks: accounts that post at certain minutes of the hour only.

Schedulers post at whole and half hours. What two people share a quarter of an hour apart, two
schedulers share in the same second, without knowing of each other: their window is wider than it
seems. How wide is told from *when in the hour* the shares of both are. If one half of all pairs of
their shares are at the same minute of some hour, they meet as often as others come within a quarter
of an hour of each other. Shares at the same time are left out, so that a group that does nothing
but act together does not explain itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.coordination.lines import LOOK_UPS_AT_ONCE, Lines, Timelines
from graph.coordination.parts import parts
from graph.coordination.shares import Codes, Shares
from graph.coordination.significance import Floats, poisson_tail
from graph.coordination.strata import HOUR

CERTAIN: Final = 1e-6
"""Clocks are common where so many shares at the same minute are less probable than this among as
many of anybody."""


class Clocks:
    """How wide a window is in effect, for chosen pairs of actors.

    Args:
        shares: The shares of one trace.
        window: Milliseconds.
        times: Of these shares, with this window.
    """

    def __init__(self, shares: Shares, window: int, times: Timelines) -> None:
        # Any window that long spans the clock; a longer one would only make large numbers.
        window = min(window, HOUR // 2)
        self._window, self._times = window, times
        actor = shares.actor[times.order]
        self._phase = shares.time[times.order] % HOUR + 2 * window
        self._phases = _around_the_clock(actor, self._phase, window)
        nobody = np.zeros_like(actor)
        anybody = _around_the_clock(nobody, self._phase, window)
        same = anybody.within(nobody, self._phase, window) - 1
        self._usual = float(same.sum()) / max(1, len(same) * (len(same) - 1))

    def widths(self, source: Codes, target: Codes) -> Codes:
        """Return the window of each pair, milliseconds: as it is, or wider by common clocks."""
        widths = np.full(len(source), self._times.window)
        if 2 * self._window >= HOUR:
            return widths
        fewer, more = self._times.less_active_first(source, target)
        for part in parts(self._times.activity[fewer], LOOK_UPS_AT_ONCE):
            same = self._same_minute(fewer[part], more[part])
            widths[part] = np.maximum(self._window, _rounded(same * HOUR / 2))
        return widths

    def _same_minute(self, fewer: Codes, more: Codes) -> Floats:
        """The part of pairs of their shares at one time of the hour; 0 if it may be as usual."""
        share, rank, first = self._times.of_each(fewer)
        other = more[rank]
        at_once = self._times.near(share, other)
        same = self._phases.within(other, self._phase[share], self._window)
        together = np.add.reduceat(same - at_once, first)
        of_all = self._times.activity[fewer] * self._times.activity[more]
        of_all -= np.add.reduceat(at_once, first)
        unusual = poisson_tail(np.maximum(together, 1), of_all * self._usual) < CERTAIN
        part: Floats = np.where(unusual, together / np.maximum(of_all, 1), 0.0)
        return part


def _around_the_clock(key: Codes, phase: Codes, window: int) -> Lines:
    """Lines of an hour, on which what is near one end also lies beyond the other."""
    begins, ends = phase < 3 * window, phase >= HOUR + window
    keys = np.r_[key, key[begins], key[ends]]
    places = np.r_[phase, phase[begins] + HOUR, phase[ends] - HOUR]
    return Lines(keys, places, HOUR + 4 * window)


def _rounded(width: Floats) -> Codes:
    """Widths in few steps, each the root of two times the one before, for few are looked at."""
    step = np.round(2 * np.log2(np.maximum(width, 1) / HOUR))
    rounded: Codes = np.round(HOUR * 2 ** (step / 2)).astype(np.int64)
    return rounded

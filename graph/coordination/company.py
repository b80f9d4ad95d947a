"""Often in company: what pairs of actors do at the same time tells how often they meet by chance.

Three explanations of a co-share are told from what two actors did *without* meeting, as in
`graph.coordination.taste`. Each counts occasions that came to nothing; where an occasion comes
to a co-share with probability `r`, each of them stands for `r / (1 - r)` co-shares:

- **Own clocks.** Two accounts of one scheduler post at the same seconds, and two of one publisher
  share the same things. Occasions are pairs of shares of one object, one by each, that lie
  apart; `r` is the part of their pairs of shares of *different* objects that are within the
  window. (Knox 1964 tests space and time so; what is to be explained is left out here.) Half an
  occasion is added: two shares of each are too few to tell.
- **Little else.** Where half of all that is shared in an hour is one object, two who post within
  the window share the same one half of the time. Occasions are pairs of shares within the window
  of which the first is in no co-share of the two; `r` is the probability that two shares of that
  hour are of one object (Simpson 1949).
- **A busy hour.** Occasions are pairs of shares in one hour of which the first is in no co-share of
  the two; `r` is the part of all such pairs, of whomever, that are co-shares.

An hour is as long as the window where that is longer. A group that does nothing but act together
leaves next to no such occasions, so it explains nothing of itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import sparse

from graph.coordination.lines import LOOK_UPS_AT_ONCE, Lines, Timelines
from graph.coordination.pairs import CoShares
from graph.coordination.parts import parts
from graph.coordination.shares import Codes
from graph.coordination.significance import Floats
from graph.coordination.strata import HOUR
from graph.distinct import distinct

HALF: Final = 0.5
"""Added to what happened and to what did not, before a part is taken (Jeffreys 1946)."""

_MOST_LIKELY: Final = 0.9  # caps the odds at 9 expected for each one that did not happen


class Company:
    """Expected co-shares of chosen pairs from what they do at the same time.

    Args:
        found: The co-shares of the trace.
        window: Milliseconds.
        times: Of its shares, with this window.
    """

    def __init__(self, found: CoShares, window: int, times: Timelines) -> None:
        shares, by = found.shares, times.order
        self._found, self._window, self._times = found, window, times
        cell = shares.time // max(HOUR, window)
        hour = np.searchsorted(distinct(cell), cell)
        self._activity = times.activity
        self._object, self._hour = shares.object[by], hour[by]
        self._on_objects = Lines(_key(shares.actor, shares.object)[by], times.place, times.span)
        self._in_hours = Lines(_key(shares.actor, hour), np.zeros_like(hour), 1)
        held = _counts(shares.actor, hour, len(shares.actors))
        self._odds_of_same = _odds_of_same(shares.object, hour, held.shape[1])
        self._odds_of_meeting = _odds_of_meeting(found.by_share, hour, held)
        self._by_object = _counts(shares.actor, shares.object, len(shares.actors))

    def of(self, chosen: Codes) -> Floats:
        """Return the most that any of the three explanations expects of each pair.

        Args:
            chosen: Rows in `found.pairs`.
        """
        expected = np.empty(len(chosen))
        pairs = self._found.pairs
        source, target = pairs.source[chosen], pairs.target[chosen]
        fewer, more = self._times.less_active_first(source, target)
        for part in parts(self._activity[fewer], LOOK_UPS_AT_ONCE):
            met = pairs.weight[chosen[part]].astype(float)
            expected[part] = self._of(fewer[part], more[part], met)
        return expected

    def _of(self, fewer: Codes, more: Codes, met: Floats) -> Floats:
        # Each share of the less active is looked up among those of the other.
        share, rank, first = self._times.of_each(fewer)
        other, place, hour = more[rank], self._times.place[share], self._hour[share]
        near = self._times.near(share, other)
        same = self._on_objects.within(_key(other, self._object[share]), place, self._window)
        alone = same == 0
        hourly = self._in_hours.within(_key(other, hour), np.zeros_like(place), 0)
        little_else = np.add.reduceat(alone * near * self._odds_of_same[hour], first)
        busy = np.add.reduceat(alone * hourly * self._odds_of_meeting[hour], first)
        own = self._own_clocks(fewer, more, met, np.add.reduceat(near, first).astype(float))
        most: Floats = np.maximum(own, np.maximum(little_else, busy))
        return most

    def _own_clocks(self, fewer: Codes, more: Codes, met: Floats, together: Floats) -> Floats:
        same = self._by_object[fewer].multiply(self._by_object[more]).sum(axis=1)
        apart = np.maximum(same - met, 0)
        otherwise = np.maximum(together - met, 0)
        of_all = self._activity[fewer].astype(float) * self._activity[more]
        different = np.maximum(of_all - met - apart, otherwise)
        part = (otherwise + HALF) / (different + 2 * HALF)
        own: Floats = apart * _odds(part) + HALF * part
        return own


def _key(actor: Codes, other: Codes) -> Codes:
    """One number for an actor and an object or hour, of which there are fewer than 2^31."""
    key: Codes = (actor << 31) | other
    return key


def _counts(actor: Codes, column: Codes, actors: int) -> sparse.csr_array:
    """How many shares each actor has in each column (an object, an hour)."""
    ones = np.ones(len(actor))
    shape = (actors, int(column.max()) + 1)
    return sparse.coo_array((ones, (actor, column)), shape=shape).tocsr()


def _odds_of_same(of: Codes, hour: Codes, hours: int) -> Floats:
    """For each hour, the odds that two of its shares are of one object."""
    objects = int(of.max()) + 1
    keys = np.sort(hour * objects + of)
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    count = np.diff(np.r_[first, len(keys)]).astype(float)
    alike = np.bincount(keys[first] // objects, count * (count - 1), minlength=hours)
    shares = np.bincount(hour, minlength=hours).astype(float)
    return _odds(alike / np.maximum(shares * (shares - 1), 1))


def _odds_of_meeting(begun: Codes, hour: Codes, held: sparse.csr_array) -> Floats:
    """For each hour, the odds that two of its shares, by two actors, are a co-share."""
    hours = held.shape[1]
    squares = np.bincount(held.indices, held.data**2, minlength=hours)
    shares = np.bincount(hour, minlength=hours).astype(float)
    meetings = 2.0 * np.bincount(hour, begun, minlength=hours)
    return _odds(meetings / np.maximum(shares**2 - squares, 1))


def _odds(part: Floats) -> Floats:
    likely = np.minimum(part, _MOST_LIKELY)
    odds: Floats = likely / (1 - likely)
    return odds

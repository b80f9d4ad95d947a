"""Shared taste: what co-shares far apart in time say of those close in time.

Two actors who follow the same sources share many of the same objects, mostly hours apart and
now and then within the window. How many of the latter are to be expected follows from the
former: if any two sharers of an object are within the window with probability `r`, each
object that a pair shares far apart stands for `r / (1 - r)` that it shares close together.
The probability is taken from the other sharers of the object, without the actors under
suspicion, so that a group cannot explain its own haste with what it alone pushes: that is over
in minutes. An object that lives longer is measured on all who share it, if that gives more:
where most shares of a link come in one minute and the rest in hours, two who share many such
links meet often, whoever they are.

Where two share an object again and again, each pair of their shares is one try, and `n` tries miss
with probability `(1 - r) ** n`. An object that they met on is explained as far as its other tries
let expect as many meetings.

Where two have a clock in common (`graph.coordination.clocks`), `r` is that of a wider window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse, special

from graph.coordination.pairs import CoShares, is_co_share, pair_keys
from graph.coordination.parts import parts
from graph.coordination.shares import Codes, Mask, Shares
from graph.coordination.significance import Floats
from graph.coordination.windowed import WindowedPairs, followers
from graph.distinct import distinct

PRIOR_PAIRS: Final = 10
"""An object's own probability counts as much as the mean of all at this many pairs."""

LASTING: Final = 10
"""An object lives long if its last share is this many windows after its first."""

_OBJECTS_AT_ONCE: Final = 10_000_000
_MOST_LIKELY: Final = 0.9  # caps the odds at 9 expected for each one far apart


@dataclass(frozen=True, slots=True)
class Tasted:
    """What pairs share, in objects: repeated shares of one object by a pair are one.

    Attributes:
        expected: Objects that are to be expected within the window, by those beyond it.
        near: Objects shared within the window.
        apart: Objects shared beyond the window only.
    """

    expected: Floats
    near: Codes
    apart: Floats

    def tail(self) -> Floats:
        """Return the probability of as many near ones or more, before so many apart come up.

        It is negative binomial, and larger than Poisson's where few lie apart: what two have in
        common is told from these few, and may well be more.
        """
        likely = self.expected / np.maximum(self.expected + self.apart, 1)
        some = self.apart > 0
        tail = np.zeros(len(self.near))
        tail[some] = special.betainc(np.maximum(self.near, 1)[some], self.apart[some], likely[some])
        return tail


class Taste:
    """Expected co-shares of chosen pairs by shared taste.

    Args:
        found: The co-shares of the trace.
        window: Milliseconds.
        suspects: Which actors are not to inform the probabilities of short-lived objects.
    """

    def __init__(self, found: CoShares, window: int, suspects: Mask) -> None:
        self._found, self._window, self._suspects = found, window, suspects
        self._odds: dict[int, Floats] = {}
        shares = found.shares
        shape = (len(shares.actors), len(shares.objects))
        self._shared = sparse.coo_array(
            (np.ones(len(shares), np.int32), (shares.actor, shares.object)), shape=shape
        ).tocsr()

    def of(self, chosen: Codes, widths: Codes) -> Tasted:
        """Look at some pairs.

        Args:
            chosen: Their rows in `found.pairs`, ascending.
            widths: Of each, the window that others would need to meet as often (common clocks).
        """
        pairs = self._found.pairs
        source, target = pairs.source[chosen], pairs.target[chosen]
        which, what, met = near_objects(self._found, self._window, source, target)
        near = np.bincount(which, minlength=len(chosen))
        expected, shared = np.zeros(len(chosen)), np.zeros(len(chosen))
        for width in distinct(widths):
            odds = self.odds_within(int(width))
            rows = np.flatnonzero(widths == width)
            expected[rows], shared[rows] = self._apart(source[rows], target[rows], odds)
            here = widths[which] == width
            pair, of, often = which[here], what[here], met[here]
            tries = self._shared[source[pair], of] * self._shared[target[pair], of]
            missed = np.minimum((tries - often) * odds[of] / often, 1.0)
            more = missed - _of_apart(tries, odds[of])
            expected += np.bincount(pair, more, minlength=len(chosen))
        return Tasted(np.maximum(expected, 0.0), near, shared - near)

    def _apart(self, source: Codes, target: Codes, odds: Floats) -> tuple[Floats, Floats]:
        """What is expected of each pair if all that it shares lies apart, and how much that is."""
        expected, shared = np.empty(len(source)), np.empty(len(source))
        held = np.diff(self._shared.indptr)
        for part in parts(held[source] + held[target], _OBJECTS_AT_ONCE):
            tries = self._shared[source[part]].multiply(self._shared[target[part]]).tocsr()
            shared[part] = np.diff(tries.indptr)
            tries.data = _of_apart(tries.data, odds[tries.indices])
            expected[part] = tries.sum(axis=1)
        return expected, shared

    def odds_within(self, width: int) -> Floats:
        """Return the odds of each object that two of its shares are within `width` ms."""
        if width not in self._odds:
            self._odds[width] = _odds(self._found, width, self._suspects, LASTING * self._window)
        return self._odds[width]


def near_objects(
    found: CoShares, window: int, source: Codes, target: Codes
) -> tuple[Codes, Codes, Codes]:
    """Return (place of the pair, object, co-shares) for each object that a pair co-shares.

    The pairs are ascending by (source, target).
    """
    shares = found.shares
    actors = np.zeros(len(shares.actors), dtype=np.bool_)
    actors[source] = actors[target] = True
    kept = actors[shares.actor]
    counted = found.counted[kept]
    few = shares.only(kept)
    wanted = (source * len(shares.actors) + target).astype(np.uint64)
    seen = [np.empty(0, dtype=np.int64)]
    for earlier, later in WindowedPairs(few, window):
        real = is_co_share(few, earlier, later) & (counted[earlier] | counted[later])
        keys = pair_keys(few, earlier[real], later[real])
        place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        hit = wanted[place] == keys
        objects = few.object[earlier[real][hit]]
        seen.append(place[hit] * len(shares.objects) + objects)
    each, often = _counted(np.concatenate(seen))
    which, what = np.divmod(each, max(1, len(shares.objects)))
    return which, what, often


def _counted(values: Codes) -> tuple[Codes, Codes]:
    """Each value once, ascending, and how often it was there (quicker than NumPy's `unique`)."""
    ordered = np.sort(values)
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[first], np.diff(first, append=len(ordered))


def _of_apart(tries: Codes, odds: Floats) -> Floats:
    """Meetings to expect for an object that two share apart, with so many pairs of shares.

    They miss each other in all of `tries` pairs of shares with the probability that they miss in
    one to that power. The chance to meet is divided by the chance to miss in one, so that with what
    is expected where they met, it adds up to the number of all objects that are met by chance.
    """
    expected: Floats = (1 - (1 + odds) ** -tries.astype(float)) * (1 + odds)
    return expected


def _odds(found: CoShares, width: int, suspects: Mask, lasting: int) -> Floats:
    """For each object, expected pairs of shares within `width` per pair beyond it."""
    shares = found.shares
    others = shares.only(~suspects[shares.actor])
    likely = _likely(others, width)
    np.maximum(likely, _likely(shares, width), out=likely, where=_life(shares) > lasting)
    likely = np.minimum(likely, _MOST_LIKELY)
    odds: Floats = likely / (1 - likely)
    return odds


def _likely(shares: Shares, width: int) -> Floats:
    """How likely two shares of each object are within `width`; where few are, as in others."""
    close = np.bincount(shares.object, followers(shares, width), minlength=len(shares.objects))
    possible = shares.popularity * (shares.popularity - 1) / 2
    some = possible > 0
    mean = float((close[some] / possible[some]).mean()) if some.any() else 0.0
    likely: Floats = (close + PRIOR_PAIRS * mean) / (possible + PRIOR_PAIRS)
    return likely


def _life(shares: Shares) -> Codes:
    """Milliseconds from the first share of each object to the last."""
    first = np.searchsorted(shares.object, np.arange(len(shares.objects)))
    last = np.append(first[1:], len(shares)) - 1
    life = np.zeros(len(shares.objects), dtype=np.int64)
    there = first <= last
    life[there] = shares.time[last[there]] - shares.time[first[there]]
    return life

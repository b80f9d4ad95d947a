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
from graph.coordination.windowed import WindowedPairs
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
        self._found, self._window = found, window
        self._odds = _odds(found, window, suspects)
        shares = found.shares
        shape = (len(shares.actors), len(shares.objects))
        self._shared = sparse.coo_array(
            (np.ones(len(shares), np.int32), (shares.actor, shares.object)), shape=shape
        ).tocsr()
        self._shared.data[:] = 1

    def of(self, chosen: Codes) -> Tasted:
        """Look at the pairs whose rows in `found.pairs` are `chosen`, ascending."""
        pairs = self._found.pairs
        source, target = pairs.source[chosen], pairs.target[chosen]
        which, what = near_objects(self._found, self._window, source, target)
        objects = np.bincount(which, minlength=len(chosen))
        near = np.bincount(which, self._odds[what], minlength=len(chosen))
        common, shared = np.empty(len(chosen)), np.empty(len(chosen))
        held = np.diff(self._shared.indptr)
        for part in parts(held[source] + held[target], _OBJECTS_AT_ONCE):
            both = self._shared[source[part]].multiply(self._shared[target[part]])
            common[part] = both.tocsr() @ self._odds
            shared[part] = both.sum(axis=1)
        return Tasted(np.maximum(common - near, 0.0), objects, shared - objects)


def near_objects(found: CoShares, window: int, source: Codes, target: Codes) -> tuple[Codes, Codes]:
    """Return (place of the pair, object), once for each object that a pair co-shares.

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
        seen.append(distinct(place[hit] * len(shares.objects) + objects))
    which, what = np.divmod(distinct(np.concatenate(seen)), max(1, len(shares.objects)))
    return which, what


def _odds(found: CoShares, window: int, suspects: Mask) -> Floats:
    """For each object, expected pairs within the window per pair beyond it."""
    shares = found.shares
    others = shares.only(~suspects[shares.actor])
    close = np.zeros(len(shares.objects))
    for earlier, later in WindowedPairs(others, window):
        real = is_co_share(others, earlier, later)
        close += np.bincount(others.object[earlier[real]], minlength=len(close))
    likely = _likely(close, others.popularity)
    by_all = np.bincount(shares.object, found.by_share, minlength=len(close)).astype(float)
    lasting = _life(shares) > LASTING * window
    np.maximum(likely, _likely(by_all, shares.popularity), out=likely, where=lasting)
    likely = np.minimum(likely, _MOST_LIKELY)
    odds: Floats = likely / (1 - likely)
    return odds


def _likely(close: Floats, sharers: Codes) -> Floats:
    """How likely two shares of each object are within the window; where few are, as in others."""
    possible = sharers * (sharers - 1) / 2
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

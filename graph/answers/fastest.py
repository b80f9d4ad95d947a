"""The time-respecting walk that takes the least time from its first event to its last.

For every contact the latest departure is kept from which it can be reached; a round lets the
contacts that got a later one pass it on. Without a longest wait, of the contacts that arrive at a
node only those count that bring a later departure than all before, and each only until the next one
does; with one, each follower looks for the latest in its window. Either way a round looks at no
follower twice (profiles as in Dibbelt, Pajor, Strasser and Wagner, *Connection Scan Algorithm*, ACM
Journal of Experimental Algorithmics 23, 1.7, 2018). Walks that take longer than a bound are not
followed, and the bound grows until one is found within it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.answers.contacts import UNREACHED, Contacts, Ints, Mask
from graph.answers.range_maximum import NOTHING, RangeMaximum

_SHARE: Final = 1_024
"""The first bound is the whole time over this."""

_GROWTH: Final = 8


def fastest_walk(contacts: Contacts, starts: Mask, ends: Mask, allowed: Mask) -> list[int]:
    """Return the positions of the contacts of a fastest walk; empty when there is none.

    Of several that take as long, one with the fewest contacts.

    Args:
        contacts: All of them.
        starts: Contacts that a walk may begin with.
        ends: Contacts that it may end with.
        allowed: Contacts that it may use at all.
    """
    level = contacts.levels(starts, allowed, ends)
    reached = np.flatnonzero(ends & (level < UNREACHED))
    if not reached.size:
        return []
    some = contacts.walk_to(int(reached[0]), level)
    longest = int(contacts.time[some[-1]] - contacts.time[some[0]])
    profile = _Profile(contacts, np.flatnonzero(starts & allowed), ends, allowed)
    bound = min(longest, profile.span // _SHARE)
    while True:
        found = profile.within(bound)
        if found:
            return found
        bound = min(longest, max(bound, 1) * _GROWTH)


class _Profile:
    """Searches for walks from the same starts, under one bound after the other."""

    def __init__(self, contacts: Contacts, starts: Ints, ends: Mask, allowed: Mask) -> None:
        self._contacts = contacts
        self._starts = starts
        self._ends = ends
        self._allowed = allowed
        self._begin = int(contacts.time.min())
        self.span = int(contacts.time.max()) - self._begin + 1
        self._key = contacts.tail * self.span + (contacts.time - self._begin)

    def within(self, bound: int) -> list[int]:
        """Return a fastest walk that takes no longer than `bound`; empty when there is none."""
        time, size = self._contacts.time, len(self._contacts.time)
        departure = np.full(size, NOTHING)
        before = np.full(size, -1, dtype=np.int64)
        front = self._starts
        departure[front] = time[front]
        best = -1
        while front.size:
            hits = front[self._ends[front]]
            if hits.size:
                taken = time[hits] - departure[hits]
                best = int(hits[np.argmin(taken)])
                bound = int(taken.min()) - 1  # from here on only what is faster is of interest
                if bound < 0:
                    break
            front = self._passed_on(front, departure, before, bound)
        walk = [best] if best >= 0 else []
        while walk and before[walk[-1]] >= 0:
            walk.append(int(before[walk[-1]]))
        return walk[::-1]

    def _passed_on(self, front: Ints, departure: Ints, before: Ints, bound: int) -> Ints:
        """Let contacts pass their departures on; return those that got a later one."""
        contacts = self._contacts
        front = front[contacts.first[front] < contacts.last[front]]
        if not front.size:
            return front
        # Followers stand in order of node and time, so arrivals in the order of their first
        # followers are in order of node and time too.
        front = front[np.lexsort((-departure[front], contacts.time[front], contacts.head[front]))]
        offers = self._until_better if contacts.max_wait is None else self._in_window
        reached, giver = offers(front, departure[front], bound)
        brought = departure[giver]
        better = (brought > departure[reached]) & self._allowed[reached]
        better &= contacts.time[reached] - brought <= bound
        reached = reached[better]
        departure[reached] = brought[better]
        before[reached] = giver[better]
        return reached

    def _until_better(self, front: Ints, leaves: Ints, bound: int) -> tuple[Ints, Ints]:
        """Followers, and for each the arrival of the latest departure, without a longest wait."""
        contacts = self._contacts
        node = contacts.head[front]
        rank = np.unique(leaves, return_inverse=True)[1]
        height = node * (len(front) + 1) + rank
        highest = np.maximum.accumulate(height)
        later = np.r_[True, height[1:] > highest[:-1]]
        front, leaves, node = front[later], leaves[later], node[later]
        first, last = contacts.first[front], contacts.last[front]
        until = np.minimum(leaves - self._begin + bound, self.span - 1)
        last = np.minimum(last, np.searchsorted(self._key, node * self.span + until, "right"))
        same = node[1:] == node[:-1]
        last[:-1][same] = np.minimum(last[:-1][same], first[1:][same])
        return _ranges(first, last, front)

    def _in_window(self, front: Ints, leaves: Ints, bound: int) -> tuple[Ints, Ints]:
        """Likewise with a longest wait: the latest departure among those that wait no longer."""
        contacts = self._contacts
        first, last = contacts.first[front], contacts.last[front]
        node = contacts.head[front]
        until = np.minimum(leaves - self._begin + bound, self.span - 1)
        last = np.minimum(last, np.searchsorted(self._key, node * self.span + until, "right"))
        first[1:] = np.maximum(first[1:], np.maximum.accumulate(np.maximum(first, last))[:-1])
        reached, _ = _ranges(first, last, front)
        arrivals = node * self.span + (contacts.time[front] - self._begin)
        at, time = contacts.tail[reached] * self.span, contacts.time[reached] - self._begin
        longest = self.span if contacts.max_wait is None else contacts.max_wait
        low = np.searchsorted(arrivals, at + np.maximum(time - longest, 0), "left")
        high = np.searchsorted(arrivals, at + time - contacts.min_wait, "right")
        rank = np.unique(leaves, return_inverse=True)[1]
        packed = rank * len(front) + np.arange(len(front))
        giver = RangeMaximum(low, np.maximum(low, high))(packed)
        some = giver != NOTHING
        return reached[some], front[giver[some] % len(front)]


def _ranges(first: Ints, last: Ints, of: Ints) -> tuple[Ints, Ints]:
    """All positions in some ranges, and for each the member of `of` that the range belongs to."""
    count = np.maximum(last - first, 0)
    ahead = np.cumsum(count) - count
    return np.repeat(first - ahead, count) + np.arange(int(count.sum())), np.repeat(of, count)

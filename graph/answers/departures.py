"""From when on can each contact be reached: the latest departure, within some time.

For every contact the latest departure is kept from which it can be reached; a round lets the
contacts that got a later one pass it on. Without a longest wait, of the contacts that arrive at a
node only those count that bring a later departure than all before, and each only until the next one
does; with one, each follower looks for the latest in its window. Either way a round looks at no
follower twice (profiles as in Dibbelt, Pajor, Strasser and Wagner, *Connection Scan Algorithm*, ACM
Journal of Experimental Algorithmics 23, 1.7, 2018).
"""

from __future__ import annotations

import numpy as np

from graph.answers.contacts import Asked, Contacts, Ints, ranges
from graph.answers.range_maximum import NOTHING, RangeMaximum
from graph.distinct import distinct


class Departures:
    """The latest departures of walks that take no longer than a limit, which can be raised.

    Attributes:
        contacts: What walks are made of.
        limit: The most time that a walk takes from its first contact to its last.
        reached: Positions of all contacts that such a walk ends with, ascending.
        departure: Shape (contacts,): when the one that departs last begins; of the reached.
        before: Shape (contacts,): how many contacts it has before that one; the fewest.
    """

    def __init__(self, contacts: Contacts, asked: Asked, limit: int) -> None:
        self.contacts = contacts
        self._asked = asked
        self._giver = np.full(len(contacts.time), -1, dtype=np.int64)
        self.departure = np.full(len(contacts.time), NOTHING)
        self.before = np.zeros(len(contacts.time), dtype=np.int32)
        self.reached: Ints = asked.starts[:0]
        self.raise_to(limit)

    def raise_to(self, limit: int) -> None:
        """Look for walks that take longer than those so far."""
        self.limit = limit
        self.departure[self.reached] = NOTHING
        starts = self._asked.starts
        self.departure[starts] = self.contacts.time[starts]
        self.before[starts], self._giver[starts] = 0, -1
        front, found = starts, [starts]
        while front.size:
            front = self._passed_on(front)
            self.before[front] = len(found)
            found.append(front)
        self.reached = distinct(np.concatenate(found))

    def walk_to(self, end: int) -> list[int]:
        """Return the positions of the contacts of the walk that ends with a reached one."""
        walk = [end]
        while self._giver[walk[-1]] >= 0:
            walk.append(int(self._giver[walk[-1]]))
        return walk[::-1]

    def _passed_on(self, front: Ints) -> Ints:
        """Let contacts pass their departures on; return those that got a later one."""
        contacts = self.contacts
        front = front[contacts.first[front] < contacts.last[front]]
        if not front.size:
            return front
        # Followers stand in order of node and time, so arrivals in the order of their first
        # followers are in order of node and time too.
        departure = self.departure[front]
        front = front[np.lexsort((-departure, contacts.time[front], contacts.head[front]))]
        offers = self._until_better if contacts.max_wait is None else self._in_window
        reached, giver = offers(front, self.departure[front])
        brought = self.departure[giver]
        better = (brought > self.departure[reached]) & self._asked.allowed[reached]
        better &= contacts.time[reached] - brought <= self.limit
        reached = reached[better]
        self.departure[reached] = brought[better]
        self._giver[reached] = giver[better]
        return reached

    def _last(self, node: Ints, leaves: Ints) -> Ints:
        """Position after the last contact of some nodes that is not too late."""
        contacts = self.contacts
        until = np.minimum(leaves - contacts.begin + self.limit, contacts.span - 1)
        return np.searchsorted(contacts.key, node * contacts.span + until, "right")

    def _until_better(self, front: Ints, leaves: Ints) -> tuple[Ints, Ints]:
        """Followers, and for each the arrival of the latest departure, without a longest wait."""
        contacts = self.contacts
        node = contacts.head[front]
        rank = np.unique(leaves, return_inverse=True)[1]
        height = node * (len(front) + 1) + rank
        highest = np.maximum.accumulate(height)
        later = np.r_[True, height[1:] > highest[:-1]]
        front, leaves, node = front[later], leaves[later], node[later]
        first = contacts.first[front]
        last = np.minimum(contacts.last[front], self._last(node, leaves))
        same = node[1:] == node[:-1]
        last[:-1][same] = np.minimum(last[:-1][same], first[1:][same])
        last = np.maximum(first, last)
        return ranges(first, last), np.repeat(front, last - first)

    def _in_window(self, front: Ints, leaves: Ints) -> tuple[Ints, Ints]:
        """Likewise with a longest wait: the latest departure among those that wait no longer."""
        contacts = self.contacts
        node = contacts.head[front]
        first = contacts.first[front]
        last = np.minimum(contacts.last[front], self._last(node, leaves))
        first[1:] = np.maximum(first[1:], np.maximum.accumulate(np.maximum(first, last))[:-1])
        reached = ranges(first, np.maximum(first, last))
        giver = latest(contacts, front, leaves, contacts.tail[reached], contacts.time[reached])
        some = giver >= 0
        return reached[some], front[giver[some]]


def latest(contacts: Contacts, arrivals: Ints, rank: Ints, node: Ints, time: Ints) -> Ints:
    """Find the arrival of the highest rank that some contacts can follow.

    Args:
        contacts: What the waits are taken from.
        arrivals: Positions of contacts, in order of their heads and then times.
        rank: Shape (arrivals,): a departure, or what else is to be largest.
        node: Shape (contacts asked for,): where each begins.
        time: Likewise: when.

    Returns:
        Shape (contacts asked for,): which of `arrivals`; -1 where none can be followed.
    """
    ends = contacts.head[arrivals] * contacts.span + (contacts.time[arrivals] - contacts.begin)
    at, since = node * contacts.span, time - contacts.begin
    earliest = np.zeros_like(since)
    if contacts.max_wait is not None:
        earliest = np.maximum(since - contacts.max_wait, 0)
    low = np.searchsorted(ends, at + earliest, "left")
    high = np.searchsorted(ends, at + since - contacts.min_wait, "right")
    order = np.unique(rank, return_inverse=True)[1]
    packed = order * len(arrivals) + np.arange(len(arrivals))
    giver = RangeMaximum(low, np.maximum(low, high))(packed)
    return np.where(giver == NOTHING, -1, giver % max(len(arrivals), 1))

"""Events as contacts in time: which one can carry on what another brought.

Contact f can follow contact e when f starts where e ends, and the time between them is within
bounds. Sorted by start and time, the followers of a contact are one unbroken range, so a whole
round of a search is a few operations on arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int32]

UNREACHED: Final = np.iinfo(np.int32).max
NEVER: Final = np.iinfo(np.int64).min
LAST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Contacts sorted by tail and time.

    Attributes:
        tail: Shape (contacts,): index of the node that a contact starts at.
        head: Shape (contacts,): index of the node that it ends at.
        time: Shape (contacts,): epoch milliseconds.
        edge: Shape (contacts,): index of the edge that it is evidence of.
        first: Shape (contacts,): position of the first contact that can follow.
        last: Shape (contacts,): position after the last one.
        min_wait: Least time between a contact and the next, in milliseconds.
        max_wait: Most; None for no limit.
    """

    tail: Ints
    head: Ints
    time: Ints
    edge: Ints
    first: Ints
    last: Ints
    min_wait: int
    max_wait: int | None

    @classmethod
    def of(cls, view: Snapshot, flow: Flow, min_wait: int, max_wait: int | None) -> Contacts:
        """Read the dated events of a view, as steps in the direction of `flow`.

        Args:
            view: Where the events are.
            flow: CONTENT goes from the one amplified to the one who amplifies.
            min_wait: Least time between a contact and the next, in milliseconds.
            max_wait: Most; None for no limit.
        """
        events = view.events.drop_nulls("atMs")
        ends = view.once("ends by edge index", lambda: _ends(view))
        edge = events["edge"].to_numpy().astype(np.int64)
        source, target, is_activity = (column[edge] for column in ends)
        proper = (source != target) & is_activity
        tail, head = (target, source) if flow is Flow.CONTENT else (source, target)
        time = events["atMs"].to_numpy()
        tail, head, time, edge = (a[proper] for a in (tail, head, time, edge))
        return cls._sorted(tail, head, time, edge, min_wait, max_wait)

    @classmethod
    def _sorted(
        cls, tail: Ints, head: Ints, time: Ints, edge: Ints, min_wait: int, max_wait: int | None
    ) -> Contacts:
        if not len(time):
            return cls(tail, head, time, edge, edge, edge, min_wait, max_wait)
        begin = int(time.min())
        span = int(time.max()) - begin + 1
        key = tail * span + (time - begin)
        order = np.argsort(key, kind="stable")
        key, tail, head, time, edge = (a[order] for a in (key, tail, head, time, edge))
        earliest = np.minimum(time - begin + min_wait, span)
        latest = np.full(len(time), span - 1)
        if max_wait is not None:
            latest = np.minimum(time - begin + max_wait, span - 1)
        first = np.searchsorted(key, head * span + earliest, "left")
        last = np.searchsorted(key, head * span + latest, "right")
        return cls(tail, head, time, edge, first, np.maximum(first, last), min_wait, max_wait)

    def mirrored(self) -> Contacts:
        """Return the same contacts with time and direction turned round.

        What arrives first there departs last here.
        """
        turned = self.head, self.tail, -self.time, self.edge
        return self._sorted(*turned, self.min_wait, self.max_wait)

    def levels(
        self, starts: Mask, allowed: Mask, targets: Mask | None = None, *, first: bool = False
    ) -> Levels:
        """Count the contacts of the shortest walk that ends with each contact.

        Args:
            starts: Contacts that a walk may begin with.
            allowed: Contacts that it may use at all.
            targets: Stop when one of these is reached.
            first: Go on until the earliest of them is reached, and no further in time.

        Returns:
            Shape (contacts,): 1 for those that begin a walk, a huge number for those that none
            reaches.
        """
        level = np.full(len(self.time), UNREACHED, dtype=np.int32)
        open_ = allowed.copy()
        front = np.flatnonzero(starts & allowed)
        depth, bound = 0, LAST
        while front.size:
            depth += 1
            level[front] = depth
            open_[front] = False
            if targets is not None and (hits := front[targets[front]]).size:
                if not first:
                    break
                bound = min(bound, int(self.time[hits].min()))
            if first:  # what comes after the earliest arrival so far cannot lead to an earlier one
                front = front[self.time[front] <= bound]
            front = self._following(front, open_)
        return level

    def _following(self, front: Ints, open_: Mask) -> Ints:
        """Positions, among those still open, that can follow one of `front`."""
        first, last = self.first[front], self.last[front]
        count = last - first
        total = int(count.sum())
        if total < len(open_) // 8:
            before = np.cumsum(count) - count
            reached = np.repeat(first - before, count) + np.arange(total)
            return np.unique(reached[open_[reached]])
        size = len(open_) + 1
        change = np.bincount(first, minlength=size) - np.bincount(last, minlength=size)
        return np.flatnonzero((np.cumsum(change)[:-1] > 0) & open_)

    def backward(self, ends: Mask, allowed: Mask) -> Mask:
        """Mark the contacts from which a walk leads on to one of `ends`, those included."""
        reaches = ends & allowed
        open_ = np.flatnonzero(allowed & ~reaches)
        while True:
            # A contact leads on when any contact in its range does.
            before = np.concatenate([[0], np.cumsum(reaches)])
            leads_on = before[self.last[open_]] > before[self.first[open_]]
            if not leads_on.any():
                return reaches
            reaches[open_[leads_on]] = True
            open_ = open_[~leads_on]

    def latest_departures(self, starts: Mask, allowed: Mask) -> Ints:
        """Return when, at the latest, a walk can have begun that ends with each contact.

        Every round lets each contact take over the best that any contact before it knows; there
        are as many rounds as the longest of the best walks has contacts.
        """
        among = np.flatnonzero(allowed)
        departure = np.where(starts[among], self.time[among], NEVER)
        order, first, last = self._preceding(among)
        best_of = _RangeMaximum(first, last)
        while True:
            known = np.maximum(departure, best_of(departure[order]))
            if np.array_equal(known, departure):
                break
            departure = known
        result = np.full(len(self.time), NEVER)
        result[among] = departure
        return result

    def _preceding(self, among: Ints) -> tuple[Ints, Ints, Ints]:
        """Order `among` by head and time; for each, the range there that it can follow."""
        if not among.size:
            return among, among, among
        time = self.time[among]
        begin = int(time.min())
        span = int(time.max()) - begin + 1
        key = self.head[among] * span + (time - begin)
        order = np.argsort(key, kind="stable")
        node = self.tail[among] * span
        after = 0 if self.max_wait is None else np.maximum(time - begin - self.max_wait, 0)
        until = time - begin - self.min_wait
        first = np.searchsorted(key[order], node + after, "left")
        last = np.searchsorted(key[order], node + np.maximum(until, 0), "right")
        return order, first, np.where(until < 0, first, np.maximum(first, last))

    def walk_to(self, end: int, level: Levels) -> list[int]:
        """Return the positions of a shortest walk that ends with contact `end`.

        Of several, the one whose contacts come as late as they can, from the end backwards.
        """
        walk = [end]
        while level[walk[-1]] > 1:
            now = walk[-1]
            before = (level == level[now] - 1) & (self.first <= now) & (now < self.last)
            candidates = np.flatnonzero(before)
            walk.append(int(candidates[np.argmax(self.time[candidates])]))
        return walk[::-1]


class _RangeMaximum:
    """Largest value in each of many ranges, for values that change between calls.

    By a table of the maxima over 1, 2, 4, ... values (Bender and Farach-Colton 2000), with as
    many rows as the longest range needs.
    """

    def __init__(self, first: Ints, last: Ints) -> None:
        length = last - first
        self._some = np.flatnonzero(length)
        self._size = len(first)
        # The largest power of two that fits; two such spans cover a range.
        power = np.frexp(length[self._some].astype(np.float64))[1] - 1
        self._left = first[self._some]
        self._right = last[self._some] - (1 << power.astype(np.int64))
        self._by_power = [np.flatnonzero(power == k) for k in range(int(power.max(initial=-1)) + 1)]

    def __call__(self, values: Ints) -> Ints:
        found = np.full(len(self._some), NEVER)
        for k, here in enumerate(self._by_power):
            if k:
                half = 1 << (k - 1)
                values = np.maximum(values[:-half], values[half:])
            left, right = values[self._left[here]], values[self._right[here]]
            found[here] = np.maximum(left, right)
        result = np.full(self._size, NEVER)
        result[self._some] = found
        return result


def _ends(view: Snapshot) -> tuple[Ints, Ints, Mask]:
    """Source, target and whether it is activity, by an edge's index in the whole snapshot."""
    edges = view.edges
    size = int(edges["index"].to_numpy().max()) + 1 if len(edges) else 0
    source, target = np.zeros(size, np.int64), np.zeros(size, np.int64)
    is_activity = np.zeros(size, np.bool_)
    index = edges["index"].to_numpy()
    source[index], target[index] = edges["source"].to_numpy(), edges["target"].to_numpy()
    is_activity[index] = edges["type"].is_in(ACTIVITY_TYPES).to_numpy()
    return source, target, is_activity

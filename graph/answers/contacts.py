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
Nodes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int32]

UNREACHED: Final = np.iinfo(np.int32).max
LAST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What walks are looked for.

    Attributes:
        starts: Positions of the contacts that a walk may begin with.
        ends: Positions of those that it may end with.
        allowed: Shape (contacts,): False for those that it must not use.
    """

    starts: Ints
    ends: Ints
    allowed: Mask


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
        by_head: Shape (contacts,): positions in the order of the heads.
        begin: Earliest time.
        span: From the earliest time to after the latest.
        key: Shape (contacts,), ascending: `tail` times `span`, and the time since `begin`.
        min_wait: Least time between a contact and the next, in milliseconds.
        max_wait: Most; None for no limit.
    """

    tail: Ints
    head: Ints
    time: Ints
    edge: Ints
    first: Ints
    last: Ints
    by_head: Ints
    begin: int
    span: int
    key: Ints
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
            return cls(tail, head, time, edge, edge, edge, edge, 0, 1, edge, min_wait, max_wait)
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
        last = np.maximum(first, last)
        by_head = np.argsort(head, kind="stable")
        found = tail, head, time, edge, first, last, by_head
        return cls(*found, begin, span, key, min_wait, max_wait)

    def mirrored(self) -> Contacts:
        """Return the same contacts with time and direction turned round.

        What arrives first there departs last here.
        """
        turned = self.head, self.tail, -self.time, self.edge
        return self._sorted(*turned, self.min_wait, self.max_wait)

    def asked(self, sources: Nodes, targets: Nodes, closed: Nodes) -> Asked:
        """Find the contacts that walks may begin and end with, and those they may use."""
        if closed.size:
            is_closed = np.zeros(int(max(self.tail.max(), self.head.max(), closed.max())) + 1, bool)
            is_closed[closed] = True
            allowed = ~(is_closed[self.tail] | is_closed[self.head])
        else:
            allowed = np.ones(len(self.time), dtype=np.bool_)
        begin, end = (np.searchsorted(self.tail, sources + k) for k in (0, 1))
        starts = ranges(begin, end)
        begin, end = (np.searchsorted(self.head, targets + k, sorter=self.by_head) for k in (0, 1))
        ends = self.by_head[ranges(begin, end)]
        return Asked(starts[allowed[starts]], ends[allowed[ends]], allowed)

    def levels(self, asked: Asked, *, first: bool = False) -> Levels:
        """Count the contacts of the shortest walk that ends with each contact.

        Args:
            asked: What it may begin with, end with, and use. The first level that has an end is
                the last one.
            first: Go on until the earliest of the ends is reached, and no further in time.

        Returns:
            Shape (contacts,): 1 for those that begin a walk, a huge number for those that none
            reaches.
        """
        level = np.full(len(self.time), UNREACHED, dtype=np.int32)
        open_ = asked.allowed.copy()
        is_end = np.zeros(len(self.time), dtype=np.bool_)
        is_end[asked.ends] = True
        front = asked.starts
        depth, bound = 0, LAST
        while front.size:
            depth += 1
            level[front] = depth
            open_[front] = False
            if (hits := front[is_end[front]]).size:
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
        order = np.argsort(first)
        first, last = first[order], last[order]
        # Each range only from where those before it end: no follower is looked at twice.
        first[1:] = np.maximum(first[1:], np.maximum.accumulate(last)[:-1])
        reached = ranges(first, np.maximum(first, last))
        return reached[open_[reached]]

    def position(self, tail: int, time: int, edge: int) -> int:
        """Return where a contact is; of several that are the same, the first."""
        key = tail * self.span + time - self.begin
        first, last = np.searchsorted(self.key, key), np.searchsorted(self.key, key, "right")
        return int(first + np.argmax(self.edge[first:last] == edge))

    def walk_to(self, end: int, level: Levels) -> list[int]:
        """Return the positions of a shortest walk that ends with contact `end`.

        Of several, the one whose contacts come as late as they can, from the end backwards.
        """
        walk = [end]
        while level[walk[-1]] > 1:
            now = walk[-1]
            ends = np.searchsorted(
                self.head, [self.tail[now], self.tail[now] + 1], sorter=self.by_head
            )
            at = self.by_head[slice(*ends.tolist())]
            right = (level[at] == level[now] - 1) & (self.first[at] <= now) & (now < self.last[at])
            candidates = at[right]
            walk.append(int(candidates[np.argmax(self.time[candidates])]))
        return walk[::-1]


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


def ranges(first: Ints, last: Ints) -> Ints:
    """Return all positions in some ranges, the end of each excluded."""
    count = last - first
    before = np.cumsum(count) - count
    return np.repeat(first - before, count) + np.arange(int(count.sum()))

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
        by_head: Shape (contacts,): positions in the order of the heads.
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
            return cls(tail, head, time, edge, edge, edge, edge, min_wait, max_wait)
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
        return cls(tail, head, time, edge, first, last, by_head, min_wait, max_wait)

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
        order = np.argsort(first)
        first, last = first[order], last[order]
        # Each range only from where those before it end: no follower is looked at twice.
        first[1:] = np.maximum(first[1:], np.maximum.accumulate(last)[:-1])
        count = np.maximum(last - first, 0)
        before = np.cumsum(count) - count
        reached = np.repeat(first - before, count) + np.arange(int(count.sum()))
        return reached[open_[reached]]

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

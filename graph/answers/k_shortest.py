"""The k shortest ways without repetition, in order of their cost.

Yen, Management Science 17, 712, 1971, with Lawler's remark (Management Science 18, 401, 1972)
that only what comes after the branching point can be new. Each search between is A* (Hart,
Nilsson and Raphael 1968) with the true distance to the targets as its estimate, so that it looks
at little more than the way itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph.snapshot.adjacency import Adjacency, Floats, Nodes

Mask = npt.NDArray[np.bool_]


_UNLED: Final = -1


@dataclass(order=True)
class _Candidate:
    """A path that is known but not yet given.

    Attributes:
        cost: Of the whole path.
        number: Order in which it was found, to decide between equal ones.
        path: Its nodes.
        branch: Position of the node from which on it is new.
        banned: Ends of steps that must not be taken from that node.
    """

    cost: float
    number: int
    path: list[int] = field(compare=False)
    branch: int = field(compare=False)
    banned: frozenset[int] = field(compare=False)


def k_shortest(
    forward: Adjacency,
    backward: Adjacency,
    sources: Nodes,
    targets: Nodes,
    blocked: Nodes,
    *,
    by_strength: bool,
) -> Iterator[tuple[float, list[int]]]:
    """Yield paths from any source to any target, the cheapest first, each node once at most.

    A path ends at the first target that it comes to, and holds no source but its first node.

    Args:
        forward: Steps as the path takes them.
        backward: The same steps reversed.
        sources: Where a path may start; disjoint from `targets`.
        targets: Where it ends.
        blocked: Nodes that it may not touch.
        by_strength: A step costs one over its weight; otherwise each costs one.
    """
    search = _Search(forward, backward, targets, blocked, by_strength=by_strength)
    search.closed[sources] = True
    number = count()
    waiting: list[_Candidate] = []
    # A source is led on only when no path that is known already can be shorter.
    for start in sources[np.isfinite(search.left[sources])].tolist():
        least = float(search.left[start])
        heapq.heappush(waiting, _Candidate(least, next(number), [start], _UNLED, frozenset()))
    while waiting:
        best = heapq.heappop(waiting)
        if best.branch == _UNLED:
            found = search.onward(best.path, 0.0, frozenset())
            if found:
                first = _Candidate(found[0], next(number), found[1], 0, frozenset())
                heapq.heappush(waiting, first)
            continue
        yield best.cost, best.path
        cost = sum(search.cost(a, b) for a, b in pairwise(best.path[: best.branch + 1]))
        for at in range(best.branch, len(best.path) - 1):
            banned = frozenset({best.path[at + 1]})
            if at == best.branch:
                banned |= best.banned
            found = search.onward(best.path[: at + 1], cost, banned)
            if found:
                heapq.heappush(waiting, _Candidate(found[0], next(number), found[1], at, banned))
            cost += search.cost(best.path[at], best.path[at + 1])


class _Search:
    """A* towards the targets of one question."""

    def __init__(
        self,
        forward: Adjacency,
        backward: Adjacency,
        targets: Nodes,
        blocked: Nodes,
        *,
        by_strength: bool,
    ) -> None:
        self._forward = forward
        self._by_strength = by_strength
        self.closed: Mask = np.zeros(forward.size, dtype=np.bool_)
        self.closed[blocked] = True
        self._is_target: Mask = np.zeros(forward.size, dtype=np.bool_)
        self._is_target[targets] = True
        self.left = self._distances(backward, targets)

    def cost(self, start: int, end: int) -> float:
        """Cost of the step between two neighbours."""
        if not self._by_strength:
            return 1.0
        ends, weights = self._forward.out(start)
        return float(1 / weights[np.searchsorted(ends, end)])

    def onward(
        self, root: list[int], cost: float, banned: frozenset[int]
    ) -> tuple[float, list[int]] | None:
        """Lead a path on to a target as cheaply as possible.

        Args:
            root: Its nodes so far; they are not touched again.
            cost: Of these.
            banned: Nodes that the next step must not lead to.

        Returns:
            Cost and nodes of the whole path; None when it cannot be led on.
        """
        spent = {root[-1]: cost}
        before: dict[int, int] = {}
        done = set(root[:-1])
        waiting = [(cost + float(self.left[root[-1]]), root[-1])]
        while waiting:
            _, node = heapq.heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if self._is_target[node]:
                path = [node]
                while path[-1] != root[-1]:
                    path.append(before[path[-1]])
                return spent[node], root[:-1] + path[::-1]
            ends, weights = self._forward.out(node)
            some = ~self.closed[ends] & np.isfinite(self.left[ends])
            costs = spent[node] + (1 / weights if self._by_strength else np.ones(len(weights)))
            estimates = costs + self.left[ends]
            for end, so_far, estimate in zip(
                ends[some].tolist(), costs[some].tolist(), estimates[some].tolist(), strict=True
            ):
                if end in done or (node == root[-1] and end in banned):
                    continue
                if so_far < spent.get(end, np.inf):
                    spent[end] = so_far
                    before[end] = node
                    heapq.heappush(waiting, (estimate, end))
        return None

    def _distances(self, backward: Adjacency, targets: Nodes) -> Floats:
        """Cost from every node to the nearest target, ignoring what is closed."""
        if self._by_strength:
            shape = (backward.size, backward.size)
            matrix = csr_array((1 / backward.weights, backward.ends, backward.starts), shape=shape)
            found: Floats = dijkstra(matrix, indices=targets, min_only=True)
            return found
        left = np.full(backward.size, np.inf)
        left[targets] = 0
        front, depth = targets, 0
        while front.size:
            depth += 1
            ends = backward.ends[backward.steps(front)]
            front = np.unique(ends[np.isinf(left[ends])])
            left[front] = depth
        return left

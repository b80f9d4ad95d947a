"""All shortest paths at once, as the directed acyclic graph that they make up.

Breadth-first from both ends, the cheaper side first, a whole level in a few array operations. By
cost instead of hops: `graph.answers.cheapest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.distinct import distinct
from graph.snapshot.adjacency import Adjacency, Floats, Nodes

_UNSEEN = -1
_BLOCKED = -2


@dataclass(frozen=True, slots=True, eq=False)
class PathGraph:
    """Every step that lies on a shortest path; whoever starts at a start ends at an end.

    Attributes:
        starts: Sources that have a shortest path.
        ends: Targets that have one.
        tail: Shape (steps,): where each step begins; ascending, then strongest step first.
        head: Shape (steps,): where it leads.
        rank: Shape (steps,): distance of the tail from the sources.
        length: Hops, or cost, of each path.
    """

    starts: Nodes
    ends: Nodes
    tail: Nodes
    head: Nodes
    rank: Floats
    length: float

    def count(self) -> int:
        """How many paths there are (exact below 2**53)."""
        nodes, onward = self._ways(self.ends, self.tail, self.head, -self.rank)
        return int(onward[np.searchsorted(nodes, self.starts)].sum())

    def shares(self) -> tuple[Nodes, Floats]:
        """Return the nodes between the ends, and the share of the paths that leads through each."""
        nodes, onward = self._ways(self.ends, self.tail, self.head, -self.rank)
        _, back = self._ways(self.starts, self.head, self.tail, self.rank)
        through = onward * back / onward[np.searchsorted(nodes, self.starts)].sum()
        between = ~np.isin(nodes, self.starts) & ~np.isin(nodes, self.ends)
        return nodes[between], through[between]

    def _ways(self, last: Nodes, tail: Nodes, head: Nodes, rank: Floats) -> tuple[Nodes, Floats]:
        """Count, for each node, the ways over some steps to the last ones; steps in their order."""
        nodes = distinct(np.concatenate([self.tail, self.head, self.starts, self.ends]))
        ways = np.zeros(len(nodes))
        ways[np.searchsorted(nodes, last)] = 1
        order = np.argsort(rank, kind="stable")
        begin, end = np.searchsorted(nodes, tail[order]), np.searchsorted(nodes, head[order])
        bounds = np.flatnonzero(np.diff(rank[order])) + 1
        for part in np.split(np.arange(len(order)), bounds):
            np.add.at(ways, begin[part], ways[end[part]])
        return nodes, ways

    def paths(self) -> Iterator[list[int]]:
        """Yield the paths as node indexes; from every node the strongest step comes first."""
        ends = set(self.ends.tolist())
        for start in self.starts.tolist():
            stack = [[start]]
            while stack:
                path = stack.pop()
                if path[-1] in ends:
                    yield path
                    continue
                low, high = np.searchsorted(self.tail, [path[-1], path[-1] + 1])
                stack.extend([*path, step] for step in self.head[low:high][::-1].tolist())


def fewest_hops(
    forward: Adjacency,
    backward: Adjacency,
    sources: Nodes,
    targets: Nodes,
    blocked: Nodes,
    max_hops: int,
) -> PathGraph | None:
    """Find all paths with the fewest hops from any source to any target.

    Args:
        forward: Steps as the path takes them.
        backward: The same steps reversed.
        sources: Where a path may start; disjoint from `targets`.
        targets: Where it may end.
        blocked: Nodes that it may not touch.
        max_hops: Longest path to look for.

    Returns:
        None when there is no path.
    """
    ahead = np.full(forward.size, _UNSEEN, dtype=np.int32)
    behind = ahead.copy()
    ahead[blocked] = behind[blocked] = _BLOCKED
    ahead[sources] = behind[targets] = 0
    front, back = sources, targets
    gone = left = 0
    while front.size and back.size and gone + left < max_hops:
        if _work(forward, front) <= _work(backward, back):
            gone += 1
            front = _level(forward, front, ahead, gone)
            met = front[behind[front] >= 0]
        else:
            left += 1
            back = _level(backward, back, behind, left)
            met = back[ahead[back] >= 0]
        if met.size:
            # No node was seen from both sides before, so every shortest path has exactly one
            # of its nodes here: `gone` hops from a source and `left` hops from a target.
            return _between(forward, backward, ahead, behind, met, gone, left)
    return None


def _work(steps: Adjacency, nodes: Nodes) -> int:
    return int((steps.starts[nodes + 1] - steps.starts[nodes]).sum())


def _level(steps: Adjacency, nodes: Nodes, seen: npt.NDArray[np.int32], depth: int) -> Nodes:
    """Mark and return the nodes that are one hop further."""
    ends = steps.ends[steps.steps(nodes)]
    ends = ends[seen[ends] == _UNSEEN]
    seen[ends] = depth
    return distinct(ends)


def _between(
    forward: Adjacency,
    backward: Adjacency,
    ahead: npt.NDArray[np.int32],
    behind: npt.NDArray[np.int32],
    met: Nodes,
    gone: int,
    left: int,
) -> PathGraph:
    """Collect the steps on shortest paths, from where the sides met towards both ends."""
    tails, heads, weights, ranks = [], [], [], []
    nodes = met
    for depth in range(gone - 1, -1, -1):
        near, far, weight = _steps_to(backward, nodes, ahead, depth)
        tails.append(far)
        heads.append(near)
        weights.append(weight)
        ranks.append(np.full(len(far), depth))
        nodes = distinct(far)
    starts, nodes = nodes, met
    for depth in range(left - 1, -1, -1):
        near, far, weight = _steps_to(forward, nodes, behind, depth)
        tails.append(near)
        heads.append(far)
        weights.append(weight)
        ranks.append(np.full(len(far), gone + left - depth - 1))
        nodes = distinct(far)
    tail, head = np.concatenate(tails), np.concatenate(heads)
    order = np.lexsort((head, -np.concatenate(weights), tail))
    rank = np.concatenate(ranks).astype(np.float64)[order]
    return PathGraph(starts, nodes, tail[order], head[order], rank, gone + left)


def _steps_to(
    steps: Adjacency, nodes: Nodes, marks: npt.NDArray[np.int32], depth: int
) -> tuple[Nodes, Nodes, Floats]:
    """Steps from `nodes` to nodes marked with `depth`: begin, end, weight."""
    at = steps.steps(nodes)
    begin = np.repeat(nodes, steps.starts[nodes + 1] - steps.starts[nodes])
    right = marks[steps.ends[at]] == depth
    return begin[right], steps.ends[at[right]], steps.weights[at[right]]

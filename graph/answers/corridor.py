"""The part of a graph in which all paths up to some length lie, found from both ends.

Of a path of at most a + b hops every step begins fewer than a hops from a source, or ends fewer
than b hops from a target (Pohl, Machine Intelligence 6, 127, 1971); by cost likewise, with half of
it from either end. Steps from which the rest of the way would be too long are left out: of a
million, some thousands remain.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np

from graph.answers.cheapest import TOLERANCE, distances, steps_from
from graph.distinct import distinct
from graph.snapshot.adjacency import Adjacency, Floats, Nodes

Steps = tuple[Nodes, Nodes, Floats]
"""Begin, end and weight of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """Between what, and around what, paths are looked for.

    A path ends at the first target that it comes to, and holds no source but its first node.

    Attributes:
        forward: Steps as a path takes them.
        backward: The same steps reversed.
        sources: Where a path may start; disjoint from `targets`.
        targets: Where it ends.
        blocked: Nodes that it may not touch.
    """

    forward: Adjacency
    backward: Adjacency
    sources: Nodes
    targets: Nodes
    blocked: Nodes


@dataclass(frozen=True, slots=True, eq=False)
class Corridor:
    """A part of a graph, with numbers of its own.

    Attributes:
        nodes: Shape (nodes,): what its nodes are in the whole graph, ascending.
        steps: Its steps; none leads to a source, or from a target.
        sources: Those of its nodes where a path may start.
        targets: Where it may end.
        length: Every path that is no longer, in hops or by cost, lies in it.
    """

    nodes: Nodes
    steps: Adjacency
    sources: Nodes
    targets: Nodes
    length: float

    @classmethod
    def by_cost(cls, between: Between, cost: float) -> Self:
        """Return the part with all paths up to a cost; a step costs one over its weight."""
        half = cost / 2 * (1 + TOLERANCE)
        ahead = distances(between.forward, between.sources, between.blocked, half)
        behind = distances(between.backward, between.targets, between.blocked, half)
        tail, head, weight = _joined(
            steps_from(between.forward, _finite(ahead)),
            steps_from(between.backward, _finite(behind)),
        )
        way = np.minimum(ahead[tail], half) + 1 / weight + np.minimum(behind[head], half)
        kept = way <= cost * (1 + TOLERANCE)
        kept &= ~np.isin(head, between.sources) & ~np.isin(tail, between.targets)
        kept &= ~np.isin(tail, between.blocked) & ~np.isin(head, between.blocked)
        return cls.of(between, (tail[kept], head[kept], weight[kept]), cost * (1 + TOLERANCE))

    @classmethod
    def of(cls, between: Between, steps: Steps, length: float) -> Self:
        """Number the nodes of some steps anew; a step may be given twice."""
        tail, head, weight = steps
        nodes = distinct(np.concatenate([tail, head]))
        begin, end = np.searchsorted(nodes, tail), np.searchsorted(nodes, head)
        _, once = np.unique(begin * len(nodes) + end, return_index=True)
        own = Adjacency.of(len(nodes), begin[once], end[once], weight[once])
        sources, targets = (
            np.flatnonzero(np.isin(nodes, each)).astype(np.int32)
            for each in (between.sources, between.targets)
        )
        return cls(nodes, own, sources, targets, length)


class Widening:
    """Corridors by hops, each wider than the one before; the first has a path, if there is one."""

    def __init__(self, between: Between) -> None:
        self._between = between
        forward, backward, sources = between.forward, between.backward, between.sources
        self._ahead = _Ball(forward, sources, between.targets, between.blocked)
        self._behind = _Ball(backward, between.targets, sources, between.blocked)
        met = False
        while not (met or self.complete):
            met = self.widen()

    @property
    def complete(self) -> bool:
        """True when nothing more can be reached from one of the ends: all paths lie in it."""
        return not (self._ahead.front.size and self._behind.front.size)

    def widen(self) -> bool:
        """Let it hold paths of one hop more; tell whether some were reached from both ends."""
        near, far = sorted((self._ahead, self._behind), key=lambda ball: ball.work)
        return bool(np.isfinite(far.distance[near.grow()]).any())

    def corridor(self) -> Corridor:
        """Return it as wide as it is now."""
        ahead, behind = self._ahead, self._behind
        length = inf if self.complete else ahead.radius + behind.radius
        tail, head, weight = _joined(ahead.steps, behind.steps)
        way = ahead.least(tail) + 1 + behind.least(head)
        kept = np.isfinite(way) & (way <= length)
        return Corridor.of(self._between, (tail[kept], head[kept], weight[kept]), length)


class _Ball:
    """What lies within some hops of where it began, and the steps that were looked at."""

    def __init__(self, graph: Adjacency, starts: Nodes, ends: Nodes, blocked: Nodes) -> None:
        self._graph = graph
        self._open = np.ones(graph.size, dtype=np.bool_)
        self._open[blocked] = False
        self._open[starts] = False
        self._leads_on = np.ones(graph.size, dtype=np.bool_)
        self._leads_on[ends] = False
        self._steps = [(starts[:0], starts[:0], np.zeros(0))]
        self.distance = np.full(graph.size, inf)
        self.distance[starts] = 0
        self.front = starts
        self.radius = 0

    @property
    def work(self) -> int:
        """How many steps there are to look at next."""
        return int((self._graph.starts[self.front + 1] - self._graph.starts[self.front]).sum())

    @property
    def steps(self) -> Steps:
        """All that were looked at."""
        begin, end, weight = (np.concatenate(part) for part in zip(*self._steps, strict=True))
        return begin, end, weight

    def grow(self) -> Nodes:
        """Go one hop further, not beyond an end and not back to a start; return what is new."""
        begin, end, weight = steps_from(self._graph, self.front)
        allowed = self._open[end]
        begin, end, weight = begin[allowed], end[allowed], weight[allowed]
        self._steps.append((begin, end, weight))
        self.radius += 1
        reached = distinct(end[np.isinf(self.distance[end])])
        self.distance[reached] = self.radius
        self.front = reached[self._leads_on[reached]]
        return reached

    def least(self, nodes: Nodes) -> Floats:
        """How far some nodes are at least; infinite where they cannot be reached."""
        unseen = self.radius + 1 if self.front.size else inf
        far: Floats = np.minimum(self.distance[nodes], unseen)
        return far


def _joined(ahead: Steps, behind: Steps) -> Steps:
    """Steps found from the sources, and those found backwards from the targets, as paths go."""
    tail, head = np.concatenate([ahead[0], behind[1]]), np.concatenate([ahead[1], behind[0]])
    return tail, head, np.concatenate([ahead[2], behind[2]])


def _finite(distance: Floats) -> Nodes:
    return np.flatnonzero(np.isfinite(distance)).astype(np.int32)

"""The k shortest ways without repetition, in order of their cost.

Yen, Management Science 17, 712, 1971, with Lawler's remark (Management Science 18, 401, 1972)
that only what comes after the branching point can be new. Each search between is A* (Hart,
Nilsson and Raphael 1968) with the true distance to the targets as its estimate, so that it looks
at little more than the way itself. All of it happens in a corridor that holds every path up to a
length, which is widened until it holds k.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice, pairwise, takewhile
from math import inf, isfinite
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph.answers.corridor import Between, Corridor, Widening
from graph.snapshot.adjacency import Floats, Nodes

_UNLED: Final = -1

_FURTHER: Final = 2
"""Hops by which to widen before the cost of k paths bounds that of the k cheapest."""

Route = tuple[float, list[int]]
"""Cost and nodes of a path."""


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


def k_shortest(between: Between, k: int, *, by_strength: bool) -> list[Route]:
    """Return the k cheapest paths from any source to any target, each node once at most.

    Args:
        between: Ends, steps, and what is closed.
        k: How many; there may be fewer.
        by_strength: A step costs one over its weight; otherwise each costs one.
    """
    wide = Widening(between)
    found = _inside(wide.corridor(), k)
    while len(found) < k and not wide.complete:
        wide.widen()
        found = _inside(wide.corridor(), k)
    return _cheapest(between, wide, k) if by_strength else found


def _cheapest(between: Between, wide: Widening, k: int) -> list[Route]:
    """Return the k cheapest by strength, from a corridor by hops that has k paths, or all.

    Whatever k paths it holds, the k cheapest of all cost no more than these. Some hops more, and
    they cost hardly more than the cheapest themselves.
    """
    for _ in range(_FURTHER):
        wide.widen()
    corridor = wide.corridor()
    known = _inside(replace(corridor, length=inf), k, by_strength=True)
    if wide.complete or not known:
        return known
    return _inside(Corridor.by_cost(between, known[-1][0]), k, by_strength=True)


def _inside(corridor: Corridor, k: int, *, by_strength: bool = False) -> list[Route]:
    """The k cheapest paths, as nodes of the whole graph; only those that none outside beats."""
    paths = _cheapest_first(_Search(corridor, by_strength=by_strength), corridor.sources)
    sure = takewhile(lambda route: route[0] <= corridor.length, paths)
    return [(cost, corridor.nodes[path].tolist()) for cost, path in islice(sure, k)]


def _cheapest_first(search: _Search, sources: Nodes) -> Iterator[Route]:
    number = count()
    waiting: list[_Candidate] = []
    # A source is led on only when no path that is known already can be shorter.
    for start in sources.tolist():
        if isfinite(least := search.left[start]):
            unled = _Candidate(least, next(number), [start], _UNLED, frozenset())
            heapq.heappush(waiting, unled)
    while waiting:
        best = heapq.heappop(waiting)
        if best.branch == _UNLED:
            if found := search.onward(best.path, 0.0, frozenset()):
                heapq.heappush(
                    waiting, _Candidate(found[0], next(number), found[1], 0, frozenset())
                )
            continue
        yield best.cost, best.path
        cost = sum(search.cost[step] for step in pairwise(best.path[: best.branch + 1]))
        for at in range(best.branch, len(best.path) - 1):
            banned = frozenset({best.path[at + 1]})
            if at == best.branch:
                banned |= best.banned
            if found := search.onward(best.path[: at + 1], cost, banned):
                heapq.heappush(waiting, _Candidate(found[0], next(number), found[1], at, banned))
            cost += search.cost[best.path[at], best.path[at + 1]]


class _Search:
    """A* towards the targets of one corridor.

    Attributes:
        left: Cost from every node to the nearest target.
        cost: Of each step that was looked at.
    """

    def __init__(self, corridor: Corridor, *, by_strength: bool) -> None:
        steps = corridor.steps
        self._steps = steps
        self._costs = 1 / steps.weights if by_strength else np.ones(len(steps.ends))
        self._targets = frozenset(corridor.targets.tolist())
        backward = csr_array((self._costs, steps.ends, steps.starts), shape=(steps.size,) * 2).T
        found = dijkstra(backward, indices=corridor.targets, min_only=True)
        self._left: Floats = found
        self.left: list[float] = found.tolist()
        self.cost: dict[tuple[int, int], float] = {}
        self._onward: dict[int, list[tuple[float, float, int]]] = {}

    def onward(self, root: list[int], spent: float, banned: frozenset[int]) -> Route | None:
        """Lead a path on to a target as cheaply as possible.

        What follows a node waits as one entry, its best that was not yet tried: a hub with
        thousands of steps costs no more than another node.

        Args:
            root: Its nodes so far; they are not touched again.
            spent: Cost of these.
            banned: Nodes that the next step must not lead to.

        Returns:
            Cost and nodes of the whole path; None when it cannot be led on.
        """
        last = root[-1]
        done = set(root)
        before: dict[int, int] = {}
        waiting: list[tuple[float, float, int, int, int, float]] = []
        self._wait(waiting, last, 0, spent)
        while waiting:
            _, _, node, giver, place, so_far = heapq.heappop(waiting)
            self._wait(waiting, giver, place + 1, so_far)
            if node in done or (giver == last and node in banned):
                continue
            done.add(node)
            before[node] = giver
            so_far += self.cost[giver, node]
            if node in self._targets:
                path = [node]
                while path[-1] != last:
                    path.append(before[path[-1]])
                return so_far, root[:-1] + path[::-1]
            self._wait(waiting, node, 0, so_far)
        return None

    def _wait(
        self,
        waiting: list[tuple[float, float, int, int, int, float]],
        node: int,
        place: int,
        spent: float,
    ) -> None:
        """Put what comes next after a node, in the order of the ways that are left, to wait."""
        onward = self._from(node)
        if place < len(onward):
            way, left, end = onward[place]
            heapq.heappush(waiting, (spent + way, left, end, node, place, spent))

    def _from(self, node: int) -> list[tuple[float, float, int]]:
        """Where a node's steps lead: cost of the way over each, of what is left then, and end."""
        if node not in self._onward:
            part = slice(self._steps.starts[node], self._steps.starts[node + 1])
            ends, costs = self._steps.ends[part], self._costs[part]
            left = self._left[ends]
            self._onward[node] = sorted(
                zip((costs + left).tolist(), left.tolist(), ends.tolist(), strict=True)
            )
            self.cost.update(
                ((node, end), cost) for end, cost in zip(ends.tolist(), costs.tolist(), strict=True)
            )
        return self._onward[node]

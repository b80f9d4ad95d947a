"""All cheapest paths at once: Dijkstra's algorithm from both ends, each as far as it has to go.

Some cheap path is known from the one with the fewest hops. Half of its cost from either end is far
enough: of a path that costs no more, the last node within that half from the start is next to one
within it from the end (Pohl, Machine Intelligence 6, 127, 1971). In a graph of a million edges that
looks at some hundred nodes instead of all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph.answers.shortest import PathGraph, fewest_hops
from graph.distinct import distinct
from graph.snapshot.adjacency import Adjacency, Floats, Nodes

TOLERANCE: Final = 1e-9
"""Two costs that differ by no larger share are the same but for rounding."""


def cheapest(
    forward: Adjacency,
    backward: Adjacency,
    sources: Nodes,
    targets: Nodes,
    blocked: Nodes,
) -> PathGraph | None:
    """Find all paths of least cost; a step costs one over its weight.

    So a strong tie is a short distance (Newman, Physical Review E 64, 016132, 2001). The
    arguments are those of `graph.answers.shortest.fewest_hops`.
    """
    known = fewest_hops(forward, backward, sources, targets, blocked, forward.size)
    if known is None:
        return None
    half = _cost(forward, next(known.paths())) / 2 * (1 + TOLERANCE)
    ahead = distances(forward, sources, blocked, half)
    behind = distances(backward, targets, blocked, half)
    tail, head, weight = steps_from(forward, np.flatnonzero(np.isfinite(ahead)).astype(np.int32))
    through = ahead[tail] + 1 / weight + behind[head]
    length = float(through.min())
    met = through <= length * (1 + TOLERANCE)
    # Before the steps that join the halves lie those to their tails, after them those from heads.
    to, of, before = _tight(backward, tail[met], ahead)
    begin, end, after = _tight(forward, head[met], behind)
    tail = np.concatenate([tail[met], of, begin])
    head = np.concatenate([head[met], to, end])
    weight = np.concatenate([weight[met], before, after])
    _, once = np.unique(tail.astype(np.int64) * forward.size + head, return_index=True)
    tail, head, weight = tail[once], head[once], weight[once]
    order = np.lexsort((head, -weight, tail))
    tail, head = tail[order], head[order]
    rank = np.where(np.isfinite(ahead[tail]), ahead[tail], length - behind[tail])
    starts, ends = sources[np.isin(sources, tail)], targets[np.isin(targets, head)]
    return PathGraph(starts, ends, tail, head, rank, length)


def _cost(steps: Adjacency, path: list[int]) -> float:
    cost = 0.0
    for begin, end in pairwise(path):
        ends, weights = steps.out(begin)
        cost += 1 / float(weights[np.searchsorted(ends, end)])
    return cost


def distances(steps: Adjacency, starts: Nodes, blocked: Nodes, limit: float) -> Floats:
    """Return every node's distance from the nearest start; infinite beyond the limit."""
    cost = 1.0 / steps.weights
    if blocked.size:
        closed = np.zeros(steps.size, dtype=np.bool_)
        closed[blocked] = True
        cost[closed[steps.ends]] = np.inf
    matrix = csr_array((cost, steps.ends, steps.starts), shape=(steps.size, steps.size))
    found: Floats = dijkstra(matrix, indices=starts, min_only=True, limit=limit)
    return found


def steps_from(steps: Adjacency, nodes: Nodes) -> tuple[Nodes, Nodes, Floats]:
    """Return all steps from some nodes: begin, end, weight."""
    at = steps.steps(nodes)
    begin = np.repeat(nodes, steps.starts[nodes + 1] - steps.starts[nodes])
    return begin, steps.ends[at], steps.weights[at]


def _tight(steps: Adjacency, nodes: Nodes, distance: Floats) -> tuple[Nodes, Nodes, Floats]:
    """Steps on cheapest paths from some nodes down to where the distance is 0."""
    found = [(nodes[:0], nodes[:0], np.zeros(0))]
    nodes = distinct(nodes)
    seen = set(nodes.tolist())
    while nodes.size:
        begin, end, weight = steps_from(steps, nodes)
        right = distance[end] + 1 / weight <= distance[begin] * (1 + TOLERANCE)
        found.append((begin[right], end[right], weight[right]))
        nodes = np.array(sorted(set(end[right].tolist()) - seen), dtype=nodes.dtype)
        seen.update(nodes.tolist())
    begin, end, weight = (np.concatenate(part) for part in zip(*found, strict=True))
    return begin, end, weight

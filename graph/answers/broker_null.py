"""What chance gives brokers: graphs in which everybody keeps the number of its ties.

Edges swap their ends, so that every node keeps the number of others that it amplifies and that
amplify it, and no loop or double edge comes about (Maslov and Sneppen, Science 296, 910, 2002).
"""

from __future__ import annotations

from typing import Final

import igraph
import numpy as np
import numpy.typing as npt

from graph.answers.betweenness import betweenness
from graph.answers.brokerage import ROLES, count_roles
from graph.answers.seeding import igraph_seed
from graph.snapshot.adjacency import Adjacency
from graph.snapshot.pairs import igraph_of

Ints = npt.NDArray[np.int64]

_SWAPS_PER_EDGE: Final = 10
"""Edge swaps tried for each edge of a random graph (Milo et al., arXiv:cond-mat/0312028)."""


def roles_by_chance(
    source: Ints, target: Ints, group: Ints, graphs: int, seed: int, sample: int | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | tuple[None, None]:
    """Mean and standard deviation of the counts of roles, shape (nodes, 5); None without graphs.

    Args:
        source: Shape (edges,): where content comes from.
        target: Shape (edges,): where it goes.
        group: Shape (nodes,): number of each node's group.
        graphs: How many random graphs.
        seed: Seed of them.
        sample: Paths to draw at each node, as in `count_roles`.
    """
    if not graphs or not len(source):
        return None, None
    total = np.zeros((len(group), len(ROLES)))
    squares = total.copy()
    graph = igraph_of(len(group), source, target, directed=True)
    with igraph_seed(seed):
        for k in range(graphs):
            graph.rewire(n=_SWAPS_PER_EDGE * len(source))
            ends = np.array(graph.get_edgelist(), dtype=np.int64)
            found = count_roles(ends[:, 0], ends[:, 1], group, sample, seed + k)
            counts = found.values.astype(np.float64)
            total += counts
            squares += counts**2
    mean = total / graphs
    variance = np.maximum(squares / graphs - mean**2, 0) * graphs / max(graphs - 1, 1)
    return mean, np.sqrt(variance)


def through_by_chance(
    flow: igraph.Graph, pairs: int | None, graphs: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """Mean and standard deviation of the betweenness, shape (nodes,); None without graphs.

    Args:
        flow: Edges along the flow of content.
        pairs: To draw for each measurement, as in `betweenness`.
        graphs: How many random graphs.
        seed: Seed of the first; the others follow.
    """
    if not graphs or not flow.ecount():
        return None
    found = []
    graph = flow.copy()
    for k in range(graphs):
        with igraph_seed(seed + k):
            graph.rewire(n=_SWAPS_PER_EDGE * flow.ecount())
        ends = np.array(graph.get_edgelist(), dtype=np.int64)
        steps = Adjacency.of(graph.vcount(), ends[:, 0], ends[:, 1], np.ones(len(ends)))
        found.append(betweenness(steps, steps.reversed(), pairs, seed + k).values)
    values = np.array(found)
    spread = values.std(axis=0, ddof=1) if graphs > 1 else np.zeros(values.shape[1])
    return values.mean(axis=0), spread

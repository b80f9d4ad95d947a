"""How many shortest ways lead through a node: exactly, or from a sample of starting points.

Brandes, Journal of Mathematical Sociology 25, 163, 2001; from sampled starts with their error:
Brandes and Pich, International Journal of Bifurcation and Chaos 17, 2303, 2007. By igraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import igraph
import numpy as np
import numpy.typing as npt

from graph.snapshot.pairs import Pairs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BATCHES: Final = 20
"""Parts of a sample whose spread tells the error."""


@dataclass(frozen=True, slots=True, eq=False)
class Betweenness:
    """How many shortest ways lead through each node.

    Attributes:
        values: Shape (nodes,): sum over ordered pairs of others of the share of their shortest
            ways that lead through the node.
        errors: Shape (nodes,): standard errors; 0 where it is exact.
        starts: How many starting points were looked at.
    """

    values: Floats
    errors: Floats
    starts: int


def betweenness(graph: igraph.Graph, starts: int | None, seed: int) -> Betweenness:
    """Measure a directed graph, each edge one step.

    Args:
        graph: Edges point the way that is asked about.
        starts: Nodes to start from, drawn without putting back; None, or no fewer than there
            are with an edge, takes all.
        seed: Seed of the draw.
    """
    size = graph.vcount()
    useful = np.flatnonzero(np.array(graph.outdegree(), dtype=np.int64))
    if starts is None or starts >= len(useful):
        return Betweenness(np.array(graph.betweenness()), np.zeros(size), len(useful))
    drawn = np.random.default_rng(seed).permutation(useful)[: max(starts, 2)]
    parts = np.array_split(drawn, min(_BATCHES, len(drawn)))
    # One estimate of the whole from each part; parts of a draw without putting back repeat less
    # than independent ones, by the share that was not drawn.
    each = np.array(
        [
            np.array(graph.betweenness(sources=part.tolist())) * len(useful) / len(part)
            for part in parts
        ]
    )
    weights = np.array([len(part) for part in parts], dtype=np.float64)
    values = np.average(each, axis=0, weights=weights)
    left = 1 - len(drawn) / len(useful)
    errors = each.std(axis=0, ddof=1) / np.sqrt(len(parts)) * np.sqrt(left)
    return Betweenness(values, errors, len(drawn))


def bridging(pairs: Pairs, through: Floats) -> Floats:
    """Betweenness of nodes whose neighbours have more neighbours than they themselves.

    The bridging coefficient is one over a node's number of neighbours, over the sum of the same
    for its neighbours (Hwang et al., *Bridging Centrality*, KDD 2008); multiplied with the
    betweenness it tells who stands between dense parts from who stands in the middle of one.

    Args:
        pairs: The undirected graph.
        through: Shape (nodes,): betweenness.
    """
    size = pairs.size
    degree = np.bincount(pairs.source, minlength=size) + np.bincount(pairs.target, minlength=size)
    inverse = 1 / np.maximum(degree, 1)
    around = np.bincount(pairs.source, inverse[pairs.target], size)
    around += np.bincount(pairs.target, inverse[pairs.source], size)
    coefficient = np.divide(inverse, around, out=np.zeros(size), where=around > 0)
    return np.asarray(coefficient * through, dtype=np.float64)

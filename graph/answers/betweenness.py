"""How many shortest ways lead through a node: exactly, or from a sample of pairs.

Exactly by igraph (Brandes, Journal of Mathematical Sociology 25, 163, 2001). In the sample every
pair of a start and an end adds, to each node between, the share of its shortest ways that leads
through that node. What is added lies between 0 and 1 and pairs are drawn independently, so its
spread tells the error, node by node (Riondato and Upfal, *ABRA*, ACM Transactions on Knowledge
Discovery from Data 12, 61, 2018). A pair is looked for from both ends (Borassi and Natale,
*KADABRA*, ESA 2016). To look from one start at all ends takes fifty times as long and tells little
more: whatever leaves a start with one neighbour goes through that neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.shortest import fewest_hops
from graph.snapshot.adjacency import Adjacency
from graph.snapshot.pairs import Pairs, igraph_of

Floats = npt.NDArray[np.float64]

_STEPS_A_PAIR: Final = 20_000
"""Steps from starts that igraph looks at while one pair is looked for, on one core (measured)."""


@dataclass(frozen=True, slots=True, eq=False)
class Betweenness:
    """How many shortest ways lead through each node.

    Attributes:
        values: Shape (nodes,): sum over ordered pairs of others of the share of their shortest
            ways that lead through the node.
        errors: Shape (nodes,): standard errors, at least what one pair stands for; 0 where it is
            exact.
        pairs: How many pairs were drawn; None where it is exact.
    """

    values: Floats
    errors: Floats
    pairs: int | None


def betweenness(
    forward: Adjacency, backward: Adjacency, pairs: int | None, seed: int
) -> Betweenness:
    """Measure a directed graph, each edge one step.

    Args:
        forward: Steps the way that is asked about.
        backward: The same steps reversed.
        pairs: How many to draw; it is exact where that takes no longer, and with None.
        seed: Seed of the draw.
    """
    starts = np.flatnonzero(np.diff(forward.starts))
    if pairs is None or len(starts) * len(forward.ends) <= pairs * _STEPS_A_PAIR:
        begin = np.repeat(np.arange(forward.size), np.diff(forward.starts))
        graph = igraph_of(forward.size, begin, forward.ends.astype(np.int64), directed=True)
        return Betweenness(np.array(graph.betweenness()), np.zeros(forward.size), None)
    return sampled(forward, backward, pairs, seed)


def sampled(forward: Adjacency, backward: Adjacency, pairs: int, seed: int) -> Betweenness:
    """Estimate from pairs drawn with putting back; the arguments are those of `betweenness`."""
    size = forward.size
    starts = np.flatnonzero(np.diff(forward.starts)).astype(np.int32)
    ends = np.flatnonzero(np.diff(backward.starts)).astype(np.int32)
    rng = np.random.default_rng(seed)
    total, squares = np.zeros(size), np.zeros(size)
    drawn = rng.choice(starts, (pairs, 1)), rng.choice(ends, (pairs, 1))
    for start, end in zip(*drawn, strict=True):
        if start == end:
            continue
        found = fewest_hops(forward, backward, start, end, starts[:0], size)
        if found is not None:
            nodes, shares = found.shares()
            total[nodes] += shares
            squares[nodes] += shares**2
    mean = total / pairs
    error = np.sqrt(np.maximum(squares / pairs - mean**2, 0) / (pairs - 1))
    whole = float(len(starts)) * len(ends)
    return Betweenness(mean * whole, np.maximum(error, 1 / pairs) * whole, pairs)


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

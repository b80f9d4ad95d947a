"""Random graphs in which every node keeps the number of its ties, without loops or double edges.

Two edges exchange their ends: from a to b and c to d come a to d and c to b (Maslov and Sneppen,
Science 296, 910, 2002). Here all edges are paired by chance and exchanged together, round by round
(Allendorf, Meyer, Penschuck, Tran: *Parallel global edge switching for the uniform sampling of
simple graphs with prescribed degrees*, Journal of Parallel and Distributed Computing 174, 2023).
What two pairs would leave or take is left to the first of them in the order of the round, whether
it leaves or takes it; so the way back is as likely as the way there, and in the end each graph with
these degrees is as likely as any other.

Exchanges alone never turn a triangle of directed edges round. So nodes of equal degrees take each
other's places too, which makes up for it (Berger and Carstens, arXiv:1803.02624).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Edges = tuple[Ints, Ints]

_FIRST: Final = 10
"""Rounds before the first graph, in which it shows how many pairs can be exchanged."""

_EXCHANGES: Final = 5
"""How often an edge is exchanged from one graph to the next, on average."""

_MOST: Final = 100
"""Rounds from one graph to the next where hardly a pair can be exchanged."""


def graphs_by_chance(
    source: Ints,
    target: Ints,
    size: int,
    graphs: int,
    rng: np.random.Generator,
    *,
    directed: bool = True,
) -> Iterator[Edges]:
    """Yield random graphs with the degrees of a given one, each grown from the one before.

    Args:
        source: Shape (edges,): where each edge begins; no loops, no edge twice.
        target: Shape (edges,): where it ends.
        size: Number of nodes.
        graphs: How many.
        rng: Source of chance.
        directed: Each node keeps the number of edges that it begins and that end at it; otherwise
            of both together.

    Yields:
        Sources and targets, shape (edges,) each, in no order; undirected ones with the smaller
        end as the source.
    """
    edges, share = (source, target), 0.0
    for _ in range(_FIRST):
        edges, exchanged = _round(edges, size, rng, directed=directed)
        share += exchanged / _FIRST
    rounds = math.ceil(min(_EXCHANGES / share, _MOST)) if share else _MOST
    for _ in range(graphs):
        if directed:
            edges = _renamed(edges, size, rng)
        for left in reversed(range(rounds)):
            # A coin for each pair in the last round: else an even number of rounds could lead
            # only to half of the graphs.
            willing = 1.0 if left else 0.5
            edges, _ = _round(edges, size, rng, directed=directed, willing=willing)
        yield edges if directed else (np.minimum(*edges), np.maximum(*edges))


def _renamed(edges: Edges, size: int, rng: np.random.Generator) -> Edges:
    """Let nodes of equal degrees take each other's places."""
    source, target = edges
    degrees = np.bincount(source, minlength=size) * (len(source) + 1)
    degrees += np.bincount(target, minlength=size)
    name = np.empty(size, dtype=np.int64)
    name[np.argsort(degrees, kind="stable")] = np.lexsort((rng.random(size), degrees))
    return name[source], name[target]


def _round(
    edges: Edges, size: int, rng: np.random.Generator, *, directed: bool, willing: float = 1.0
) -> tuple[Edges, float]:
    """Pair all edges by chance, and exchange the ends of each pair that may.

    Args:
        edges: Sources and targets.
        size: Number of nodes.
        rng: Source of chance.
        directed: Whether the order of an edge's ends is kept.
        willing: Share of the pairs that exchange their ends where they may.

    Returns:
        The edges, and the share of pairs that exchanged their ends.
    """
    order = rng.permutation(len(edges[0]))
    source, target = edges[0][order], edges[1][order]
    pairs = len(order) // 2
    if not pairs:
        return (source, target), 0.0
    if not directed:
        turned = rng.random(len(order)) < 0.5
        source, target = np.where(turned, target, source), np.where(turned, source, target)
    one, two = slice(0, pairs), slice(pairs, 2 * pairs)
    begin = np.concatenate([source, source[one], source[two]])
    end = np.concatenate([target, target[two], target[one]])
    if not directed:
        begin, end = np.minimum(begin, end), np.maximum(begin, end)
    pair = np.arange(pairs)
    alone = np.full(len(order) % 2, pairs)
    claim = 2 * np.concatenate([pair, pair, alone, pair, pair])
    claim[len(order) :] += 1
    may = ~_refused(begin * size + end, claim, rng)[:pairs]
    may &= (source[one] != target[two]) & (source[two] != target[one])
    if willing < 1:
        may &= rng.random(pairs) < willing
    first, second = target[one], target[two]
    target[one], target[two] = np.where(may, second, first), np.where(may, first, second)
    return (source, target), float(may.mean())


def _refused(edge: Ints, claim: Ints, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Tell which pairs would take an edge that is there, or are not the first to claim one.

    Two edges may share a place by chance, a new one in each round, which refuses a pair too many.

    Args:
        edge: Shape (claims,): each edge that there is or would be, as one number.
        claim: Shape (claims,): twice the number of the pair, and one more where the pair would
            take the edge that it does not have.
        rng: Source of chance.

    Returns:
        Shape (pairs,).
    """
    refused = np.zeros(int(claim.max()) // 2 + 1, dtype=np.bool_)
    bits = np.uint64(int(claim.max()).bit_length())
    odd = 2 * rng.integers(1 << 63, dtype=np.uint64) + 1
    place = (edge.view(np.uint64) * odd) >> bits << bits
    # Sorting numbers alone takes a quarter of sorting them with what belongs to them.
    place |= claim.view(np.uint64)
    place.sort()
    claim = (place & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64)
    place >>= bits
    later = np.flatnonzero(place[1:] == place[:-1]) + 1
    if len(later):
        refused[claim[later] // 2] = True
        runs = np.flatnonzero(np.diff(later, prepend=-1) > 1)
        held = np.logical_or.reduceat(claim[later] % 2 == 0, runs)
        refused[claim[later[runs[held]] - 1] // 2] = True
    return refused

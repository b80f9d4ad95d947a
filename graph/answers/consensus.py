"""One division out of many: which nodes are together in most runs?

Consensus clustering (Lancichinetti and Fortunato, Scientific Reports 2, 336, 2012) in the form
that does not need all pairs of nodes (Tandon et al., Physical Review E 99, 042301, 2019): only
connected pairs, and some pairs with a neighbour in common, carry the share of runs in which both
are together. That graph is divided again, until the runs agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.snapshot.pairs import Pairs, merged

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_THRESHOLD: Final = 0.2
"""Pairs that are together in fewer runs are cut, as in the paper for modularity."""

_AGREED: Final = 0.98
_ROUNDS: Final = 10


def consensus_labels(
    pairs: Pairs,
    divide: Callable[[Pairs], Ints],
    divide_again: Callable[[Pairs], Ints],
    runs: int,
    seed: int,
) -> Ints:
    """Divide a graph many times and return what the divisions have in common.

    Args:
        pairs: The graph; every node has at least one pair.
        divide: Divides it once, with other random numbers each time; returns shape (nodes,).
        divide_again: Likewise for the undirected graphs of agreement, whose weights are shares.
        runs: Divisions in each round.
        seed: Seed for choosing pairs with a common neighbour.

    Returns:
        Labels, shape (nodes,).
    """
    rng = np.random.default_rng(seed)
    low, high = np.minimum(pairs.source, pairs.target), np.maximum(pairs.source, pairs.target)
    low, high, weight = merged(pairs.size, low, high, pairs.weight)
    original = Pairs(pairs.size, False, low, high, weight)
    labels = [divide(pairs) for _ in range(runs)]
    current = original
    for _ in range(_ROUNDS):
        low, high = _with_closures(current, rng)
        share = _together(labels, low, high)
        if ((share == 0) | (share == 1)).mean() >= _AGREED:
            break
        current = _agreeing(original, low, high, share)
        labels = [divide_again(current) for _ in range(runs)]
    return labels[0]


def _together(labels: list[Ints], low: Ints, high: Ints) -> Floats:
    """Share of the runs in which both ends of each pair are in one community."""
    count = np.zeros(len(low))
    for run in labels:
        count += run[low] == run[high]
    return count / len(labels)


def _with_closures(graph: Pairs, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The graph's pairs, and up to as many others whose ends have a common neighbour."""
    begin = np.concatenate([graph.source, graph.target])
    end = np.concatenate([graph.target, graph.source])
    order = np.argsort(begin, kind="stable")
    begin, end = begin[order], end[order]
    first = np.searchsorted(begin, np.arange(graph.size + 1))
    step = rng.integers(len(begin), size=len(graph.source))
    low, high = first[begin[step]], first[begin[step] + 1]
    other = low + (rng.random(len(step)) * (high - low)).astype(np.int64)
    one, two = end[step], end[other]
    found = merged(
        graph.size,
        np.concatenate([graph.source, np.minimum(one, two)]),
        np.concatenate([graph.target, np.maximum(one, two)]),
        np.ones(len(graph.source) + len(step)),
    )
    return found[0], found[1]


def _agreeing(original: Pairs, low: Ints, high: Ints, share: Floats) -> Pairs:
    """The graph of agreement; whoever would stand alone keeps its strongest pair."""
    kept = share >= _THRESHOLD
    low, high, share = low[kept], high[kept], share[kept]
    seen = np.zeros(original.size, dtype=np.bool_)
    seen[low] = seen[high] = True
    begin = np.concatenate([original.source, original.target])
    end = np.concatenate([original.target, original.source])
    weight = np.tile(original.weight, 2)
    order = np.lexsort((end, -weight, begin))
    order = order[np.r_[True, np.diff(begin[order]) > 0]]
    alone = order[~seen[begin[order]]]
    one, two = begin[alone], end[alone]
    joined = merged(
        original.size,
        np.concatenate([low, np.minimum(one, two)]),
        np.concatenate([high, np.maximum(one, two)]),
        np.concatenate([share, np.full(len(alone), _THRESHOLD)]),
    )
    return Pairs(original.size, False, *joined)

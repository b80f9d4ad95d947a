"""Who took the text from whom, and where it began."""

from typing import Final

import numpy as np
import numpy.typing as npt

from graph.republication.clusters import Clusters
from graph.republication.evidence import TextPairs
from graph.republication.occurrences import changes
from graph.republication.tokens import I64

NOBODY: Final = -1
"""Stands for the source of an item that took its text from no other."""


def grow(clusters: Clusters, pairs: TextPairs, rank: I64, named: I64) -> I64:
    """Find for each item whom it took its text from.

    Each item takes from the one it names, or else from the most similar earlier one, and of
    equally similar ones from the earliest. A cluster as a whole hangs on the earlier text that
    its first item shortens or continues, if there is one.

    Args:
        clusters: The items, put together.
        pairs: The comparisons that `clusters` was made from.
        rank: The order of the items, corrected by what they say about each other.
        named: For each item the item that its text names as the source, or `NOBODY`.

    Returns:
        For each item the item it took from, `NOBODY` for the root of a story.
    """
    first = _lowest(clusters.node, rank)
    node_rank = rank[first]
    swap = node_rank[clusters.left] > node_rank[clusters.right]
    source = np.where(swap, clusters.right, clusters.left)
    taker = np.where(swap, clusters.left, clusters.right)
    jaccard = pairs.jaccard[clusters.pair]
    inside = clusters.of[source] == clusters.of[taker]
    root = _lowest(clusters.of, node_rank)[clusters.of]
    parent = np.where(root == np.arange(len(root)), NOBODY, root)
    _take_best(parent, source[inside], taker[inside], jaccard[inside], node_rank)
    # Across clusters only a cluster's first node may take from another, or there were circles.
    across = ~inside & clusters.one_story & (root[taker] == taker)
    nearness = np.maximum(jaccard, pairs.containment[clusters.pair])
    _take_best(parent, source[across], taker[across], nearness[across], node_rank)
    items = np.arange(len(rank))
    taken_from = first[clusters.node]
    of_first = np.where(parent == NOBODY, NOBODY, first[parent])[clusters.node]
    taken_from = np.where(taken_from == items, of_first, taken_from)
    earlier = (named != NOBODY) & (rank[named] < rank)
    return np.where(earlier, named, taken_from)


def roots(taken_from: I64) -> I64:
    """Follow every item to the root of its tree."""
    here = np.arange(len(taken_from))
    up = np.where(taken_from == NOBODY, here, taken_from)
    while True:
        further = up[up]
        if np.array_equal(further, up):
            return up
        up = further


def _take_best(
    parent: I64, source: I64, taker: I64, score: npt.NDArray[np.float64], rank: I64
) -> None:
    """Set each taker's parent to its source of the highest score, the earliest of equals."""
    order = np.lexsort((rank[source], -score.round(3), taker))
    best = order[changes(taker[order])]
    parent[taker[best]] = source[best]


def _lowest(of: I64, rank: I64) -> I64:
    """For each group, numbered from 0 without gaps, the member of the lowest rank."""
    order = np.lexsort((rank, of))
    return np.asarray(order[changes(of[order])])

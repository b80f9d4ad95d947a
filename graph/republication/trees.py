"""From compared texts to stories: who took the text from whom, and where it began."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.republication.evidence import UNKNOWN_TIME, Rules, TextPairs
from graph.republication.tokens import I64, U64, Bools

NOBODY: Final = -1
_RANK_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where texts occur: one entry per item.

    Attributes:
        text: Row of the item's text.
        time: Milliseconds since 1970, `UNKNOWN_TIME` where not known.
        rank: The order of the items, from 0, no two equal: by time, then by id.
        short: For each text, whether it is short enough to be a formula.
    """

    text: I64
    time: I64
    rank: I64
    short: Bools


@dataclass(frozen=True, slots=True)
class Clusters:
    """Items that carry one and the same text, or nearly so.

    Attributes:
        node: For each item its node: one text in one stretch of time.
        of: For each node its cluster.
        left: Node pairs that were found alike, one node of each pair.
        right: The other node.
        pair: For each of those the row in the `TextPairs` that it comes from.
    """

    node: I64
    of: I64
    left: I64
    right: I64
    pair: I64

    @property
    def of_item(self) -> I64:
        """For each item its cluster."""
        return self.of[self.node]


def cluster(items: Occurrences, pairs: TextPairs, rules: Rules) -> Clusters:
    """Put items with the same or nearly the same text together.

    A short text that returns after a long time is a new event, not a copy of the old one.
    """
    order = np.lexsort((items.rank, items.text))
    text, time = items.text[order], items.time[order]
    later = time[1:].astype(np.float64) - time[:-1]
    known = time[1:] != UNKNOWN_TIME
    returns = items.short[text[1:]] & known & (later > rules.short_gap_ms)
    begins = _changes(text)
    begins[1:] |= returns
    node = np.empty(len(order), dtype=np.int64)
    node[order] = begins.cumsum() - 1
    first = order[begins]
    left, right, pair = _node_pairs(items, first, pairs, rules)
    strong = pairs.jaccard[pair] >= rules.strong_jaccard
    of = _components(len(first), left[strong], right[strong])
    return Clusters(node, of, left, right, pair)


def grow(clusters: Clusters, pairs: TextPairs, rank: I64, named: I64) -> I64:
    """Find for each item whom it took its text from.

    Each item takes from the one it names, or else from the most similar earlier one, and of
    equally similar ones from the earliest. A cluster as a whole hangs on the earlier text that
    its first item quotes or shortens, if there is one.

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
    across = ~inside & (root[taker] == taker)
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
    best = order[_changes(taker[order])]
    parent[taker[best]] = source[best]


def _lowest(of: I64, rank: I64) -> I64:
    """For each group, numbered from 0 without gaps, the member of the lowest rank."""
    order = np.lexsort((rank, of))
    return np.asarray(order[_changes(of[order])])


def _changes(values: I64) -> Bools:
    """Where a sorted array begins something new."""
    changes = np.ones(len(values), dtype=np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def _components(count: int, left: I64, right: I64) -> I64:
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_array((ones, (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _node_pairs(
    items: Occurrences, first: I64, pairs: TextPairs, rules: Rules
) -> tuple[I64, I64, I64]:
    """The node pairs of text pairs: for short texts only the nodes next to each other in time."""
    text, rank, time = items.text[first], items.rank[first], items.time[first]
    key = _key(text, rank)  # ascending, as the nodes were made in this order
    start = np.searchsorted(text, pairs.left, side="left")
    count = np.searchsorted(text, pairs.left, side="right") - start
    from_left = np.repeat(np.arange(len(pairs.left)), count)
    left = np.arange(count.sum()) - np.repeat(count.cumsum() - count - start, count)
    at = np.searchsorted(key, _key(pairs.right[from_left], rank[left]))
    found = []
    for neighbour in (at - 1, at):
        valid = (neighbour >= 0) & (neighbour < len(text))
        right = np.where(valid, neighbour, 0)
        valid &= text[right] == pairs.right[from_left]
        short = items.short[text[left]] | items.short[text[right]]
        known = (time[left] != UNKNOWN_TIME) & (time[right] != UNKNOWN_TIME)
        apart = np.abs(time[left].astype(np.float64) - time[right])
        valid &= ~(short & known & (apart > rules.short_gap_ms))
        found.append((left[valid], right[valid], from_left[valid]))
    return tuple(np.concatenate(side) for side in zip(*found, strict=True))  # type: ignore[return-value]


def _key(text: I64, rank: I64) -> U64:
    return (text.astype(np.uint64) << np.uint64(_RANK_BITS)) | rank.astype(np.uint64)

"""Items that carry one text, or nearly so."""

from dataclasses import dataclass

import numpy as np

from graph.components import connected_parts
from graph.republication.evidence import Rules, TextPairs, is_quote
from graph.republication.occurrences import Occurrences, key
from graph.republication.series import apart, kept_apart, nodes
from graph.republication.texts import TextStore
from graph.republication.tokens import I64, Bools, flat_positions


@dataclass(frozen=True, slots=True)
class Clusters:
    """Items that carry one and the same text, or nearly so.

    Attributes:
        node: For each item its node: one text in one stretch of time, or with one link.
        of: For each node its cluster.
        left: Node pairs that were found alike, one node of each pair.
        right: The other node.
        pair: For each of those the row in the `TextPairs` that it comes from.
        one_story: Whether the two tell one story: editions of a text do, and a shortened or
            continued text, that is one which begins alike, and a copy with a comment on it; a
            longer piece that quotes the other further down tells its own.
    """

    node: I64
    of: I64
    left: I64
    right: I64
    pair: I64
    one_story: Bools

    @property
    def of_item(self) -> I64:
        """For each item its cluster."""
        return self.of[self.node]


def cluster(items: Occurrences, pairs: TextPairs, store: TextStore) -> Clusters:
    """Put items with the same or nearly the same text together.

    Args:
        items: The items.
        pairs: All comparisons of their texts that could be copies.
        store: The texts.
    """
    node, first = nodes(items, store)
    left, right, pair = _node_pairs(items, first, pairs, store.rules, len(store.keys))
    copies = ~kept_apart(items, node, left, right, pairs.only(pair), store)
    left, right, pair = left[copies], right[copies], pair[copies]
    found = pairs.only(pair)
    strong = ~is_quote(found, store.rules)
    of = connected_parts(len(first), left[strong], right[strong])
    one_story = strong | (store.heads[found.left] == store.heads[found.right])
    return Clusters(node, of, left, right, pair, one_story | _mostly(found, store))


def _mostly(found: TextPairs, store: TextStore) -> Bools:
    """Whether the longer text is little more than the other one: a copy with a comment on it."""
    sizes = store.sets.shingles.sizes
    longer = np.maximum(sizes[found.left], sizes[found.right])
    share = np.minimum(sizes[found.left], sizes[found.right]) / np.maximum(longer, 1)
    whole = found.containment >= store.rules.containment
    return np.asarray(whole & (share >= store.rules.mostly))


def _node_pairs(
    items: Occurrences, first: I64, pairs: TextPairs, rules: Rules, texts: int
) -> tuple[I64, I64, I64]:
    """The node pairs of text pairs: of a formula only the nodes next to each other in time."""
    text, rank, time = items.text[first], items.rank[first], items.time[first]
    formula = np.bincount(text, minlength=texts) > 1
    nodes = key(text, rank)  # ascending, as the nodes were made in this order
    start = np.searchsorted(text, pairs.left, side="left")
    count = np.searchsorted(text, pairs.left, side="right") - start
    from_left = np.repeat(np.arange(len(pairs.left)), count)
    left = flat_positions(start, count)
    at = np.searchsorted(nodes, key(pairs.right[from_left], rank[left]))
    found = []
    for neighbour in (at - 1, at):
        valid = (neighbour >= 0) & (neighbour < len(text))
        right = np.where(valid, neighbour, 0)
        valid &= text[right] == pairs.right[from_left]
        returning = formula[text[left]] | formula[text[right]]
        valid &= ~(returning & (apart(time, left, right) > rules.short_gap_ms))
        found.append((left[valid], right[valid], from_left[valid]))
    lefts, rights, origins = zip(*found, strict=True)
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(origins)

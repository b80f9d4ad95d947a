"""Items that carry one text, or nearly so, and what keeps series and formulas apart."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.republication.evidence import UNKNOWN_TIME, Rules, TextPairs, is_quote
from graph.republication.tokens import I64, U64, Bools, flat_positions

_RANK_BITS: Final = np.uint64(32)
_MOST_ACTORS: Final = 64  # of a node that are looked at for a series


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where texts occur: one entry per item.

    Attributes:
        text: Row of the item's text.
        actor: The actor of each item.
        time: Milliseconds since 1970, `UNKNOWN_TIME` where not known.
        rank: The order of the items, from 0, no two equal: by time, then by id.
        short: For each text, whether it is short enough to be a formula.
    """

    text: I64
    actor: I64
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

    Two things are kept apart that are no copies: a formula, that is a short text which one
    actor repeats after a long time ("air raid alert"), starts anew each time; and two texts
    that one and the same actor published at different times are a series ("what to see this
    weekend") unless they are nearly equal.
    """
    order = np.lexsort((items.rank, items.text))
    begins = _stretches(items, order, rules)
    node = np.empty(len(order), dtype=np.int64)
    node[order] = begins.cumsum() - 1
    first = order[begins]
    left, right, pair = _node_pairs(items, first, pairs, rules)
    apart = _apart(items.time[first], left, right)
    copies = (pairs.jaccard[pair] >= rules.series_jaccard) | (apart <= rules.series_gap_ms)
    copies[~copies] = ~_share_actor(items, node, left[~copies], right[~copies])
    copies &= ~_other_headline(items, first, pairs.only(pair), left, right, rules)
    left, right, pair = left[copies], right[copies], pair[copies]
    strong = ~is_quote(pairs, rules)[pair]
    of = _components(len(first), left[strong], right[strong])
    return Clusters(node, of, left, right, pair)


def changes(values: I64) -> Bools:
    """Where a sorted array begins something new."""
    new = np.ones(len(values), dtype=np.bool_)
    new[1:] = values[1:] != values[:-1]
    return new


def _stretches(items: Occurrences, order: I64, rules: Rules) -> Bools:
    """Where, among items ordered by text and time, a new node begins."""
    text, time = items.text[order], items.time[order]
    other = changes(text)
    later = time[1:].astype(np.float64) - time[:-1]
    known = time[1:] != UNKNOWN_TIME
    returns = np.zeros(len(order), dtype=np.bool_)
    returns[1:] = items.short[text[1:]] & known & (later > rules.short_gap_ms)
    stretch = (other | returns).cumsum()
    # A formula is known by an actor that uses it in two stretches of time.
    by_actor = np.lexsort((stretch, items.actor[order], text))
    again = ~changes(text[by_actor]) & ~changes(items.actor[order][by_actor])
    again &= changes(stretch[by_actor])
    formula = np.zeros(len(items.short), dtype=np.bool_)
    formula[text[by_actor][again]] = True
    return np.asarray(other | (returns & formula[text]))


def _node_pairs(
    items: Occurrences, first: I64, pairs: TextPairs, rules: Rules
) -> tuple[I64, I64, I64]:
    """The node pairs of text pairs: of a formula only the nodes next to each other in time."""
    text, rank, time = items.text[first], items.rank[first], items.time[first]
    formula = np.bincount(text, minlength=len(items.short)) > 1
    key = _key(text, rank)  # ascending, as the nodes were made in this order
    start = np.searchsorted(text, pairs.left, side="left")
    count = np.searchsorted(text, pairs.left, side="right") - start
    from_left = np.repeat(np.arange(len(pairs.left)), count)
    left = flat_positions(start, count)
    at = np.searchsorted(key, _key(pairs.right[from_left], rank[left]))
    found = []
    for neighbour in (at - 1, at):
        valid = (neighbour >= 0) & (neighbour < len(text))
        right = np.where(valid, neighbour, 0)
        valid &= text[right] == pairs.right[from_left]
        returning = formula[text[left]] | formula[text[right]]
        valid &= ~(returning & (_apart(time, left, right) > rules.short_gap_ms))
        found.append((left[valid], right[valid], from_left[valid]))
    lefts, rights, origins = zip(*found, strict=True)
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(origins)


def _apart(time: I64, left: I64, right: I64) -> I64:
    """Milliseconds between two nodes; 0 where a time is not known."""
    known = (time[left] != UNKNOWN_TIME) & (time[right] != UNKNOWN_TIME)
    return np.asarray(np.where(known, np.abs(time[left] - time[right]), 0))


def _other_headline(
    items: Occurrences, first: I64, pairs: TextPairs, left: I64, right: I64, rules: Rules
) -> Bools:
    """Whether two short texts differ by a word, and are not dated close enough to be one."""
    time = items.time[first]
    known = (time[left] != UNKNOWN_TIME) & (time[right] != UNKNOWN_TIME)
    close = known & (_apart(time, left, right) <= rules.short_gap_ms)
    unlike = (pairs.jaccard < rules.short_jaccard) & (pairs.containment < rules.short_containment)
    return np.asarray((items.short[pairs.left] | items.short[pairs.right]) & unlike & ~close)


def _share_actor(items: Occurrences, node: I64, left: I64, right: I64) -> Bools:
    """Whether one actor published both nodes of a pair."""
    published = np.unique(_key(node, items.actor))
    begins = np.searchsorted(
        published, _key(np.arange(node.max(initial=-1) + 2), np.zeros(1, np.int64))
    )
    counts = np.diff(begins)
    swap = counts[left] > counts[right]
    few, many = np.where(swap, right, left), np.where(swap, left, right)
    looked_at = np.minimum(counts[few], _MOST_ACTORS)
    actor = published[flat_positions(begins[few], looked_at)] & np.uint64(0xFFFFFFFF)
    sought = _key(np.repeat(many, looked_at), actor.astype(np.int64))
    at = np.minimum(np.searchsorted(published, sought), len(published) - 1)
    shared = np.zeros(len(left), dtype=np.bool_)
    shared[np.repeat(np.arange(len(left)), looked_at)[published[at] == sought]] = True
    return shared


def _components(count: int, left: I64, right: I64) -> I64:
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_array((ones, (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _key(text: I64, rank: I64) -> U64:
    """Two numbers as one that sorts as they do."""
    return np.asarray((text.astype(np.uint64) << _RANK_BITS) | rank.astype(np.uint64))

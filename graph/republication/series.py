"""What looks like a copy and is none: formulas, series, the next use of the same words."""

from typing import Final

import numpy as np

from graph.distinct import distinct
from graph.republication.evidence import UNKNOWN_TIME, TextPairs, is_singular
from graph.republication.occurrences import Occurrences, changes, key
from graph.republication.shingles import common_shingles
from graph.republication.texts import TextStore
from graph.republication.tokens import I64, U64, Bools, flat_positions

_MOST_ACTORS: Final = 64  # of a node that are looked at for a series


def nodes(items: Occurrences, store: TextStore) -> tuple[I64, I64]:
    """Put the items of each text together: one node, if it is no formula and no series.

    A formula, that is a short text which its actors repeat after a long time ("air raid
    alert"), begins a new node each time. What one of many forwards twice is no formula, nor
    what returns with the page it links to, nor what returns once and whose wording is singular.
    Of a series, that is a short text which an actor gives different pages to link to ("our new
    video"), each page has a node.

    Args:
        items: The items.
        store: The texts.

    Returns:
        For each item its node, and for each node its first item; nodes are in the order of
        texts, and of one text in the order of time.
    """
    page = np.where(_serial(items), items.page, 0)
    order = np.lexsort((items.rank, page, items.text))
    begins = changes(items.text[order]) | changes(page[order])
    begins |= _returns(items, order, begins, store)
    first = order[begins]
    place = np.lexsort((items.rank[first], items.text[first]))
    number = np.empty(len(first), dtype=np.int64)
    number[place] = np.arange(len(first))
    node = np.empty(len(order), dtype=np.int64)
    node[order] = number[begins.cumsum() - 1]
    return node, first[place]


def _serial(items: Occurrences) -> Bools:
    """Whether the text of each item is one that an actor gives different pages to link to."""
    linked = np.flatnonzero(items.page)
    serial = np.zeros(int(items.text.max(initial=-1)) + 1, dtype=np.bool_)
    order = linked[np.lexsort((items.page[linked], items.actor[linked], items.text[linked]))]
    text, actor = items.text[order], items.actor[order]
    again = ~(changes(text) | changes(actor)) & changes(items.page[order])
    serial[text[again]] = True
    return serial[items.text]


def _returns(items: Occurrences, order: I64, begins: Bools, store: TextStore) -> Bools:
    """Where, among items ordered by text and time, a formula returns."""
    rules = store.rules
    text, time, actor = items.text[order], items.time[order], items.actor[order]
    known = time != UNKNOWN_TIME
    later = np.zeros(len(order), dtype=np.float64)
    later[1:] = time[1:].astype(np.float64) - time[:-1]
    returns = ~begins & store.short[text] & known & (later > rules.short_gap_ms)
    returns &= items.page[order] == 0
    stretch = (begins | returns).cumsum()
    by_actor = np.lexsort((stretch, actor, text))
    first_of_actor = changes(text[by_actor]) | changes(actor[by_actor])
    again = ~first_of_actor & changes(stretch[by_actor])
    times = np.bincount(first_of_actor.cumsum() - 1, weights=again)
    of, count = text[by_actor][first_of_actor], len(store.lengths)
    actors, repeats = np.bincount(of, minlength=count), np.bincount(of, times, minlength=count)
    repeating = np.bincount(of[times > 0], minlength=count)
    formula = (repeating > 0) & (repeating >= rules.short_repeats * actors)
    few = np.flatnonzero(formula & (repeats < rules.short_returns))
    whole = np.ones(len(few))
    formula[few] = ~_singular(TextPairs(few, few, whole, whole), store)
    return np.asarray(returns & formula[text])


def kept_apart(
    items: Occurrences, node: I64, left: I64, right: I64, pairs: TextPairs, store: TextStore
) -> Bools:
    """Whether the texts of two nodes are alike for another reason than that one was copied.

    Args:
        items: The items.
        node: For each item its node.
        left: One node of each pair.
        right: The other node.
        pairs: The comparison of their texts.
        store: The texts.
    """
    rules = store.rules
    time = first_times(items, node)
    gap = apart(time, left, right)
    series = (pairs.jaccard < rules.series_jaccard) & (gap > rules.series_gap_ms)
    series[series] = _share_actor(items, node, left[series], right[series]) | _other_numbers(
        pairs.only(series), store
    )
    known = (time[left] != UNKNOWN_TIME) & (time[right] != UNKNOWN_TIME)
    short = store.short[pairs.left] | store.short[pairs.right]
    headline = short & ~(known & (gap <= rules.short_gap_ms))
    headline &= (pairs.jaccard < rules.short_jaccard) & (pairs.containment < rules.containment)
    headline[headline] = ~_singular(pairs.only(headline), store)
    return np.asarray(series | headline | too_late(pairs, gap, store))


def too_late(pairs: TextPairs, gap: I64, store: TextStore) -> Bools:
    """Whether two texts are further apart in time than their likeness can bridge.

    Args:
        pairs: The comparison of the texts.
        gap: Milliseconds between them.
        store: The texts.
    """
    rules = store.rules
    words = np.minimum(store.lengths[pairs.left], store.lengths[pairs.right])
    enough = pairs.jaccard >= rules.late_jaccard
    enough |= (pairs.jaccard >= rules.half_jaccard) & (words >= rules.late_words)
    whole = pairs.containment >= rules.containment
    late = (gap > rules.late_gap_ms) & ~(enough | whole & (words >= rules.late_quote_words))
    unsure = np.flatnonzero(late & (whole | (pairs.jaccard >= rules.half_jaccard)))
    late[unsure] = ~_singular(pairs.only(unsure), store)
    return np.asarray(late)


def _singular(pairs: TextPairs, store: TextStore) -> Bools:
    """Whether hardly another text has what two texts share; of few texts nobody can say."""
    if store.rarity.texts < store.rules.singular_texts:
        return np.zeros(len(pairs.left), dtype=np.bool_)
    total, mean = store.rarity.shared(store.sets.shingles, pairs.left, pairs.right)
    return is_singular(total, mean, store.rules)


def first_times(items: Occurrences, node: I64) -> I64:
    """For each node the time of its first item."""
    times = np.full(int(node.max(initial=-1)) + 1, UNKNOWN_TIME, dtype=np.int64)
    np.minimum.at(times, node, items.time)
    return times


def apart(time: I64, left: I64, right: I64) -> I64:
    """Milliseconds between two nodes; 0 where a time is not known."""
    known = (time[left] != UNKNOWN_TIME) & (time[right] != UNKNOWN_TIME)
    return np.asarray(np.where(known, np.abs(time[left] - time[right]), 0))


def _other_numbers(pairs: TextPairs, store: TextStore) -> Bools:
    numbers = store.sets.numbers
    common = common_shingles(numbers, pairs.left, pairs.right)
    fewer = np.minimum(numbers.sizes[pairs.left], numbers.sizes[pairs.right])
    return np.asarray(common < store.rules.series_numbers * fewer)


def _share_actor(items: Occurrences, node: I64, left: I64, right: I64) -> Bools:
    """Whether one actor published both nodes of a pair."""
    published: U64 = distinct(key(node, items.actor))
    nodes = np.arange(int(node.max(initial=-1)) + 2)
    begins = np.searchsorted(published, key(nodes, np.zeros(1, np.int64)))
    counts = np.diff(begins)
    swap = counts[left] > counts[right]
    few, many = np.where(swap, right, left), np.where(swap, left, right)
    looked_at = np.minimum(counts[few], _MOST_ACTORS)
    actor = published[flat_positions(begins[few], looked_at)] & np.uint64(0xFFFFFFFF)
    sought = key(np.repeat(many, looked_at), actor.astype(np.int64))
    at = np.minimum(np.searchsorted(published, sought), len(published) - 1)
    shared = np.zeros(len(left), dtype=np.bool_)
    shared[np.repeat(np.arange(len(left)), looked_at)[published[at] == sought]] = True
    return shared

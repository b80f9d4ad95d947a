"""Which pairs are reported: all of a story while it is small, a stated few when it is not."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.distinct import distinct
from graph.republication.direction import Attributions
from graph.republication.evidence import UNKNOWN_TIME, Rules, TextPairs, is_quote, measure
from graph.republication.occurrences import changes, key
from graph.republication.series import apart, too_late
from graph.republication.texts import TextStore
from graph.republication.tokens import I64, Bools, flat_positions
from graph.republication.trees import NOBODY

MOST_PAIRS: Final = 10_000_000
"""All pairs of all stories are reported if they are no more than this, or ten for every item."""
_PAIRS_PER_ITEM: Final = 10
_NEIGHBOURS: Final = 2

# Two items that both took from a third were edited twice over, so within a story less is asked.
_SIBLING_JACCARD: Final = 0.15
_SIBLING_CONTAINMENT: Final = 0.5
_SIBLING_SHINGLES: Final = 12

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Story:
    """Items with all that is known about how they hang together.

    Attributes:
        text: For each item its text.
        time: For each item its time in milliseconds, or `UNKNOWN_TIME`.
        actor: For each item its actor.
        root: For each item the root of its story.
        taken_from: For each item the item it took from, or `NOBODY`.
        said: What the items say about their sources, and the order that follows.
    """

    text: I64
    time: I64
    actor: I64
    root: I64
    taken_from: I64
    said: Attributions


def full_story_limit(sizes: I64, most: int | None = None) -> int:
    """Find up to which size of story all pairs can be reported.

    Args:
        sizes: The size of each story.
        most: How many pairs there may be in all; without it `MOST_PAIRS`, or ten for every item
            if that is more, which bounds the memory whatever the data.

    Returns:
        The size of the largest story that is reported with all its pairs, when the small ones
        go first; at least 3, for of three items every pair is reported anyway.
    """
    if most is None:
        most = max(MOST_PAIRS, _PAIRS_PER_ITEM * int(sizes.sum()))
    ordered = np.sort(sizes)
    fit = int(np.searchsorted((ordered * (ordered - 1) // 2).cumsum(), most, side="right"))
    limit = ordered[fit] - 1 if fit < len(ordered) else ordered.max(initial=0)
    return max(int(limit), 3)


def pairs_within(story: Story, limit: int) -> tuple[I64, I64]:
    """List the pairs of items to report, as the later and the earlier items.

    Of a story of up to `limit` items every pair; of a larger one each item with the root, with
    the item it took from and with the two items just before it.
    """
    rank = story.said.rank
    order = np.lexsort((rank, story.root))
    root = story.root[order]
    begins = np.flatnonzero(np.concatenate(([True], root[1:] != root[:-1])))
    sizes = np.diff(np.append(begins, len(root)))
    begin, size = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    at = np.arange(len(root))
    reach = np.where(size <= limit, at - begin, np.minimum(at - begin, _NEIGHBOURS))
    later = np.repeat(at, reach)
    earlier = flat_positions(at - reach, reach)
    viral = order[size > limit]
    later = np.concatenate((order[later], viral, viral))
    earlier = np.concatenate((order[earlier], story.root[viral], story.taken_from[viral]))
    valid = (earlier != NOBODY) & (earlier != later)
    packed = (later[valid].astype(np.uint64) << np.uint64(32)) | earlier[valid].astype(np.uint64)
    packed = distinct(packed)
    return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(
        np.int64
    )


def describe(
    story: Story, store: TextStore, later: I64, earlier: I64, resolution_ms: int
) -> pl.DataFrame:
    """Measure the pairs, drop those whose texts are not alike, and say how sure each is.

    Args:
        story: The items.
        store: Their texts.
        later: Items that took, or were published later.
        earlier: The other item of each pair.
        resolution_ms: Times closer than this are simultaneous.

    Returns:
        `later`, `earlier` (items), `similarity`, `containment`, `method`, `lag_seconds`,
        `confidence`.
    """
    likeness = _measured(store, story.text[later], story.text[earlier])
    same = story.text[later] == story.text[earlier]
    linked = (story.taken_from[later] == earlier) | (story.root[later] != story.root[earlier])
    appeared = _appeared(story)
    gap = apart(appeared, later, earlier)
    series = (story.actor[later] == story.actor[earlier]) & (gap > store.rules.series_gap_ms)
    series &= likeness.jaccard < store.rules.series_jaccard
    smaller = _smaller(likeness, store)
    series |= too_late(likeness, gap, store)
    kept = same | linked | (_alike(likeness, smaller, store.rules) & ~series)
    later, earlier, same = later[kept], earlier[kept], same[kept]
    likeness = likeness.only(kept)
    known = (story.time[later] != UNKNOWN_TIME) & (story.time[earlier] != UNKNOWN_TIME)
    lag = np.where(known, story.time[later] - story.time[earlier], 0)
    together = known & (np.abs(lag) < resolution_ms)
    named = story.said.named[later] != NOBODY
    named[named] = story.actor[story.said.named[later[named]]] == story.actor[earlier[named]]
    outside = story.said.outside
    third = ~named & (outside[later] != 0) & (outside[later] == outside[earlier])
    quote = ~same & is_quote(likeness, store.rules)
    return pl.DataFrame(
        {
            "later": later,
            "earlier": earlier,
            "similarity": likeness.jaccard.round(4),
            "containment": likeness.containment.round(4),
            "method": _methods(same, quote, named, third, together, ~known),
            "lag_seconds": pl.Series(lag / 1000).set(pl.Series(~known), None),
            "confidence": _confidence(lag, known, together, named, third, likeness).round(3),
        }
    )


def _measured(store: TextStore, left: I64, right: I64) -> TextPairs:
    """Compare the texts of all pairs, every pair of texts once."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    packed = (low.astype(np.uint64) << np.uint64(32)) | high.astype(np.uint64)
    each, inverse = np.unique(packed, return_inverse=True)
    first = (each >> np.uint64(32)).astype(np.int64)
    second = (each & np.uint64(0xFFFFFFFF)).astype(np.int64)
    different = first != second
    jaccard, containment = np.ones(len(each)), np.ones(len(each))
    found = measure(store.sets.shingles, first[different], second[different])
    jaccard[different], containment[different] = found.jaccard, found.containment
    return TextPairs(left, right, jaccard[inverse], containment[inverse])


def _appeared(story: Story) -> I64:
    """For each item when its story first had its text."""
    texts = key(story.root, story.text)
    order = np.lexsort((story.time, texts))
    begins = changes(texts[order].view(np.int64))
    appeared = np.empty(len(order), dtype=np.int64)
    appeared[order] = story.time[order][begins][begins.cumsum() - 1]
    return appeared


def _smaller(likeness: TextPairs, store: TextStore) -> I64:
    sizes = store.sets.shingles.sizes
    return np.asarray(np.minimum(sizes[likeness.left], sizes[likeness.right]))


def _alike(likeness: TextPairs, smaller: I64, rules: Rules) -> Bools:
    contained = (likeness.containment >= _SIBLING_CONTAINMENT) & (smaller >= _SIBLING_SHINGLES)
    contained |= (likeness.containment >= rules.containment) & (smaller >= rules.quote_shingles)
    return np.asarray((likeness.jaccard >= _SIBLING_JACCARD) | contained)


def _methods(
    same: Bools, quote: Bools, named: Bools, third: Bools, together: Bools, undated: Bools
) -> pl.Series:
    frame = pl.DataFrame(
        {
            "same": same, "quote": quote, "named": named,
            "third": third, "together": together, "undated": undated,
        }
    )  # fmt: skip
    kind = pl.when("same").then(pl.lit("exact")).when("quote").then(pl.lit("quote"))
    marks = (
        pl.when("named").then(pl.lit("+named")).otherwise(pl.lit("")),
        pl.when("third").then(pl.lit("+common-source")).otherwise(pl.lit("")),
        pl.when("together").then(pl.lit("+simultaneous")).otherwise(pl.lit("")),
        pl.when("undated").then(pl.lit("+undated")).otherwise(pl.lit("")),
    )
    return frame.select(pl.concat_str(kind.otherwise(pl.lit("near")), *marks)).to_series()


def _confidence(
    lag: I64, known: Bools, together: Bools, named: Bools, third: Bools, likeness: TextPairs
) -> Floats:
    """How sure it is that the text passed from the earlier item to the later one.

    Half of the scale is the direction: a coin toss when nobody knows who was first, growing
    with the lag, nearly sure when the source is named. The other half is the likeness.
    """
    order = np.where(known & ~together, 1 - 0.5 * np.exp(-np.abs(lag) / 300_000), 0.5)
    direction = np.where(named, np.where(lag < 0, 0.8, 0.99), order)
    direction = np.where(third, 0.3, direction)
    alike = np.maximum(likeness.jaccard, 0.9 * likeness.containment)
    return np.asarray(direction * (0.5 + 0.5 * np.minimum(alike, 1.0)))

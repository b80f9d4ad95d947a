"""Who republished whom: copies, edited copies and quotes in a table of texts.

`republication` compares a table once; a `StoryIndex` keeps what it has seen and takes new items
day by day. The method and its measured error rates are in docs/methods/republication.md.
"""

import polars as pl

from graph.republication.evidence import Rules
from graph.republication.index import ITEM_SCHEMA, Outcome, RepublicationError, StoryIndex
from graph.republication.storage import load, save
from graph.republication.summary import actor_edges, story_table

__all__ = [
    "ITEM_SCHEMA",
    "Outcome",
    "RepublicationError",
    "Rules",
    "StoryIndex",
    "actor_edges",
    "load",
    "republication",
    "save",
    "story_table",
]


def republication(
    items: pl.DataFrame, rules: Rules | None = None, most_pairs: int | None = None
) -> Outcome:
    """Find who took which text from whom.

    Args:
        items: `id`, `actor` and `text` as strings, `time` as milliseconds since 1970 UTC (null
            where unknown); rows in any order.
        rules: What counts as a copy; the default is what the documentation measures.
        most_pairs: How many pairs to report at most, stories with few items going first: of the
            larger ones each item is paired with the root, with the item it took from and with
            the two items before. Without it ten million, or ten for every item of a story.

    Returns:
        Pairs and stories.

    Raises:
        RepublicationError: An id is missing, or stands for two items.

    Example:
        >>> text = "The ministry said on Monday that the treaty will be signed in the spring."
        >>> found = republication(pl.DataFrame({
        ...     "id": ["1", "2"], "actor": ["rt", "cgtn"], "time": [0, 60_000],
        ...     "text": [text, text.upper() + " #treaty"],
        ... }))
        >>> found.pairs.select("later_id", "earlier_id", "method", "lag_seconds").row(0)
        ('2', '1', 'exact', 60.0)
    """
    return StoryIndex(rules or Rules(), most_pairs).add(items)

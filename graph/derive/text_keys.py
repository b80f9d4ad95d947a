"""Keys of texts on their items, so that word-for-word copies are found by an index in Cypher."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import polars as pl

from graph.coordination.traces import normal_text
from graph.database import Database

_AT_ONCE: Final = 5_000
_SET: Final = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (i:Item {id: $id[k]}) SET i.textKey = $key[k]"
)


def write_text_keys(database: Database, items: pl.DataFrame) -> int:
    """Write `textKey`: equal for texts of the same words, whatever their case, links and marks.

    A key follows from the text alone, so it may be written before, and without, what is derived.

    Args:
        database: The graph, with the owner's rights.
        items: `id` and `text`; too short a text gets none.

    Returns:
        How many items got one.
    """
    distinct = items["text"].drop_nulls().unique()
    keys = pl.Series([text_key(text) for text in distinct], dtype=pl.String)
    keyed = items.select("id", key=pl.col("text").replace_strict(distinct, keys, default=None))
    keyed = keyed.drop_nulls()
    for part in keyed.iter_slices(_AT_ONCE):
        database.execute(_SET, id=part["id"].to_list(), key=part["key"].to_list())
    return keyed.height


def text_key(text: str) -> str | None:
    """Return the key of a text, None for one that many would write without copying."""
    words = normal_text(text)
    if words is None:
        return None
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()

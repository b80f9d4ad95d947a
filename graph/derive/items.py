"""The items that texts are compared of, read from the graph."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.database import Database
from graph.frames import read_frame, slices

REPOSTS: Final = ("retweet", "forward")
"""Kinds of items that carry another's text because the platform put it there."""

_AT_ONCE: Final = 5_000
_TEXT: Final = "CASE WHEN coalesce(i.text, '') = '' THEN i.title ELSE i.text END"
_TIME: Final = (
    "CASE WHEN i.publishedAt IS NULL THEN null ELSE datetime(i.publishedAt).epochMillis END"
)
_OUTLINE: Final = (
    f"MATCH (a:Actor)-[:PUBLISHED]->(i:Item) WITH a, i, {_TEXT} AS text "
    "WHERE text IS NOT NULL AND text <> '' AND NOT coalesce(i.kind, 'post') IN $without "
    f"RETURN i.id, a.id, {_TIME}, coalesce(i.language, a.language), size(text)"
)
_OUTLINE_SCHEMA: Final = {
    "id": pl.String, "actor": pl.String, "time": pl.Int64, "language": pl.String, "size": pl.Int64,
}  # fmt: skip
_TEXTS: Final = f"UNWIND $id AS x MATCH (i:Item {{id: x}}) RETURN i.id, {_TEXT}, i.title"
_TEXTS_SCHEMA: Final = {"id": pl.String, "text": pl.String, "title": pl.String}


def outline(database: Database, *, with_reposts: bool) -> pl.DataFrame:
    """Read who published which text when, without the texts.

    Args:
        database: The graph.
        with_reposts: Take retweets and forwards too.

    Returns:
        `id`, `actor`, `time` (epoch milliseconds), `language` (of the item, else the actor) and
        `size` (of the text, as the database counts), one row for each publisher of an item, by
        id and actor.
    """
    without = [] if with_reposts else list(REPOSTS)
    frame = read_frame(database, _OUTLINE, _OUTLINE_SCHEMA, {"without": without})
    return frame.unique(["id", "actor"]).sort("id", "actor")


def texts(database: Database, ids: list[str]) -> pl.DataFrame:
    """Read `id`, `text` and `title` of items; the title stands in for a missing text."""
    frames = [
        read_frame(database, _TEXTS, _TEXTS_SCHEMA, {"id": list(part)})
        for part in slices(ids, _AT_ONCE)
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=_TEXTS_SCHEMA)

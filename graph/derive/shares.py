"""Who shared which object when, read from the graph: one table for each trace.

The objects of a trace are what its items amplify (reposts, quotes, replies, mentions), or what
they carry (links, hashtags, text, pictures, the story they are part of). A repost carries all of
its original's, so reposts stand in the layer of reposts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graph.coordination.traces import SCHEMA, traces
from graph.database import Database
from graph.derive.items import REPOSTS
from graph.frames import read_frame
from graph.vocabulary import Trace

DAY_SECONDS: Final = 86_400

_TIME: Final = (
    "CASE WHEN i.publishedAt IS NULL THEN null ELSE datetime(i.publishedAt).epochMillis END"
)
_ALL: Final = "MATCH (a:Actor)-[:PUBLISHED]->(i:Item)"
_SOME: Final = "UNWIND $actors AS who MATCH (a:Actor {id: who})-[:PUBLISHED]->(i:Item)"
_OWN: Final = "NOT coalesce(i.kind, 'post') IN $reposts"
_ROW: Final = f"RETURN i.id, a.id, {_TIME}, i.timePrecision = 'day'"


class _Layer(NamedTuple):
    """How a trace is read.

    Attributes:
        column: The column that `graph.coordination.traces` takes it in.
        name: What that calls the layer.
        read: From the part of a statement that finds items, statements whose last column is the
            object.
        a_list: Whether the last column is a list.
    """

    column: str
    name: str
    read: Callable[[str], tuple[str, ...]]
    a_list: bool = False


def _amplified(*kinds: str) -> Callable[[str], tuple[str, ...]]:
    """What items amplify: another item, or an actor where the source names none."""
    said = ", ".join(f"'{kind}'" for kind in kinds)

    def read(items: str) -> tuple[str, ...]:
        return tuple(
            f"{items} MATCH (i)-[r:AMPLIFIES]->(o:{label}) WHERE r.kind IN [{said}] {_ROW}, o.id"
            for label in ("Item", "Actor")
        )

    return read


def _carried(term: str, condition: str) -> Callable[[str], tuple[str, ...]]:
    return lambda items: (f"{items} WHERE {_OWN} AND {condition} {_ROW}, {term}",)


def _linked(items: str) -> tuple[str, ...]:
    """Addresses in the item's list, and what it amplifies by a link where it has no list."""
    return (
        f"{items} WHERE {_OWN} AND size(i.links) > 0 {_ROW}, i.links",
        *(
            f"{items} MATCH (i)-[r:AMPLIFIES {{kind: 'link'}}]->(o:{label}) "
            f"WHERE {_OWN} AND coalesce(size(i.links), 0) = 0 {_ROW}, "
            "[replace(replace(o.id, 'url:', ''), 'domain:', '')]"
            for label in ("Item", "Actor")
        ),
    )


def _in_stories(items: str) -> tuple[str, ...]:
    return (f"{items} MATCH (i)-[:PART_OF]->(s:Story) WHERE {_OWN} {_ROW}, s.id",)


_LAYERS: Final = {
    Trace.REPOST: _Layer("repost_of", "co_repost", _amplified(*REPOSTS)),
    Trace.QUOTE: _Layer("repost_of", "co_repost", _amplified("quote")),
    Trace.REPLY: _Layer("reply_to", "co_reply", _amplified("reply")),
    Trace.MENTION: _Layer("mentions", "co_mention", _amplified("mention")),
    Trace.LINK: _Layer("links", "co_link", _linked, a_list=True),
    Trace.HASHTAG: _Layer(
        "hashtags",
        "co_hashtag",
        _carried("i.hashtags", "size(i.hashtags) > 1"),
        a_list=True,
    ),
    Trace.TEXT: _Layer(
        "text", "co_text", _carried("coalesce(i.text, i.title)", "(i.text IS NOT NULL OR "
        "i.title IS NOT NULL)"),
    ),
    Trace.NEAR_TEXT: _Layer("text_cluster", "co_near_text", _in_stories),
    Trace.IMAGE: _Layer(
        "image_hashes", "co_image", _carried("i.mediaHashes", "size(i.mediaHashes) > 0"),
        a_list=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class TraceShares:
    """The shares of one trace.

    Attributes:
        trace: Which.
        table: `object`, `actor`, `time` (epoch milliseconds) and `item`, as
            `graph.coordination.coordination` takes them.
        by_day: Shares left out because their day alone is known, and the window is shorter.
        undated: Shares left out because they have no time.
    """

    trace: Trace
    table: pl.DataFrame
    by_day: int
    undated: int


def shares_of(
    database: Database, trace: Trace, window: float, actors: Collection[str] | None = None
) -> TraceShares:
    """Read the shares of a trace.

    Args:
        database: The graph.
        trace: Which.
        window: Seconds: with less than a day, times that are known to the day alone would make
            everything on a day simultaneous, and are left out.
        actors: Only shares of these; of all without it.
    """
    layer = _LAYERS[trace]
    schema = {
        "item": pl.String(), "actor": pl.String(), "time": pl.Int64(), "day": pl.Boolean(),
        layer.column: pl.List(pl.String) if layer.a_list else pl.String(),
    }  # fmt: skip
    parameters = {"reposts": list(REPOSTS), "actors": sorted(actors or ())}
    found = pl.concat(
        read_frame(database, statement, schema, parameters)
        for statement in layer.read(_ALL if actors is None else _SOME)
    )
    undated = found["time"].null_count()
    found = found.filter(pl.col("time").is_not_null())
    by_day = 0
    if window < DAY_SECONDS:
        precise = ~found["day"].fill_null(value=False)
        by_day = found.height - int(precise.sum())
        found = found.filter(precise)
    table = traces(found.drop("day"))[layer.name] if found.height else pl.DataFrame(schema=SCHEMA)
    return TraceShares(trace, table, by_day, undated)

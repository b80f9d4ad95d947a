"""Interactions as the tables of the graph that they make, the same as the normal load writes.

Most items are one row. Rows about the same item are taken together as `loaders.write` does it, one
after the other; everything else is done column by column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from graph.vocabulary import TimePrecision
from loaders.records import Amplified, InteractionRecord, ItemRecord
from loaders.write.facts import TEXTS, Facts, facts_of, facts_of_id
from loaders.write.plan import Edge, Wanted
from loaders.write.stamp import Stamp

_ROWS: Final = 200_000
"""Rows held as Python objects before they become columns."""

_STAMP: Final = {"dataset": pl.String, "runId": pl.String}
_SCHEMA: Final = {
    "id": pl.String,
    "actor": pl.String,
    "target": pl.String,
    "kind": pl.String,
    "publishedAt": pl.Int64,
    "timePrecision": pl.String,
    **dict.fromkeys(TEXTS, pl.String),
    **_STAMP,
}
_ITEM: Final = ("id", "kind", "publishedAt", "timePrecision", *TEXTS, *_STAMP)


@dataclass(frozen=True)
class GraphTables:
    """What interactions make of an empty graph; times in epoch milliseconds.

    Attributes:
        items: Properties of the items.
        published: actor, id, runId.
        amplifies: id, kind, target, runId.
        amplified: actor, target, kind, count, firstAt, lastAt.
        seen: id of an actor, firstSeen, lastSeen, and dataset and runId of its first mention.
        written: Rows of each run that added something.
    """

    items: pl.DataFrame
    published: pl.DataFrame
    amplifies: pl.DataFrame
    amplified: pl.DataFrame
    seen: pl.DataFrame
    written: dict[str, int]


class Interactions:
    """Collects interactions, in the order in which they are read."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._frames: list[pl.DataFrame] = []

    def add(self, item: str, record: InteractionRecord, stamp: Stamp) -> None:
        """Add a row; `item` is the id of its item."""
        r = record
        self._rows.append(
            (
                *(item, r.actor, r.target, r.kind.value, r.at, r.precision.value),
                *(r.url, r.title, r.text, r.language),
                *(stamp.dataset, stamp.run_id),
            )
        )
        if len(self._rows) == _ROWS:
            self._flush()

    def _flush(self) -> None:
        self._frames.append(pl.DataFrame(self._rows, schema=_SCHEMA, orient="row"))
        self._rows = []

    def tables(self) -> GraphTables:
        """Return the tables."""
        self._flush()
        rows = pl.concat(self._frames)
        several = pl.col("id").is_duplicated()
        alone, together = rows.filter(~several), rows.filter(several)
        items, published, amplifies, news = _taken_together(together)
        items = pl.concat([alone.select(_ITEM), items])
        published = pl.concat([alone.select("actor", "id", "runId"), published])
        amplifies = pl.concat([alone.select("id", "kind", "target", "runId"), amplifies])
        evidence = (
            published.select("actor", "id")
            .join(amplifies.drop("runId"), on="id")
            .join(items.select("id", "publishedAt"), on="id")
        )
        counted = pl.concat([alone["runId"], news]).value_counts()
        return GraphTables(
            items,
            published,
            amplifies,
            evidence.group_by("actor", "target", "kind").agg(
                count=pl.len().cast(pl.Int64),
                firstAt=pl.col("publishedAt").min(),
                lastAt=pl.col("publishedAt").max(),
            ),
            _seen(rows, evidence),
            dict(zip(counted["runId"], counted["count"], strict=True)),
        )


def _seen(rows: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return each actor with when it was seen; stamped by the row that names it first."""
    stamps = pl.concat(
        rows.select("dataset", "runId", id=end).with_row_index() for end in ("actor", "target")
    )
    first = stamps.sort("index").unique("id", keep="first").drop("index")
    times = pl.concat(evidence.select("publishedAt", id=end) for end in ("actor", "target"))
    seen = times.group_by("id").agg(
        firstSeen=pl.col("publishedAt").min(), lastSeen=pl.col("publishedAt").max()
    )
    return first.join(seen, on="id", how="left")


def _taken_together(
    rows: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.Series]:
    """Take rows about the same items together; also return the runs of those that said more."""
    wanted: dict[str, Wanted] = {}
    stamps: dict[str, tuple[str, str]] = {}
    published: dict[tuple[str, str], str] = {}
    amplifies: dict[tuple[str, str, str], str] = {}
    news: list[str] = []
    for number, row in enumerate(rows.iter_rows(named=True)):
        id_, run = row["id"], row["runId"]
        want = wanted.setdefault(id_, Wanted())
        facts = _facts(row) if want.rows else _first_facts(row)
        edge = Edge(row["kind"], row["target"], direct=True)
        want.take(number, facts, row["actor"], [edge])
        if want.rows[-1] == number:
            news.append(run)
        stamps.setdefault(id_, (row["dataset"], run))
        published.setdefault((row["actor"], id_), run)
        amplifies.setdefault((id_, row["kind"], row["target"]), run)
    items = [
        (id_, *(want.facts.get(name) for name in _ITEM[1:-2]), *stamps[id_])
        for id_, want in wanted.items()
    ]
    return (
        pl.DataFrame(items, schema={name: _SCHEMA[name] for name in _ITEM}, orient="row"),
        _pairs(published, ("actor", "id", "runId")),
        _pairs(amplifies, ("id", "kind", "target", "runId")),
        pl.Series("runId", news, dtype=pl.String),
    )


def _pairs(found: dict[Any, str], names: tuple[str, ...]) -> pl.DataFrame:
    rows = [(*key, run) for key, run in found.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _first_facts(row: dict[str, Any]) -> Facts:
    """What the first row about an item says, as `loaders.write.interactions` writes it."""
    facts = {name: row[name] for name in ("kind", "publishedAt", "timePrecision", *TEXTS)}
    return {name: value for name, value in facts.items() if value is not None}


def _facts(row: dict[str, Any]) -> Facts:
    """What a further row says, as `loaders.write.items` reads it."""
    record = ItemRecord(
        row["id"],
        row["actor"],
        row["publishedAt"],
        TimePrecision(row["timePrecision"]),
        row["kind"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        amplified=(Amplified(row["kind"], None, row["target"]),),
    )
    said = facts_of(record)
    return {**facts_of_id(row["id"]), **said}

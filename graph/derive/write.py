"""Replace what an earlier run derived by what this one did, touching only what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from graph.database import Database, Transaction
from graph.errors import AmpnetError
from graph.frames import read_frame
from graph.labels.parts import PropertyType
from graph.statements import assignments, node_label, relationship_type

_ROWS: Final = 20_000
"""Rows of one statement; all statements of a derivation are one transaction."""

_WRITE_SECONDS: Final = 1_800.0

_DTYPES: Final = {
    PropertyType.STRING: pl.String(),
    PropertyType.STRINGS: pl.List(pl.String),
    PropertyType.INTEGER: pl.Int64(),
    PropertyType.FLOAT: pl.Float64(),
    PropertyType.BOOLEAN: pl.Boolean(),
    PropertyType.DATETIME: pl.Int64(),
}


@dataclass(frozen=True)
class Derivable:
    """A relationship type that a derivation writes.

    Attributes:
        type: Its name in the model.
        start, end: Labels of its ends.
        prefix: How the ids of the runs begin whose relationships it may replace.
        values: Its properties, without `runId`; times are epoch milliseconds.
        key: Properties that tell two relationships of one pair apart.
    """

    type: str
    start: str
    end: str
    prefix: str
    values: tuple[str, ...]
    key: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of a table of such relationships: start, end, and the values."""
        kinds = {p.name: p.type for p in relationship_type(self.type).properties}
        ends = {"start": pl.String(), "end": pl.String()}
        return {**ends, **{name: _DTYPES[kinds[name]] for name in self.values}}

    def read(self, database: Database) -> pl.DataFrame:
        """Read those that earlier runs have written."""
        kinds = {p.name: p.type for p in relationship_type(self.type).properties}
        wanted = ", ".join(_term("r", name, kinds[name]) for name in self.values)
        statement = (
            f"MATCH (a:{self.start})-[r:{self.type}]->(b:{self.end}) "
            f"WHERE r.runId STARTS WITH $prefix RETURN a.id, b.id{', ' if wanted else ''}{wanted}"
        )
        return read_frame(database, statement, self.schema, {"prefix": self.prefix})

    def replace(self, tx: Transaction, old: pl.DataFrame, new: pl.DataFrame, run: str) -> int:
        """Remove what is no more, write what is new or different; return how many of both.

        Args:
            tx: The derivation's transaction.
            old: What `read` gave.
            new: The same columns.
            run: Id of the run that writes.

        Raises:
            AmpnetError: An end has vanished while the derivation ran.
        """
        columns = list(self.schema)
        old, new = old.select(columns), new.select(columns)
        gone = old.join(new, on=columns, how="anti", nulls_equal=True)
        fresh = new.join(old, on=columns, how="anti", nulls_equal=True)
        for part in gone.iter_slices(_ROWS):
            keys = {name: part[name].to_list() for name in ("start", "end", *self.key)}
            tx.run(self._delete, **keys, prefix=self.prefix)
        written = 0
        for part in fresh.iter_slices(_ROWS):
            written += tx.run(self._create, **_lists(part), runId=run).rows[0][0]
        if written != fresh.height:
            raise AmpnetError(
                f"{fresh.height - written} of {fresh.height} {self.type} found an end missing: "
                "the graph was changed while it was derived from. Nothing was kept.",
                "Run the derivation again.",
            )
        return gone.height + fresh.height

    @property
    def _ends(self) -> str:
        return (
            "UNWIND range(0, size($start) - 1) AS k "
            f"MATCH (a:{self.start} {{id: $start[k]}}) MATCH (b:{self.end} {{id: $end[k]}}) "
        )

    @property
    def _delete(self) -> str:
        key = ", ".join(f"{name}: ${name}[k]" for name in self.key)
        pattern = f"[r:{self.type} {{{key}}}]" if key else f"[r:{self.type}]"
        # All found before any is deleted: the embedded engine then takes half the time.
        return (
            f"{self._ends}MATCH (a)-{pattern}->(b) WHERE r.runId STARTS WITH $prefix "
            "WITH collect(r) AS gone UNWIND gone AS r DELETE r"
        )

    @property
    def _create(self) -> str:
        model = relationship_type(self.type)
        values = ", ".join([*assignments(model.properties, self.values, ": "), "runId: $runId"])
        return f"{self._ends}CREATE (a)-[r:{self.type} {{{values}}}]->(b) RETURN count(r)"


_STORY_VALUES: Final = ("title", "size", "firstAt", "lastAt")
_STORY_SCHEMA: Final = {
    "id": pl.String(), "title": pl.String(), "size": pl.Int64(),
    "firstAt": pl.Int64(), "lastAt": pl.Int64(),
}  # fmt: skip
_DROP_STORIES: Final = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (s:Story {id: $id[k]}) "
    "WHERE NOT (s)-[:ADVANCES]->() DETACH DELETE s"
)
_EMPTY_STORIES: Final = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (s:Story {id: $id[k]}) SET s.size = 0"
)


def read_stories(database: Database) -> pl.DataFrame:
    """Read the stories that earlier runs have written: id, title, size, firstAt, lastAt."""
    kinds = {p.name: p.type for p in node_label("Story").properties}
    wanted = ", ".join(_term("s", name, kinds[name]) for name in _STORY_SCHEMA)
    statement = f"MATCH (s:Story) WHERE s.runId STARTS WITH $prefix RETURN {wanted}"
    return read_frame(database, statement, _STORY_SCHEMA, {"prefix": "republication:"})


def replace_stories(tx: Transaction, old: pl.DataFrame, new: pl.DataFrame, run: str) -> int:
    """Write stories that are new or different; call it before their items are written.

    Returns:
        How many were written or are to be dropped; see `drop_stories`.
    """
    columns = list(_STORY_SCHEMA)
    fresh = new.select(columns).join(old.select(columns), on=columns, how="anti", nulls_equal=True)
    known = fresh.join(old, on="id", how="semi")
    model = node_label("Story").properties
    sets = ", ".join([*assignments(model, _STORY_VALUES, " = ", "s."), "s.runId = $runId"])
    each = "UNWIND range(0, size($id) - 1) AS k "
    for part in known.iter_slices(_ROWS):
        tx.run(f"{each}MATCH (s:Story {{id: $id[k]}}) SET {sets}", **_lists(part), runId=run)
    # MERGE, for a story of that id may stand there from elsewhere.
    for part in fresh.join(known, on="id", how="anti").iter_slices(_ROWS):
        tx.run(f"{each}MERGE (s:Story {{id: $id[k]}}) SET {sets}", **_lists(part), runId=run)
    return fresh.height


def drop_stories(tx: Transaction, old: pl.DataFrame, new: pl.DataFrame) -> int:
    """Remove stories that are no more; call it after their items were taken out.

    A story that somebody has given a narrative stays, with a size of 0: that was a person's work.
    """
    gone = old.filter(pl.col("size") > 0).join(new, on="id", how="anti")["id"].to_list()
    for statement in (_EMPTY_STORIES, _DROP_STORIES) if gone else ():
        tx.run(statement, id=gone)
    return len(gone)


def in_one(database: Database, work: Callable[[Transaction], int]) -> int:
    """Write all of it in one transaction, with the time and the advice that a large one needs."""
    try:
        return database.write(work, timeout=_WRITE_SECONDS)
    except AmpnetError as error:
        if database.engine != "embedded" or "read lock" not in error.message:
            raise
        raise AmpnetError(
            "The embedded database had too little memory to write the result in one transaction; "
            "what stood there stands there still.",
            "Stop it (`ampnet down`), set AMPNET_EMBEDDED_HEAP to twice as much, such as 4g, "
            "and derive again.",
        ) from error


def _lists(frame: pl.DataFrame) -> dict[str, list[Any]]:
    return {name: frame[name].to_list() for name in frame.columns}


def _term(variable: str, name: str, kind: PropertyType) -> str:
    value = f"{variable}.{name}"
    if kind is PropertyType.DATETIME:
        # Not datetime(null): one engine answers that with an error.
        return f"CASE WHEN {value} IS NULL THEN null ELSE datetime({value}).epochMillis END"
    return value

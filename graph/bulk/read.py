"""Read a whole graph as tables, a part of it in memory at a time.

Nodes come with their properties as columns; relationships by the ids of their ends, all of one
node's in one record, because a record costs more than what is in it (see `graph.snapshot.export`).
Times are epoch milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from graph.database import Database
from graph.labels.parts import NodeLabel, Property, PropertyType, RelationshipType
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES

ROWS: Final = 100_000
"""Rows held in memory at a time."""

SECONDS: Final = 3_600.0

_TYPES: Final[Mapping[PropertyType, Any]] = {
    PropertyType.STRING: pl.String,
    PropertyType.STRINGS: pl.List(pl.String),
    PropertyType.INTEGER: pl.Int64,
    PropertyType.FLOAT: pl.Float64,
    PropertyType.BOOLEAN: pl.Boolean,
    PropertyType.DATETIME: pl.Int64,
}
_MANY: Final = frozenset({"Item", "Alias", "Story"})
"""Labels with many nodes that have few relationships each: those are grouped by the other end."""


class Ends(NamedTuple):
    """A kind of relationship between two labels."""

    type: RelationshipType
    start: str
    end: str


def labels(database: Database) -> list[NodeLabel]:
    """Return the labels that have nodes."""
    return [m for m in NODE_LABELS if _any(database, f"MATCH (n:{m.label})")]


def ends(database: Database, known: Collection[str]) -> list[Ends]:
    """Return the kinds of relationships that the graph has between the labels that it has."""
    return [
        Ends(model, start, end)
        for model in RELATIONSHIP_TYPES
        if _any(database, f"MATCH ()-[n:{model.type}]->()")
        for start in model.starts
        for end in model.ends
        if {start, end} <= set(known)
        and _any(database, f"MATCH (:{start})-[n:{model.type}]->(:{end})")
    ]


def unknown_properties(database: Database, model: NodeLabel) -> list[str]:
    """Return properties of a label's nodes that the model does not have."""
    statement = f"MATCH (n:{model.label}) UNWIND keys(n) AS name RETURN DISTINCT name"
    known = {p.name for p in model.properties}
    names = (str(name) for (name,) in database.read(statement, timeout=SECONDS).rows)
    return sorted(set(names) - known)


def schema_of(model: NodeLabel) -> dict[str, Any]:
    """Return the columns of a label's nodes and their types."""
    return {"labels": pl.List(pl.String), **_schema(model.properties)}


def nodes(database: Database, model: NodeLabel) -> Iterator[pl.DataFrame]:
    """Yield the nodes of a label: its properties, and `labels`, all that they carry."""
    terms = ", ".join(_term("n", prop) for prop in model.properties)
    statement = f"MATCH (n:{model.label}) RETURN labels(n), {terms}"
    with database.stream(statement, timeout=SECONDS) as (_, records):
        yield from _frames(records, schema_of(model))


def relationships(database: Database, kind: Ends) -> Iterator[pl.DataFrame]:
    """Yield relationships: `start`, `end`, and their properties."""
    model = kind.type
    terms = "".join(f", {_term('r', prop)}" for prop in model.properties)
    by_end = kind.start in _MANY and kind.end not in _MANY
    one, other = ("b", "a") if by_end else ("a", "b")
    pattern = (
        f"MATCH (b:{kind.end})<-[r:{model.type}]-(a:{kind.start})"
        if by_end
        else f"MATCH (a:{kind.start})-[r:{model.type}]->(b:{kind.end})"
    )
    statement = f"{pattern} RETURN {one}.id, collect([{other}.id{terms}])"
    schema = {"one": pl.String, "other": pl.String, **_schema(model.properties)}
    named = {"one": "end", "other": "start"} if by_end else {"one": "start", "other": "end"}
    with database.stream(statement, timeout=SECONDS) as (_, records):
        rows = ((one, *each) for one, some in records for each in some)
        for frame in _frames(rows, schema):
            yield frame.rename(named).select("start", "end", *_schema(model.properties))


def _any(database: Database, pattern: str) -> bool:
    return bool(database.read(f"{pattern} RETURN 1 LIMIT 1", timeout=SECONDS).rows)


def _term(variable: str, prop: Property) -> str:
    value = f"{variable}.{prop.name}"
    is_time = prop.type is PropertyType.DATETIME
    return f"datetime({value}).epochMillis" if is_time else value


def _schema(properties: Sequence[Property]) -> dict[str, Any]:
    return {prop.name: _TYPES[prop.type] for prop in properties}


def _frames(
    records: Iterator[tuple[Any, ...]], schema: Mapping[str, Any]
) -> Iterator[pl.DataFrame]:
    rows: list[tuple[Any, ...]] = []
    for record in records:
        rows.append(record)
        if len(rows) == ROWS:
            yield pl.DataFrame(rows, schema=dict(schema), orient="row")
            rows = []
    if rows:
        yield pl.DataFrame(rows, schema=dict(schema), orient="row")

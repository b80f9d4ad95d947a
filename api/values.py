"""Values of the database as plain JSON values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

import neo4j.spatial
import neo4j.time
from neo4j import graph as bolt_graph


def plain(value: Any) -> Any:
    """Turn a value that a query returned into what JSON can hold.

    Nodes become `{labels, properties}`, relationships `{type, start, end, properties}` with the
    ids of their ends, paths `{nodes, relationships}`. Times are ISO 8601; one without zone is
    UTC, as everywhere in ampnet. NaN and the infinities, which JSON lacks, become null.
    """
    for types, turn in _TURNS:
        if isinstance(value, types):
            return turn(value)
    return str(value)


def _graph_value(value: bolt_graph.Entity | bolt_graph.Path) -> dict[str, Any]:
    if isinstance(value, bolt_graph.Path):
        return {
            "nodes": [plain(node) for node in value.nodes],
            "relationships": [plain(each) for each in value.relationships],
        }
    properties = {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, bolt_graph.Relationship):
        start, end = value.start_node, value.end_node
        return {
            "type": value.type,
            "start": start.get("id") if start is not None else None,
            "end": end.get("id") if end is not None else None,
            "properties": properties,
        }
    assert isinstance(value, bolt_graph.Node)  # noqa: S101 - the third kind of graph value
    return {"labels": sorted(value.labels), "properties": properties}


def _time(text: str, *, zoned: bool) -> str:
    """Write a time with `Z` for UTC, without a fraction of zeros."""
    for suffix in ("+00:00", "Z"):
        if text.endswith(suffix):
            text = text.removesuffix(suffix)
            break
    else:
        if zoned and ("+" in text[10:] or "-" in text[10:]):
            return text  # in a zone of its own
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}Z" if zoned else text


# In this order: a Path and a Point are sequences too, a DateTime is more than a Date.
_TURNS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    ((type(None), bool, int, str), lambda value: value),
    (float, lambda value: value if math.isfinite(value) else None),
    ((bolt_graph.Entity, bolt_graph.Path), _graph_value),
    (Mapping, lambda value: {str(key): plain(each) for key, each in value.items()}),
    (neo4j.spatial.Point, lambda value: {"srid": value.srid, "coordinates": list(value)}),
    (neo4j.time.Duration, lambda value: value.iso_format()),
    ((list, tuple, set, frozenset), lambda value: [plain(each) for each in value]),
    (neo4j.time.DateTime, lambda value: _time(value.iso_format(), zoned=True)),
    ((neo4j.time.Date, neo4j.time.Time), lambda value: _time(value.iso_format(), zoned=False)),
    (dt.datetime, lambda value: _time(value.isoformat(), zoned=True)),
    ((dt.date, dt.time), lambda value: _time(value.isoformat(), zoned=False)),
    ((bytes, bytearray), lambda value: value.hex()),
)

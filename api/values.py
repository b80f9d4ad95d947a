"""Values of the database as plain JSON values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
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
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bolt_graph.Entity | bolt_graph.Path):
        return _graph_value(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, neo4j.spatial.Point):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, neo4j.time.Duration):
        return value.iso_format()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, neo4j.time.DateTime | neo4j.time.Date | neo4j.time.Time):
        return _time(value.iso_format(), zoned=isinstance(value, neo4j.time.DateTime))
    if isinstance(value, dt.date | dt.time):
        return _time(value.isoformat(), zoned=isinstance(value, dt.datetime))
    if isinstance(value, bytes | bytearray):
        return value.hex()
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

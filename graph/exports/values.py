"""Values made fit for formats that hold less than a graph does.

GraphML and GEXF have no lists, no nulls and no times, and XML has no control characters; a
spreadsheet runs what begins like a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from graph.credit import Credit
from graph.subgraph import SubgraphEdge, SubgraphNode

Plain = str | int | float
Row = dict[str, Plain | None]

# What XML 1.0 cannot hold, and lone surrogates, which no file can.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def fit(text: str) -> str:
    """Return the text with a replacement character for each one that a file cannot hold."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(at: datetime | date | None) -> str | None:
    """Return a time as ISO 8601 in UTC; a naive one is read as UTC."""
    if isinstance(at, datetime):
        aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return aware.isoformat().replace("+00:00", "Z")
    return at.isoformat() if at is not None else None


def node_row(node: SubgraphNode) -> Row:
    """Return a node's properties, roles in one text with `|` between them."""
    told = [" ".join(filter(None, (a.category, a.state, a.source))) for a in node.assessments]
    row: Row = {
        "id": node.id,
        "label": node.label or node.id,
        "roles": "|".join(node.roles),
        "country": node.country,
        "platform": node.platform,
        "handle": node.handle,
        "url": node.url,
        "language": node.language,
        "followers": node.followers,
        "community": node.community,
        "assessments": "; ".join(told) or None,
    }
    return _fitted(row)


def edge_row(edge: SubgraphEdge) -> Row:
    """Return an edge's properties; `weight` observations, of which it carries `evidenceGiven`."""
    row: Row = {
        "source": edge.source,
        "target": edge.target,
        "type": edge.type,
        "kind": edge.kind,
        "weight": edge.count,
        "evidenceGiven": len(edge.evidence),
        "firstAt": moment(edge.first_at),
        "lastAt": moment(edge.last_at),
        "evidence": _evidence_address(edge),
    }
    return _fitted(row)


def evidence_rows(edge: SubgraphEdge) -> list[Row]:
    """Return a row for each piece of evidence that the edge carries."""
    rows: list[Row] = [
        {
            "source": edge.source,
            "target": edge.target,
            "type": edge.type,
            "kind": piece.kind,
            "publishedAt": moment(piece.published_at),
            "url": piece.url,
            "archivedUrl": piece.archived_url,
            "title": piece.title,
            "statedBy": piece.source,
            "dataset": piece.dataset,
            "run": piece.run,
        }
        for piece in edge.evidence
    ]
    return [_fitted(row) for row in rows]


def credit_row(credit: Credit) -> Row:
    """Return whose data a data set is; makers in one text with `|` between them."""
    known = {**credit.properties(), "creators": "|".join(credit.creators) or None}
    return _fitted({"dataset": credit.dataset, "credit": credit.line, **known})


def present(row: Mapping[str, Plain | None]) -> dict[str, Plain]:
    """Leave out what is null, for formats that cannot say so."""
    return {name: value for name, value in row.items() if value is not None}


def cell(value: Plain | None) -> Plain | None:
    """Guard a text that a spreadsheet would run as a formula with an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _evidence_address(edge: SubgraphEdge) -> str | None:
    return next((e.archived_url or e.url for e in edge.evidence if e.archived_url or e.url), None)


def _fitted(row: Row) -> Row:
    return {name: fit(v) if isinstance(v, str) else v for name, v in row.items()}

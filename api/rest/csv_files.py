"""Tables as CSV files: the evidence for a relationship, each row of which can stand alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final

from api.values import plain
from graph.answers.credits import credits_of
from graph.answers.evidence import EvidenceAnswer, EvidenceItem
from graph.answers.nodes import NodeSummary
from graph.exports.values import cell, fit, moment
from graph.snapshot import Snapshot

_MARK: Final = "\ufeff"
"""Without it, spreadsheets take UTF-8 for the machine's own encoding."""


def evidence_csv(
    found: EvidenceAnswer, source: NodeSummary, target: NodeSummary, type_: str, snapshot: Snapshot
) -> bytes:
    """Write pieces of evidence as CSV in UTF-8.

    Args:
        found: The pieces, from the first on.
        source: Where its arrow starts: the one who amplifies.
        target: Where it ends.
        type_: Its type.
        snapshot: The graph, for its version and whom to credit.
    """
    about = {
        **{"source": source.id, "sourceName": source.name, "type": type_},
        **{"target": target.id, "targetName": target.name},
    }
    seen = {
        "of": found.total,
        "graphVersion": str(snapshot.version),
        "fetchedAt": moment(datetime.now(UTC).replace(microsecond=0)),
    }
    named = {each.dataset: each.line for each in credits_of(snapshot, found.datasets)}
    rows = (
        (number, *about.values(), *_row(item, named).values(), *seen.values())
        for number, item in enumerate(found.items, start=1)
    )
    return rows_csv(("piece", *about, *_row(EvidenceItem(), {}), *seen), rows)


def rows_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Write rows as CSV in UTF-8; lists with `|` between their members, formulas guarded."""
    file = StringIO()
    write = csv.writer(file, lineterminator="\r\n")
    write.writerow(columns)
    for row in rows:
        write.writerow([_plain(value) for value in row])
    return (_MARK + file.getvalue()).encode()


def _plain(value: Any) -> Any:
    said = plain(value)
    text = "|".join(map(str, said)) if isinstance(said, list) else said
    return cell(fit(text)) if isinstance(text, str) else text


def _row(item: EvidenceItem, credit: Mapping[str, str]) -> dict[str, str | int | float | None]:
    said = item.statement
    return {
        "kind": item.kind,
        "publishedAt": moment(item.published_at),
        "timePrecision": item.time_precision,
        "title": item.title,
        "url": item.url,
        "archivedUrl": item.archived_url,
        "originalId": item.original_id,
        "originalUrl": item.original_url,
        "similarity": item.similarity,
        "lagSeconds": item.lag_seconds,
        "statedBy": said.source if said else None,
        "quote": said.quote if said else None,
        "confidence": said.confidence if said else None,
        "id": item.id,
        "dataset": item.dataset,
        "credit": credit.get(item.dataset or ""),
        "run": item.run,
        "foundUnderSource": item.source_id,
        "foundUnderTarget": item.target_id,
    }

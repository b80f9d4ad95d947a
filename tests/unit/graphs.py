"""Small graphs as snapshots, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from graph.snapshot import GraphVersion, Snapshot, Tables

DAY_MS = 86_400_000


def snapshot_of(
    edges: Iterable[tuple[str, str, int]] = (),
    *,
    nodes: Iterable[Mapping[str, Any] | str] = (),
    rows: Iterable[Mapping[str, Any]] = (),
    events: Iterable[tuple[str, str, int]] = (),
    kind: str = "retweet",
) -> Snapshot:
    """Make a snapshot.

    Args:
        edges: AMPLIFIED edges (amplifier, amplified, count) of one kind.
        nodes: Nodes as ids or rows; those that only edges name are added as actors.
        rows: Further edges with any columns; `source` and `target` are ids.
        events: Evidence (amplifier, amplified, epoch ms) of AMPLIFIED edges of that kind; where
            `edges` lacks the pair, the edge is added with count and times of its events.
    """
    edges, events = list(edges), list(events)
    table = [
        {"source": a, "target": b, "type": "AMPLIFIED", "kind": kind, "count": n}
        for a, b, n in edges
    ]
    given = {(a, b) for a, b, _ in edges}
    for a, b in dict.fromkeys((a, b) for a, b, _ in events):
        if (a, b) not in given:
            times = [t for x, y, t in events if (x, y) == (a, b)]
            table.append(
                {
                    "source": a,
                    "target": b,
                    "type": "AMPLIFIED",
                    "kind": kind,
                    "count": len(times),
                    "firstMs": min(times),
                    "lastMs": max(times),
                }
            )
    table += [{"count": 1, **row} for row in rows]
    known = [{"id": node} if isinstance(node, str) else dict(node) for node in nodes]
    named = {row["id"] for row in known}
    ends = dict.fromkeys(row[end] for row in table for end in ("source", "target"))
    known += [{"id": id_} for id_ in ends if id_ not in named]
    known.sort(key=lambda row: row["id"])
    index = {row["id"]: k for k, row in enumerate(known)}
    for row in table:
        row["source"], row["target"] = index[row["source"]], index[row["target"]]
    return Snapshot(
        Tables.of(
            pl.DataFrame(
                [{"label": "Actor", "roles": ["Account"], **row} for row in known],
                infer_schema_length=None,
            )
            if known
            else pl.DataFrame(schema={"id": pl.String, "label": pl.String}),
            pl.DataFrame(table, infer_schema_length=None) if table else None,
            pl.DataFrame(
                [
                    {
                        "source": index[a],
                        "target": index[b],
                        "type": "AMPLIFIED",
                        "kind": kind,
                        "atMs": t,
                        "dataset": "test",
                    }
                    for a, b, t in events
                ]
            )
            if events
            else None,
        ),
        GraphVersion("test", 1, "test"),
    )

"""Small files, loads of them, and the sums that have to be right after each."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from graph.database import Database
from loaders.load import LoadReport, load_file
from tests.support.graph_digest import contents

OF_RUNS = {"startedAt", "finishedAt", "storeId", "runId", "dataset"}
HEADER = ("actor", "target", "kind", "time", "id", "url", "title", "text")


def write(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows((*row, *[""] * (len(header) - len(row))) for row in rows)
    return path


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return path


def load(database: Database, path: Path, **options: Any) -> LoadReport:
    return load_file(database, path, quarantine=path.parent / "quarantine", **options)


def refused(report: LoadReport) -> list[dict[str, Any]]:
    assert report.quarantine is not None
    return [json.loads(line) for line in report.quarantine.read_text("utf-8").splitlines()]


def network(database: Database) -> Counter[str]:
    """The graph without its runs and its version: what was said, not who said it when."""
    lines = contents(database, OF_RUNS)
    return Counter({k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))})


def check_aggregates(database: Database) -> None:
    """Recompute every aggregated edge from the evidence below it."""
    sums: dict[tuple[str, ...], list[str]] = defaultdict(list)
    counts: Counter[tuple[str, ...]] = Counter()
    for actor, kind, target, at in database.read(
        "MATCH (a:Actor)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES]->(b:Actor) "
        "RETURN a.id, e.kind, b.id, i.publishedAt"
    ).rows:
        counts[actor, kind, target] += 1
        if at is not None:
            sums[actor, kind, target].append(str(at))
    found = database.read(
        "MATCH (a:Actor)-[r:AMPLIFIED]->(b:Actor) "
        "RETURN a.id, r.kind, b.id, r.count, r.firstAt, r.lastAt"
    ).rows
    assert len({row[:3] for row in found}) == len(found)
    assert {row[:3]: row[3] for row in found} == counts
    for *key, _, first, last in found:
        times = sums[tuple(key)]
        assert (first and str(first)) == min(times, default=None)
        assert (last and str(last)) == max(times, default=None)


FIRST = (
    ("@a", "@hub", "retweet", "2022-03-01T12:00:00Z"),
    ("@a", "@hub", "retweet", "2022-03-02T12:00:00Z"),
    ("@a", "@hub", "quote", "2022-03-03"),
    ("@b", "@hub", "retweet", ""),
    ("@b", "@a", "mention", "2022-01-01", "77"),
    ("@b", "@hub", "mention", "2022-01-01", "77"),
    ("@c", "@c", "reply", "2022-01-05", "", "https://x.com/c/status/1"),
)

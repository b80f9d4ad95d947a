"""The 636,307 Telegram forwards as a graph, written straight to a database for measuring.

It writes what a load would leave (graph/model.py): items, PUBLISHED, AMPLIFIES and the
aggregated AMPLIFIED; no runs and no registry.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import polars as pl

from graph.database import Connection, Database
from graph.schema import prepare

DATA = Path(__file__).resolve().parents[1] / "../shared/data/forwards"
DAY_MS = 86_400_000
BATCH = 20_000

ACTORS = """
UNWIND range(0, size($id) - 1) AS k
CREATE (:Actor:Account {id: $id[k], roles: ['Account'], platform: 'telegram',
    handle: $handle[k], name: $handle[k], language: $language[k], dataset: 'forwards'})
"""
EVENTS = """
UNWIND range(0, size($id) - 1) AS k
MATCH (a:Actor {id: $actor[k]})
MATCH (b:Actor {id: $target[k]})
CREATE (a)-[:PUBLISHED]->(i:Item {id: $id[k], kind: 'forward', dataset: 'forwards',
    publishedAt: datetime({epochMillis: $t[k]}), timePrecision: 'day'})
CREATE (i)-[:AMPLIFIES {kind: 'forward'}]->(b)
"""
PAIRS = """
UNWIND range(0, size($a) - 1) AS k
MATCH (a:Actor {id: $a[k]})
MATCH (b:Actor {id: $b[k]})
CREATE (a)-[:AMPLIFIED {kind: 'forward', count: $n[k],
    firstAt: datetime({epochMillis: $first[k]}), lastAt: datetime({epochMillis: $last[k]})}]->(b)
"""


def events() -> pl.DataFrame:
    """One row for each forward: id, actor, target, t (epoch ms)."""
    frame = pl.read_parquet(DATA / "telegram_forward_events.parquet")
    return frame.select(
        id=pl.concat_str(pl.lit("item:"), pl.row_index()),
        actor=pl.lit("telegram:") + pl.col("target_channel").cast(pl.String),
        target=pl.lit("telegram:") + pl.col("source_channel").cast(pl.String),
        t=pl.col("day").cast(pl.Int64) * DAY_MS,
    )


def actors(of: pl.DataFrame) -> pl.DataFrame:
    """One row for each channel: id, handle, language."""
    labels = pl.read_csv(DATA / "telegram_channels.csv.gz", infer_schema_length=0)
    known = labels.select(
        id=pl.lit("telegram:") + pl.col("channel"), language=pl.col("tg_language")
    ).unique("id")
    return (
        pl.concat([of["actor"], of["target"]])
        .unique(maintain_order=True)
        .alias("id")
        .to_frame()
        .join(known, on="id", how="left", maintain_order="left")
        .with_columns(handle=pl.col("id").str.strip_prefix("telegram:"))
    )


def pairs(of: pl.DataFrame) -> pl.DataFrame:
    """One row for each pair: a, b, n, first, last."""
    return of.group_by(a="actor", b="target", maintain_order=True).agg(
        n=pl.len(), first=pl.col("t").min(), last=pl.col("t").max()
    )


def write(database: Database) -> None:
    """Write the whole graph."""
    prepare(database)
    frame = events()
    for statement, rows in ((ACTORS, actors(frame)), (PAIRS, pairs(frame)), (EVENTS, frame)):
        for part in rows.iter_slices(BATCH):
            database.execute(statement, **part.to_dict(as_series=False))
    database.execute("MERGE (g:Graph {id: 'graph'}) SET g.version = 1")


if __name__ == "__main__":
    uri, user, password, name = sys.argv[1:]
    started = time.perf_counter()
    with Database(Connection(uri, user, password, name)) as target:
        write(target)
    print(f"written in {time.perf_counter() - started:.1f} s")

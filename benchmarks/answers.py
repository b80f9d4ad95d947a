"""How fast snapshots and answers are, on the 636,307 Telegram forwards.

    python -m benchmarks.forwards_graph URI USER PASSWORD DATABASE
    python -m benchmarks.answers URI USER PASSWORD DATABASE

The first writes the graph to an empty database. Times are in milliseconds, on the clock of the
wall: on a busy machine compare ratios. Prints one JSON document.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from graph.answers.brokers import brokers
from graph.answers.communities import communities
from graph.answers.neighbours import neighbours
from graph.answers.partition import Method
from graph.answers.paths import Weight, shortest_paths
from graph.answers.search import search
from graph.answers.seeding import igraph_seed
from graph.answers.temporal_paths import Best, temporal_path
from graph.database import Connection, Database
from graph.snapshot import Snapshot, SnapshotFilter

ASKED = 300
CLIENTS = 16


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def quantiles(times: list[float]) -> dict[str, float]:
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    return {"p50": round(p50, 2), "p95": round(p95, 2), "p99": round(p99, 2)}


def asked(ask: Callable[[random.Random], object], seed: int = 1) -> list[float]:
    rng = random.Random(seed)
    return [milliseconds(lambda: ask(rng)) for _ in range(ASKED)]


def at_once(ask: Callable[[random.Random], object]) -> list[float]:
    """The same by several clients that each ask again as soon as they are answered."""
    times: list[float] = []
    threads = [
        threading.Thread(target=lambda seed=seed: times.extend(asked(ask, seed)))
        for seed in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def snapshots(database: Database, folder: Path) -> tuple[Snapshot, dict[str, object]]:
    cold = milliseconds(lambda: Snapshot.open(database, folder))
    cached = [milliseconds(lambda: Snapshot.open(database, folder)) for _ in range(10)]
    snapshot = Snapshot.open(database, folder)
    year = SnapshotFilter(
        since=datetime(2022, 1, 1, tzinfo=UTC), until=datetime(2023, 1, 1, tzinfo=UTC)
    )
    return snapshot, {
        "nodes": len(snapshot.nodes),
        "edges": len(snapshot.edges),
        "events": len(snapshot.events),
        "cold": round(cold),
        "eventsPerSecond": round(len(snapshot.events) / cold * 1000),
        "cached": quantiles(cached),
        "yearFilter": round(milliseconds(lambda: snapshot.filter(year)), 1),
    }


def divided(database: Database, folder: Path) -> dict[str, object]:
    """Communities from the cached snapshot, against igraph's call alone on the same graph."""
    # One run each: the answer keeps the best of several on a graph of this size.
    method = Method(runs=1)

    def whole() -> object:
        return communities(Snapshot.open(database, folder), method)

    graph = Snapshot.open(database, folder).graph(directed=False)

    def bare() -> object:
        with igraph_seed(method.seed):
            return graph.community_leiden("modularity", weights="weight", n_iterations=-1)

    pairs = [(milliseconds(whole), milliseconds(bare)) for _ in range(7)]
    ours, theirs = (float(np.median(times)) for times in zip(*pairs, strict=True))
    return {
        "endToEnd": round(ours),
        "bareIgraph": round(theirs),
        "ratio": round(ours / theirs, 2),
    }


def main() -> None:
    with (
        Database(Connection(*sys.argv[1:5])) as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        report: dict[str, object] = {"engine": database.engine}
        snapshot, report["snapshot"] = snapshots(database, Path(folder))
        report["communities"] = divided(database, Path(folder))
    ids = snapshot.node_index.ids
    origins = [ids[i] for i in snapshot.edges["target"].unique().to_list()]
    takers = [ids[i] for i in snapshot.edges["source"].unique().to_list()]

    def path(rng: random.Random) -> object:
        return shortest_paths(snapshot, rng.choice(origins), rng.choice(takers))

    def strongest(rng: random.Random) -> object:
        return shortest_paths(
            snapshot, rng.choice(origins), rng.choice(takers), weight=Weight.STRENGTH
        )

    def in_time(best: Best, wait: timedelta | None) -> Callable[[random.Random], object]:
        return lambda rng: temporal_path(
            snapshot, rng.choice(origins), rng.choice(takers), best=best, max_wait=wait
        )

    def named(rng: random.Random) -> object:
        return search(snapshot, rng.choice(ids).partition(":")[2][: rng.randint(3, 12)])

    path(random.Random(0))
    report["shortestPath"] = quantiles(asked(path))
    report[f"shortestPathAt{CLIENTS}Clients"] = quantiles(at_once(path))
    report["strongestPath"] = quantiles(asked(strongest))
    report["neighbours"] = quantiles(asked(lambda rng: neighbours(snapshot, rng.choice(takers))))
    named(random.Random(0))
    report["search"] = quantiles(asked(named))
    for wait in (None, timedelta(days=30)):
        in_time(Best.FEWEST_HOPS, wait)(random.Random(0))
        report[f"temporalPath, max wait {wait}"] = {
            best.value: quantiles(asked(in_time(best, wait))) for best in Best
        }
    report["brokersByLanguage"] = round(
        milliseconds(lambda: brokers(snapshot, "language", null_graphs=0))
    )
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

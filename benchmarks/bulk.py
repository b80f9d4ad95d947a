"""`ampnet load` and `ampnet load --bulk` side by side, and `ampnet bulk-export` after them.

`python -m benchmarks.bulk --rows 200000` loads that many Telegram forwards both ways, each into an
embedded database of its own, and prints rows a second, processor seconds and peak memory.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psutil

from benchmarks.figures import peak_megabytes
from benchmarks.workbench import FORWARDS, HEAP
from graph import schema
from graph.bulk import neo4j_csv
from graph.database import Database
from graph.embedded import EmbeddedServer
from loaders.bulk.load import load_bulk
from loaders.load import load_file


def main() -> None:
    """Measure, and print a line for each way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="ampnet-bulk-") as folder:
        file = Path(folder) / "forwards.parquet"
        pl.read_parquet(FORWARDS).sample(rows, seed=1, shuffle=True).write_parquet(file)
        _measure("load --bulk", rows, Path(folder) / "bulk", lambda s: _bulk(s, file))
        _measure("load", rows, Path(folder) / "load", lambda s: _load(s, file))


def _measure(name: str, rows: int, home: Path, work: Callable[[EmbeddedServer], None]) -> None:
    server = EmbeddedServer(home, heap=HEAP)
    server.start()
    try:
        children, ours, began = _children(), time.process_time(), time.perf_counter()
        work(server)
        wall, ours = time.perf_counter() - began, time.process_time() - ours
        process = psutil.Process(server.status().pid)  # --bulk has started another one
        print(
            f"{name}: {rows / wall:,.0f} rows/s; processor seconds: loader {ours:.1f}, importer "
            f"{_children() - children:.1f}, server {sum(process.cpu_times()[:2]):.1f} with its "
            f"start; peak MB: loader {peak_megabytes(psutil.Process()):.0f}, "
            f"server {peak_megabytes(process):.0f}"
        )
        _export(name, server, home)
    finally:
        server.stop()


def _export(name: str, server: EmbeddedServer, home: Path) -> None:
    with Database(server.owner()) as database:
        began, ours = time.perf_counter(), time.process_time()
        done = neo4j_csv.write(database, home.parent / f"files-{home.name}")
        rows = sum(done.nodes.values()) + sum(done.relationships.values())
        wall, client = time.perf_counter() - began, time.process_time() - ours
    print(f"bulk-export after {name}: {rows / wall:,.0f} nodes and relationships/s, "
          f"ours {client:.1f} processor seconds")  # fmt: skip


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bulk(server: EmbeddedServer, file: Path) -> None:
    load_bulk(server, [(file, None)], quarantine=file.parent / "quarantine")


def _load(server: EmbeddedServer, file: Path) -> None:
    with Database(server.owner()) as database:
        schema.prepare(database)
        load_file(database, file, quarantine=file.parent / "quarantine")


if __name__ == "__main__":
    main()

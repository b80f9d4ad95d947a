"""The loader's memory over a long load: does it grow with the file?

`python -m benchmarks.memory --gigabytes 5` makes up posts of X's API v2 with all that the API sends
beside them, compressed so that they need little disk, loads them with `ampnet load` in a process
of its own, and prints the most memory that it held in each quarter of the load.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.figures import peak_megabytes
from benchmarks.post_files import x_v2
from benchmarks.workbench import HEAP
from graph.embedded import EmbeddedServer

SECONDS = 0.5
_ROWS_A_GIGABYTE = 200_000


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=5)
    gigabytes = parser.parse_args().gigabytes
    with tempfile.TemporaryDirectory(prefix="ampnet-memory-") as name:
        file = Path(name) / "posts.jsonl.gz"
        rows, size = _write(file, int(gigabytes * 1e9))
        server = EmbeddedServer(Path(name) / "home", heap=HEAP)
        server.start()
        try:
            _measure(file, rows, size, server)
        finally:
            server.stop()


def _write(file: Path, wanted: int) -> tuple[int, int]:
    """Write lines until they are as long as wanted; return how many, and their length in bytes."""
    rows = size = 0
    with gzip.open(file, "wt", compresslevel=1, encoding="utf-8") as stream:
        for line in _lines(int(_ROWS_A_GIGABYTE * wanted / 1e9)):
            stream.write(line)
            rows, size = rows + 1, size + len(line)
            if size >= wanted:
                break
    return rows, size


def _lines(rows: int) -> Iterator[str]:
    """Yield posts with the annotations, links' cards and edit controls of the API."""
    topics = [
        {"domain": {"id": str(n), "name": f"Domain {n}", "description": "Of the API's " * 8},
         "entity": {"id": str(1000 + n), "name": f"Entity {n}", "description": "Known as " * 9}}
        for n in range(14)
    ]  # fmt: skip
    for n, line in enumerate(x_v2(rows)):
        post = json.loads(line)
        post["context_annotations"] = topics[n % 7 : n % 7 + 7 + n % 5]
        post["possibly_sensitive"] = False
        post["edit_controls"] = {"edits_remaining": 5, "is_edit_eligible": True}
        post["__twarc"] = {"url": "https://api.twitter.com/2/tweets/search/all?" + "x" * 900}
        yield json.dumps(post) + "\n"


def _measure(file: Path, rows: int, size: int, server: EmbeddedServer) -> None:
    environment = {**os.environ, "AMPNET_HOME": str(server.home.root)}
    arguments = [sys.executable, "-m", "ampnet", "load", str(file), "--json"]
    seen: list[tuple[float, float]] = []
    with (file.parent / "out").open("wb") as out:
        began = time.monotonic()
        loader = subprocess.Popen(arguments, env=environment, stdout=out, stderr=out)
        watched = psutil.Process(loader.pid)
        used = 0.0
        while loader.poll() is None:
            try:
                seen.append((time.monotonic() - began, watched.memory_info().rss / 2**20))
                used = sum(watched.cpu_times()[:2])
            except psutil.Error:
                break
            time.sleep(SECONDS)
    if loader.wait():
        raise SystemExit((file.parent / "out").read_text("utf-8"))
    seconds = seen[-1][0]
    parts = [
        max(megabytes for at, megabytes in seen if k / 4 <= at / (seconds + 1e-9) <= (k + 1) / 4)
        for k in range(4)
    ]
    database = psutil.Process(server.status().pid)
    print(
        f"{size / 1e9:.2f} GB of JSON lines, {rows:,} posts, in {seconds:.0f} s; most memory of "
        f"the loader in each quarter, MB: {', '.join(f'{p:.0f}' for p in parts)}; of the "
        f"database {peak_megabytes(database):.0f}; processor seconds: loader {used:.0f}, database "
        f"{sum(database.cpu_times()[:2]):.0f}"
    )


if __name__ == "__main__":
    main()

"""`ampnet load` in a process of its own, watched: what it takes, and the memory that it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.figures import Spent, peak_megabytes
from graph.embedded import EmbeddedServer

_SECONDS = 0.5  # between two looks at the memory


@dataclass(frozen=True)
class Watched:
    """What a load took.

    Attributes:
        rows: Rows that it read.
        spent: By the clock, and processor seconds of server and loader.
        quarters: Most megabytes that the loader held in each quarter of the time.
        server_megabytes: Most megabytes that the server has held.
    """

    rows: int
    spent: Spent
    quarters: tuple[float, ...]
    server_megabytes: float


def load(server: EmbeddedServer, file: Path, *options: str) -> Watched:
    """Load a file; the server runs.

    Raises:
        RuntimeError: It could not be loaded, or a row was refused; with what the loader said.
    """
    database = psutil.Process(server.status().pid)
    before = sum(database.cpu_times()[:2])
    environment = {**os.environ, "AMPNET_HOME": str(server.home.root)}
    arguments = [sys.executable, "-m", "ampnet", "load", str(file), "--json", *options]
    seen: list[tuple[float, float]] = []
    client = 0.0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        loader = subprocess.Popen(arguments, env=environment, stdout=out, stderr=errors)
        watched = psutil.Process(loader.pid)
        while loader.poll() is None:
            try:
                megabytes = watched.memory_info().rss / 2**20
                client = sum(watched.cpu_times()[:2])
            except psutil.Error:
                break
            seen.append((time.monotonic() - began, megabytes))
            time.sleep(_SECONDS)
        status = loader.wait()
        seconds = time.monotonic() - began
        for each in (out, errors):
            each.seek(0)
        report, said = out.read(), errors.read().decode("utf-8", "replace")
    if status:
        raise RuntimeError(said[-2000:])
    quarters = tuple(
        max((m for at, m in seen if k <= 4 * at / seconds < k + 1), default=0.0) for k in range(4)
    )
    spent = Spent(seconds, sum(database.cpu_times()[:2]) - before, client)
    rows = int(json.loads(report)["rowsRead"])
    return Watched(rows, spent, quarters, peak_megabytes(database))

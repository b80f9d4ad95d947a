"""`ampnet load` in a process of its own, watched: what it takes, and the memory that it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.figures import Spent, peak_megabytes
from benchmarks.workbench import Served

_SECONDS = 0.25  # between two looks
_IMPORTER = "GraphImporter"  # what `--bulk` starts has this on its command line
_REFUSED = 3  # exit status when some rows were refused, as of real registries


@dataclass(frozen=True)
class Watched:
    """What a load took.

    Attributes:
        rows: Rows that it read.
        spent: By the clock, and processor seconds of server and loader.
        quarters: Most megabytes that the loader held in each quarter of the time.
        server_megabytes: Most megabytes that the server has held.
        importer: Processor seconds of the engine's importer, which `--bulk` starts.
        importer_megabytes: Most megabytes that it held.
    """

    rows: int
    spent: Spent
    quarters: tuple[float, ...]
    server_megabytes: float
    importer: float = 0.0
    importer_megabytes: float = 0.0

    @property
    def processor_seconds(self) -> float:
        """All that it took of the processors."""
        return self.spent.server + self.spent.client + self.importer


@dataclass
class _Seen:
    """What was seen of the processes while they ran."""

    loader: list[tuple[float, float]] = field(default_factory=list)  # when, megabytes
    client: float = 0.0
    server: float = 0.0
    importer: float = 0.0
    importer_megabytes: float = 0.0

    def look(self, at: float, loader: psutil.Process, database: psutil.Process) -> None:
        with suppress(psutil.Error):
            self.loader.append((at, loader.memory_info().rss / 2**20))
            self.client = _seconds(loader)
            for child in loader.children():
                if any(_IMPORTER in word for word in child.cmdline()):
                    self.importer = _seconds(child)
                    held = child.memory_info().rss / 2**20
                    self.importer_megabytes = max(self.importer_megabytes, held)
        with suppress(psutil.Error):  # `--bulk` stops it and starts another one
            self.server = _seconds(database)


def load(served: Served, files: Iterable[Path], *options: str) -> Watched:
    """Load files; the server runs.

    Raises:
        RuntimeError: They could not be loaded; with what the loader said.
    """
    before = _seconds(served.process)
    environment = {**os.environ, **served.variables}
    arguments = [sys.executable, "-m", "ampnet", "load", *map(str, files), "--json", *options]
    seen = _Seen()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        loader = subprocess.Popen(arguments, env=environment, stdout=out, stderr=errors)
        watched = psutil.Process(loader.pid)
        while loader.poll() is None:
            seen.look(time.monotonic() - began, watched, served.process)
            time.sleep(_SECONDS)
        seconds = time.monotonic() - began
        for each in (out, errors):
            each.seek(0)
        report, said = out.read(), errors.read().decode("utf-8", "replace")
    if loader.returncode not in (0, _REFUSED):
        raise RuntimeError(said[-2000:])
    seen.look(seconds, watched, served.process)
    used, now = seen.server - before, served.now()
    if now.pid != served.process.pid:
        used += _seconds(now)
    quarters = tuple(
        max((m for at, m in seen.loader if k <= 4 * at / seconds < k + 1), default=0.0)
        for k in range(4)
    )
    reports = json.loads(report)
    rows = sum(r["rowsRead"] for r in (reports if isinstance(reports, list) else [reports]))
    return Watched(
        rows,
        Spent(seconds, used, seen.client),
        quarters,
        peak_megabytes(now),
        seen.importer,
        seen.importer_megabytes,
    )


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)

"""What a benchmark yields, and the arithmetic that all of them share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import psutil


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes:
        name: What was measured.
        value: The number.
        unit: Its unit.
        wanted: What issue 2 asks for, in words; empty where it asks for nothing.
        note: On what, how often, what else.
    """

    name: str
    value: float
    unit: str
    wanted: str = ""
    note: str = ""


def seconds(work: Callable[[], object]) -> float:
    """Time one call by the clock on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """Time several calls; the median."""
    return median(seconds(work) for _ in range(runs))


def percentiles(times: list[float]) -> tuple[float, float]:
    """Return p50 and p99, in the unit of `times`."""
    p50, p99 = np.percentile(times, [50, 99])
    return float(p50), float(p99)


@dataclass
class Spent:
    """What a stretch of work took: wall-clock and processor seconds, ours and the server's."""

    seconds: float = 0.0
    server: float = 0.0
    client: float = 0.0


@contextmanager
def spent(server: psutil.Process) -> Iterator[Spent]:
    """Measure the block; the figures are there when it ends."""
    result = Spent()
    processes = server, psutil.Process()
    before = [_processor_seconds(p) for p in processes]
    began = time.perf_counter()
    yield result
    result.seconds = time.perf_counter() - began
    result.server, result.client = (
        _processor_seconds(p) - b for p, b in zip(processes, before, strict=True)
    )


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def peak_megabytes(process: psutil.Process) -> float:
    """Return the most memory the process has held; what it holds now where that is not told."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        for line in status.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return float(process.memory_info().rss) / 2**20

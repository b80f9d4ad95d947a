"""The machine and the versions that figures were measured with."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("ampnet", "arcadedb-embedded", "igraph", "neo4j", "numpy", "polars", "pyvis")


def describe() -> dict[str, object]:
    """Return what a reader must know to compare; the load is that before the measurements."""
    return {
        "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memoryGB": round(psutil.virtual_memory().total / 2**30, 1),
        "memoryFreeGB": round(psutil.virtual_memory().available / 2**30, 1),
        "loadAverageBefore": [round(x, 2) for x in psutil.getloadavg()],
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _commit() -> str | None:
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()

"""The REST interface as a process of its own, on the database of a home folder that is up."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from api.listening import bind
from graph.connect import open_database
from graph.settings import Settings
from graph.snapshot import Snapshot

SERVE = """
import sys
from pathlib import Path
from api.serve import serve
from graph.settings import Settings
serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


@contextmanager
def serving(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(home), str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                httpx.get(f"{address}/ready", timeout=300).raise_for_status()
                break
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def snapshot_of(home: Path) -> Snapshot:
    """The graph that the interface answers from, to draw questions from."""
    settings = Settings(home=home)
    with open_database(settings, read_only=True) as database:
        return Snapshot.open(database, settings.cache)

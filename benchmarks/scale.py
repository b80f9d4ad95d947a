"""Time and memory of every answer on a graph of a million edges, or of ten.

    python -m benchmarks.scale [--edges 1000000] [--only PART ...] [--minutes 20]

The graph is made up (`benchmarks.scale_graph`) and cached as a snapshot is. Each answer is asked in
a process of its own, so that the peak of its memory is its own; opening the snapshot is in that
peak, but not in the seconds, which are the processor's. Prints Markdown rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.figures import peak_megabytes
from benchmarks.scale_answers import ANSWERS
from benchmarks.scale_graph import tables
from graph.snapshot import GraphVersion, Snapshot, cache

WANTED_GB = {1_000_000: 2, 10_000_000: 10}


def main() -> None:
    """Make the graph, and print a row for each answer."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", metavar="PART", help="of the names of answers")
    parser.add_argument("--minutes", type=float, default=20, help="most, for each answer")
    parser.add_argument("--folder", type=Path, help="keeps the graph for the next time")
    parser.add_argument("--answer", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.answer:
        _child(asked.folder, asked.edges, asked.answer)
        return
    with tempfile.TemporaryDirectory(prefix="ampnet-scale-") as made:
        folder = asked.folder or Path(made)
        print(f"| {asked.edges:,} edges | processor s | peak GB | |\n|---|--:|--:|---|", flush=True)
        for name in ["", *ANSWERS]:
            if not name or not asked.only or any(part in name for part in asked.only):
                _row(folder, asked.edges, name, asked.minutes * 60)


def _row(folder: Path, edges: int, name: str, seconds: float) -> None:
    command = [sys.executable, "-m", "benchmarks.scale", "--edges", str(edges), "--folder"]
    try:
        done = subprocess.run(
            [*command, str(folder), "--answer", name or "making"],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"| {name} | | | not done in {seconds / 60:.0f} minutes |", flush=True)
        return
    if done.returncode:
        print(f"| {name} | | | failed: {done.stderr.strip().splitlines()[-1:]} |", flush=True)
    elif name:
        found = json.loads(done.stdout)
        over = found["gigabytes"] > WANTED_GB.get(edges, float("inf"))
        peak = f"{'**' * over}{found['gigabytes']:.2f}{'**' * over}"
        print(f"| {name} | {found['seconds']:.1f} | {peak} | {found['note']} |", flush=True)


def _child(folder: Path, edges: int, name: str) -> None:
    version = GraphVersion("scale", 1, f"{edges}")
    if name == "making":
        if cache.load(folder, version) is None:
            cache.save(folder, version, tables(edges))
        return
    began = time.process_time()
    found = cache.load(folder, version)
    assert found is not None
    snapshot = Snapshot(found, version)
    if name != "opening":
        began = time.process_time()
    note = ANSWERS[name](snapshot)
    seconds = time.process_time() - began
    peak = peak_megabytes(psutil.Process()) / 1024
    print(json.dumps({"seconds": seconds, "gigabytes": peak, "note": note}))


if __name__ == "__main__":
    main()

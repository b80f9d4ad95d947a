"""How fast files become a graph, in the embedded server and in Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, seconds
from benchmarks.workbench import Loaded, Served, Workbench, embedded, load_forwards, neo4j
from loaders.sample import load_sample
from tests.support.engines import empty
from tests.support.missing import MissingError

WANTED = "at least 10,000 into the embedded server"


def measure(bench: Workbench) -> Iterator[Figure]:
    """Load the sample into both engines, and the forwards."""
    with embedded(bench.folder / "sample") as served:
        yield _sample(bench, served)
    yield from _figures("embedded", bench.forwards[1])
    try:
        with neo4j(bench.folder / "neo4j") as served:
            yield _sample(bench, served)
            empty(served.database)
            loaded = load_forwards(served, bench.forwards_file, bench.folder / "quarantine-neo4j")
            yield from _figures("neo4j", loaded)
    except MissingError as missing:
        yield Figure("load, neo4j", 0, "", note=f"not measured: {missing}")


def _sample(bench: Workbench, served: Served) -> Figure:
    """The five files of the sample; the first time the server is cold, as for everybody."""
    rows, times = 0, []
    for run in range(3):
        empty(served.database)
        quarantine = bench.folder / f"quarantine-{served.name}-{run}"

        def load(quarantine: Path = quarantine) -> None:
            nonlocal rows
            rows = sum(report.rows_read for report in load_sample(served.database, quarantine))

        times.append(seconds(load))
    note = f"{rows:,} rows; first {times[0]:.1f} s, median of three {median(times):.1f} s"
    return Figure(f"load sample, {served.name}", rows / median(times), "rows/s", note=note)


def _figures(name: str, loaded: Loaded) -> Iterator[Figure]:
    taken = loaded.spent
    note = (
        f"{loaded.rows:,} rows in {taken.seconds:.1f} s; processor seconds: "
        f"server {taken.server:.1f}, loader {taken.client:.1f}"
    )
    wanted = WANTED if name == "embedded" else ""
    yield Figure(f"load forwards, {name}", loaded.rows / taken.seconds, "rows/s", wanted, note)
    yield Figure(
        f"load forwards, {name}: server",
        loaded.rows / taken.server,
        "rows/processor second",
        note="all its threads: its compiler and collector too, which other cores can do",
    )
    yield Figure(f"load forwards, {name}: peak memory", loaded.peak_megabytes, "MB")

"""How fast the graph becomes columns in memory."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure, median_seconds
from benchmarks.workbench import Workbench
from graph.snapshot import Snapshot


def measure(bench: Workbench) -> Iterator[Figure]:
    """Export the forwards cold, and open them from the cache."""
    database, cache = bench.forwards[0].database, bench.settings.cache
    cold = median_seconds(lambda: Snapshot.open(database, cache, refresh=True), 3)
    cached = median_seconds(lambda: Snapshot.open(database, cache), bench.runs)
    snapshot = bench.snapshot
    rows = len(snapshot.nodes) + len(snapshot.edges) + len(snapshot.events)
    size = (
        f"{len(snapshot.nodes):,} nodes, {len(snapshot.edges):,} edges, "
        f"{len(snapshot.events):,} pieces of evidence"
    )
    yield Figure("snapshot cold", rows / cold, "rows/s", note=f"{size} in {cold:.2f} s")
    yield Figure("snapshot cached", rows / cached, "rows/s", note=f"the same in {cached:.3f} s")
    yield Figure("snapshot cold to cached", cold / cached, "times")

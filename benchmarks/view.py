"""How long a view of 500 nodes takes to be made, and to be drawn in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from api.cli.view import write_view
from benchmarks.figures import Figure, median_seconds
from benchmarks.workbench import Workbench
from graph.answers.partition import Method
from graph.answers.subgraphs import top_subgraph
from tests.browser.view_page import open_view
from tests.support.chromium import running
from tests.support.missing import MissingError

NODES = 500
WANTED = "within a second of opening"


def measure(bench: Workbench) -> Iterator[Figure]:
    """The 500 most active channels of the forwards."""
    database, snapshot = bench.forwards[0].database, bench.snapshot
    method, file = Method(), bench.folder / "view.html"

    def part() -> object:
        return top_subgraph(snapshot, max_nodes=NODES, method=method)

    part()  # the communities are made once for each snapshot
    chosen = top_subgraph(snapshot, max_nodes=NODES, method=method)
    choose = median_seconds(part, bench.runs)
    write = median_seconds(lambda: write_view(database, chosen, snapshot, file), bench.runs)
    kilobytes = file.stat().st_size / 1024
    size = f"{len(chosen.nodes)} nodes, {len(chosen.edges):,} edges, {kilobytes:,.0f} KB"
    yield Figure("view, choose the nodes", choose, "s")
    yield Figure("view, write the file", write, "s", note=f"{size}, evidence and layout included")
    try:
        with running() as browser:
            drawn = []
            for _ in range(bench.runs):
                with browser.new_context() as context:
                    view = open_view(context.new_page(), file)
                    after = view.page.evaluate("document.documentElement.dataset.drawnAfter")
                    drawn.append(float(after) / 1000)
    except MissingError as missing:
        yield Figure("view, first drawing", 0, "", note=f"not measured: {missing}")
        return
    yield Figure("view, first drawing", median(drawn), "s", WANTED, f"slowest {max(drawn):.2f} s")

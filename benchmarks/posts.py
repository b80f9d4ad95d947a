"""Posts of several platforms into the embedded database: rates, processor seconds, peak memory.

`python -m benchmarks.posts --rows 100000` makes up that many posts in each layout and loads each
file with `ampnet load` into a database of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.loader_process import load
from benchmarks.post_files import LAYOUTS
from benchmarks.workbench import HEAP
from graph.embedded import EmbeddedServer


def main() -> None:
    """Measure, and print a line for each layout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.posts", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("layouts", nargs="*", default=list(LAYOUTS), help="All by default.")
    options = parser.parse_args()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("layout")
    for name in ("MB", "rows/s", "server: s", "rows/s of it", "loader: s", "rows/s of it",
                 "loader: MB", "server: MB"):  # fmt: skip
        table.add_column(name, justify="right")
    for name in options.layouts:
        with tempfile.TemporaryDirectory(prefix="ampnet-posts-") as folder:
            table.add_row(name, *_measure(Path(folder), name, options.rows))
    Console().print(table)


def _measure(folder: Path, layout: str, rows: int) -> list[str]:
    file = folder / "posts"
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(LAYOUTS[layout](rows))
    server = EmbeddedServer(folder / "home", heap=HEAP)
    server.start()
    try:
        found = load(server, file)
    finally:
        server.stop()
    spent = found.spent
    figures = (
        *(file.stat().st_size / 1e6, found.rows / spent.seconds),
        *(spent.server, found.rows / spent.server, spent.client, found.rows / spent.client),
        *(max(found.quarters), found.server_megabytes),
    )
    return [f"{figure:,.0f}" for figure in figures]


if __name__ == "__main__":
    main()

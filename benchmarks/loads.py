"""Loading side by side: every path into a database, with processor seconds and peak memory.

`python -m benchmarks.loads --rows 200000` loads files of each kind with `ampnet load`, each into a
database of its own that has just been started: forwards and posts row by row, forwards with
`--bulk` too, web pages, registries, STIX. `--neo4j` does so into a Neo4j. `bare` stands beside
`forwards`: the same items by the same statement, prepared beforehand, which is what the database
could take.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import bare
from benchmarks.load_files import FILES
from benchmarks.loader_process import load
from benchmarks.workbench import NoDataError, Served, embedded, neo4j

BARE, BULK = "bare", "bulk"
PATHS = ("forwards", BARE, BULK, *(name for name in FILES if name != "forwards"))
COLUMNS = (
    *("rows", "rows/s", "server, s", "loader, s", "importer, s", "rows per processor s"),
    *("last batch: rows/s", "per server s", "loader, MB", "importer, MB", "server, MB"),
)


def main() -> None:
    """Measure, and print a line for each path."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loads", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--neo4j", action="store_true", help="Into a Neo4j of its own.")
    parser.add_argument("paths", nargs="*", help=f"All by default: {', '.join(PATHS)}.")
    options = parser.parse_args()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("path")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    console = Console(width=None if sys.stdout.isatty() else 180)
    for name in options.paths or PATHS:
        if name == BULK and options.neo4j:
            continue  # it makes the embedded database anew
        with tempfile.TemporaryDirectory(prefix="ampnet-loads-") as folder:
            try:
                figures = _measure(Path(folder), name, options.rows, in_neo4j=options.neo4j)
            except NoDataError as missing:
                console.print(f"{name}: not measured: {missing}")
                continue
        console.print(
            name, *(each or "-" for each in figures)
        )  # each at once: what was measured is not lost
        table.add_row(name, *figures)
    console.print(table)


def _measure(folder: Path, path: str, rows: int, *, in_neo4j: bool) -> list[str]:
    files = FILES["forwards" if path in {BARE, BULK} else path](folder, rows)
    with _database(folder / "home", in_neo4j=in_neo4j) as served:
        return _bare(served, files[0]) if path == BARE else _load(served, files, path)


def _database(home: Path, *, in_neo4j: bool) -> AbstractContextManager[Served]:
    return neo4j(home) if in_neo4j else embedded(home)


def _load(served: Served, files: list[Path], path: str) -> list[str]:
    found = load(served, files, *(["--bulk"] if path == BULK else []))
    spent = found.spent
    return _written(
        *(found.rows, found.rows / spent.seconds, spent.server, spent.client, found.importer),
        *(found.rows / found.processor_seconds, None, None),
        *(max(found.quarters), found.importer_megabytes, found.server_megabytes),
    )


def _bare(served: Served, file: Path) -> list[str]:
    found = bare.write(served, file)
    whole, last = found.spent, found.last
    return _written(
        *(found.rows, found.rows / whole.seconds, whole.server, whole.client, None),
        *(found.rows / (whole.server + whole.client), found.last_rows / last.seconds),
        *(found.last_rows / last.server, None, None, found.server_megabytes),
    )


def _written(*figures: float | None) -> list[str]:
    return ["" if not figure else f"{figure:,.0f}" for figure in figures]


if __name__ == "__main__":
    main()

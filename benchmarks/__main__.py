"""`python -m benchmarks`: measure, print a table, and write the figures down."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import communities, load, machine, paths, snapshot, view
from benchmarks.figures import Figure
from benchmarks.workbench import NoDataError, Workbench

BENCHMARKS: dict[str, Callable[[Workbench], Iterator[Figure]]] = {
    "load": load.measure,
    "snapshot": snapshot.measure,
    "paths": paths.measure,
    "communities": communities.measure,
    "view": view.measure,
}
APART = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if "__main__" in path.read_text("utf-8") and path.stem != "__main__"
)
"""Programs of their own, with options of their own."""


def main() -> int:
    """Run the benchmarks that were named, all by default."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure load, snapshot, paths, communities and view.",
        epilog="Programs of their own: " + ", ".join(f"python -m benchmarks.{n}" for n in APART),
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}; all by default"
    )
    parser.add_argument("--quick", action="store_true", help="a part of the data, fewer runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"{', '.join(sorted(unknown))}: there is {', '.join(BENCHMARKS)}")
    about = machine.describe()
    console = Console(stderr=True)
    console.print(
        f"{about['cores']} cores, {about['memoryGB']} GB, load {about['loadAverageBefore']}"
    )
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ampnet-bench-") as folder:
        bench = Workbench(Path(folder), quick=options.quick)
        try:
            for name in options.names or BENCHMARKS:
                try:
                    for figure in BENCHMARKS[name](bench):
                        found.append(figure)
                        console.print(f"{figure.name}: {_number(figure.value)} {figure.unit}")
                except NoDataError as missing:
                    found.append(Figure(name, 0, "", note=f"not measured: {missing}"))
                if options.json:  # after each: what was measured is not lost by what fails
                    _write(options.json, about, found, quick=options.quick)
        finally:
            bench.close()
    Console(width=None if sys.stdout.isatty() else 160).print(_table(found))
    return 0


def _table(found: list[Figure]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("what")
    table.add_column("value", justify="right")
    for column in ("unit", "wanted", "note"):
        table.add_column(column)
    for each in found:
        table.add_row(each.name, _number(each.value), each.unit, each.wanted, each.note)
    return table


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _write(file: Path, about: dict[str, object], found: list[Figure], *, quick: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": about, "quick": quick, "figures": [asdict(each) for each in found]}
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

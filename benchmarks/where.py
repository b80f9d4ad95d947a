"""Where a load's time goes: the database's processor seconds, by the function that asked for them.

`python -m benchmarks.where forwards --rows 120000` loads a file of `benchmarks.load_files` into a
database that has just been started (`--neo4j`: a Neo4j) and prints what each function's statements
took of it, what the commits took, and what Java took to compile them and to collect garbage, which
goes on beside them. Only on Linux, which tells the processor time of a thread by its name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks.load_files import FILES
from benchmarks.workbench import Served, embedded, neo4j
from graph.database import Database, Rows, Transaction
from loaders.load import load_file

_COMPILER, _COLLECTOR = "Java: compiling", "Java: collecting garbage"
_THREADS: Final = {"C1 ": _COMPILER, "C2 ": _COMPILER, "GC ": _COLLECTOR}
_WORK: Final = "work"
T = TypeVar("T")


def main() -> None:
    """Load, and print a line for each function."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.where", description=__doc__)
    parser.add_argument("kind", choices=list(FILES))
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--neo4j", action="store_true", help="Into a Neo4j of its own.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ampnet-where-") as name:
        folder = Path(name)
        files = FILES[options.kind](folder, options.rows)
        with (neo4j if options.neo4j else embedded)(folder / "home") as served:
            before, ours = _threads(served), time.process_time()
            with _Watched(served) as database:
                for file in files:
                    load_file(database, file, quarantine=folder / "quarantine")
            found = database.found
            after = _threads(served)
            found |= {name: after[name] - before[name] for name in (_COMPILER, _COLLECTOR)}
            found["the loader"] = time.process_time() - ours
    _print(found)


class _Watched(Database):
    """A database whose statements are timed."""

    def __init__(self, served: Served) -> None:
        super().__init__(served.database.connection)
        self.found: defaultdict[str, float] = defaultdict(float)
        self._served = served

    def write(self, work: Callable[[Transaction], T], *, timeout: float | None = None) -> T:
        last = 0.0

        def watched(tx: Transaction) -> T:
            nonlocal last
            result = work(_Statements(tx, self._served, self.found))
            last = _threads(self._served)[_WORK]
            return result

        result = super().write(watched, timeout=timeout)
        self.found["commit"] += _threads(self._served)[_WORK] - last
        return result


class _Statements(Transaction):
    """A transaction whose statements are counted for the functions that run them."""

    def __init__(self, tx: Transaction, served: Served, found: dict[str, float]) -> None:
        self._inner, self._served, self._found = tx, served, found  # nothing else is used

    def run(self, statement: str, /, **parameters: Any) -> Rows:
        asked = sys._getframe(1)
        name = f"{asked.f_globals['__name__']}.{asked.f_code.co_name}"
        before = _threads(self._served)[_WORK]
        rows = self._inner.run(statement, **parameters)
        self._found[name] += _threads(self._served)[_WORK] - before
        return rows


def _threads(served: Served) -> dict[str, float]:
    """Return the processor seconds of the server's threads, by what they are for."""
    found: defaultdict[str, float] = defaultdict(float)
    for thread in served.process.threads():
        try:
            name = Path(f"/proc/{served.process.pid}/task/{thread.id}/comm").read_text("utf-8")
        except OSError:  # it has ended
            continue
        found[_THREADS.get(name[:3], _WORK)] += thread.user_time + thread.system_time
    return found


def _print(found: dict[str, float]) -> None:
    table = Table("function", box=None, header_style="bold", pad_edge=False)
    table.add_column("processor s", justify="right")
    for name, seconds in sorted(found.items(), key=lambda item: -item[1]):
        if seconds >= 0.05:
            table.add_row(name, f"{seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()

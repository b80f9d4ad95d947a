"""Databases and graphs that several benchmarks use, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

import polars as pl
import psutil

from benchmarks.figures import Spent, peak_megabytes, spent
from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from graph.settings import Settings
from graph.snapshot import Snapshot
from loaders.load import load_file
from tests.support import neo4j_server
from tests.support.leash import Leash

FORWARDS = (
    Path(__file__).resolve().parents[1] / "../shared/data/forwards/telegram_forward_events.parquet"
)
QUICK_FORWARDS = 60_000
HEAP = "2g"

# The tests' Neo4j is set up to start fast; to be measured it gets what one would give it.
NEO4J_JAVA = (
    "-XX:+UseParallelGC",
    f"-Xmx{HEAP}",
    *(option for option in neo4j_server.JAVA_OPTIONS if option.startswith("--add-opens")),
)
NEO4J_PAGE_CACHE = "512m"


class NoDataError(Exception):
    """The data that a benchmark reads are not beside the checkout; the message says which."""


@dataclass(frozen=True)
class Served:
    """A database that was started for measuring.

    Attributes:
        name: `embedded` or `neo4j`.
        database: Empty at first, with its constraints and indexes.
        process: The server.
        variables: The `AMPNET_*` variables that make `ampnet` itself use it.
        now: Returns the server's process, which is another one after `ampnet load --bulk`.
    """

    name: str
    database: Database
    process: psutil.Process
    variables: dict[str, str] = field(repr=False)
    now: Callable[[], psutil.Process]


@dataclass(frozen=True)
class Loaded:
    """What loading the forwards took."""

    rows: int
    spent: Spent
    peak_megabytes: float


class Workbench:
    """What is measured on.

    Args:
        folder: An empty folder for everything.
        quick: A part of the data, fewer runs.
    """

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self.runs = 3 if quick else 7
        self._open = ExitStack()

    def close(self) -> None:
        """Stop what was started."""
        self._open.close()

    @property
    def settings(self) -> Settings:
        """Settings that lead to the embedded server of `forwards`."""
        return Settings(home=self.folder / "home", neo4j_uri=None)

    @cached_property
    def forwards_file(self) -> Path:
        """The forwards, or the first of them.

        Raises:
            NoDataError: They are not there.
        """
        if not FORWARDS.exists():
            raise NoDataError(f"{FORWARDS.name} is not beside the checkout")
        if not self.quick:
            return FORWARDS
        part = self.folder / "telegram_forwards.parquet"
        pl.scan_parquet(FORWARDS).head(QUICK_FORWARDS).collect().write_parquet(part)
        return part

    @cached_property
    def forwards(self) -> tuple[Served, Loaded]:
        """The embedded server with the forwards in it, and what loading them took."""
        served = self._open.enter_context(embedded(self.settings.home))
        return served, load_forwards(served, self.forwards_file, self.folder / "quarantine")

    @cached_property
    def snapshot(self) -> Snapshot:
        """The forwards as a snapshot, from the cache where it is there."""
        served, _ = self.forwards
        return Snapshot.open(served.database, self.settings.cache)


def load_forwards(served: Served, file: Path, quarantine: Path) -> Loaded:
    """Load the forwards as anybody would: end to end, from the file to the last commit."""
    with spent(served.process) as taken:
        report = load_file(served.database, file, quarantine=quarantine, dataset="forwards")
    assert report.format == "telegram-forwards", report
    assert report.quarantined == 0, report
    return Loaded(report.rows_read, taken, peak_megabytes(served.process))


@contextmanager
def embedded(home: Path) -> Iterator[Served]:
    """Run an embedded server of our own."""
    server = EmbeddedServer(home, heap=HEAP)
    pid = server.start().pid
    assert pid is not None
    leash = Leash(pid)  # nothing is left behind, not even by a kill
    try:
        with Database(server.owner()) as database:
            schema.prepare(database)
            variables = {"AMPNET_HOME": str(home), "AMPNET_EMBEDDED_HEAP": HEAP}
            yield Served(
                "embedded",
                database,
                psutil.Process(pid),
                variables,
                lambda: psutil.Process(server.status().pid),
            )
    finally:
        server.stop()
        leash.release()


@contextmanager
def neo4j(home: Path) -> Iterator[Served]:
    """Run a Neo4j community server of our own.

    Raises:
        MissingError: Java, Maven or the jars are missing.
    """
    settings = {**neo4j_server.SETTINGS, "server.memory.pagecache.size": NEO4J_PAGE_CACHE}
    with (
        patch.object(neo4j_server, "JAVA_OPTIONS", NEO4J_JAVA),
        patch.object(neo4j_server, "SETTINGS", settings),
    ):
        server = neo4j_server.Neo4jServer(home)
        try:
            connection = server.connection()
            mine = psutil.Process().children(recursive=True)
            process = next(p for p in mine if f"--home-dir={home}" in _arguments(p))
            with Database(connection) as database:
                schema.prepare(database)
                variables = {
                    "AMPNET_HOME": str(home.with_name(f"{home.name}-home")),
                    "AMPNET_NEO4J_URI": connection.uri,
                    "AMPNET_NEO4J_USER": connection.user,
                    "AMPNET_NEO4J_PASSWORD": connection.password,
                    "AMPNET_NEO4J_DATABASE": connection.database,
                }
                yield Served("neo4j", database, process, variables, lambda: process)
        finally:
            server.stop()


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has ended, as the embedded server before it has
        return []

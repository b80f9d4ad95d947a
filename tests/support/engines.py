"""The databases that a test runs on: the embedded one and Neo4j, started once and emptied often."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from graph.database import Connection, Database
from graph.embedded import EmbeddedServer
from tests.support.leash import Leash
from tests.support.missing import MissingError
from tests.support.neo4j_server import START_SECONDS, Neo4jServer
from tests.support.own_ports import reserve

Name = Literal["embedded", "neo4j"]
NAMES: tuple[Name, ...] = ("embedded", "neo4j")

JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1",)
"""The first tier of the compiler alone: no test's server lives to gain by the second's work."""

EMPTYING_BATCH = 10_000
"""Nodes deleted per transaction: as fast as one large one, and it fits a small heap."""


@dataclass(frozen=True)
class Engine:
    """One database that the tests may empty.

    Attributes:
        name: `embedded` or `neo4j`.
        owner: The user that may change schema and data.
        reader: The user that may only read; None on Neo4j community, which has no roles.
        variables: The `AMPNET_*` variables that make ampnet itself use this database.
    """

    name: Name
    owner: Connection
    reader: Connection | None
    variables: dict[str, str] = field(repr=False)


class Engines:
    """Starts each engine when it is first asked for, and stops them all at the end."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ampnet-tests-"))
        self._known: dict[Name, Engine] = {}
        self._missing: MissingError | None = None
        self._neo4j = Neo4jServer(self._folder / "neo4j")
        self._embedded = EmbeddedServer(
            reserve(self._folder / "embedded"), heap="1g", java_options=JAVA_OPTIONS
        )
        self._leash: Leash | None = None

    def get(self, name: Name) -> Engine:
        """Return the engine, started.

        Raises:
            MissingError: This machine lacks what it takes.
        """
        if name not in self._known:
            self._known[name] = self._start_embedded() if name == "embedded" else self._find_neo4j()
        return self._known[name]

    def begin_neo4j(self) -> None:
        """Let Neo4j start while other tests run; what is missing is told to who asks for it."""
        if not named_neo4j():
            try:
                self._neo4j.begin()
            except MissingError as missing:
                self._missing = missing

    def stop(self) -> None:
        """Stop what was started and delete its data."""
        self._neo4j.stop()
        if self._leash is not None:
            self._leash.release()
        else:
            self._embedded.stop(timeout=5)  # interrupted while it started, or never asked for
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start_embedded(self) -> Engine:
        pid = self._embedded.start(START_SECONDS).pid
        assert pid is not None
        self._leash = Leash(pid)
        variables = {
            "AMPNET_HOME": str(self._embedded.home.root),
            "AMPNET_EMBEDDED_JAVA": " ".join(JAVA_OPTIONS),
        }
        return Engine("embedded", self._embedded.owner(), self._embedded.reader(), variables)

    def _find_neo4j(self) -> Engine:
        if self._missing is not None:  # looking again, for each test, would take minutes
            raise self._missing
        owner = named_neo4j() or self._neo4j.connection()
        variables = {
            "AMPNET_HOME": str(self._folder / "home-beside-neo4j"),
            "AMPNET_NEO4J_URI": owner.uri,
            "AMPNET_NEO4J_USER": owner.user,
            "AMPNET_NEO4J_PASSWORD": owner.password,
            "AMPNET_NEO4J_DATABASE": owner.database,
        }
        return Engine("neo4j", owner, None, variables)


def named_neo4j() -> Connection | None:
    """Return the Neo4j that `AMPNET_TEST_NEO4J_URI` names, if it does.

    Raises:
        pytest.UsageError: Nobody said that it may be emptied.
    """
    uri = os.environ.get("AMPNET_TEST_NEO4J_URI")
    if not uri:
        return None
    if os.environ.get("AMPNET_TEST_NEO4J_WIPE") != "1":
        raise pytest.UsageError(
            "AMPNET_TEST_NEO4J_URI names a database that the tests would EMPTY, again and again. "
            "If everything in it may be deleted, say so with AMPNET_TEST_NEO4J_WIPE=1."
        )
    return Connection(
        uri,
        os.environ.get("AMPNET_TEST_NEO4J_USER", "neo4j"),
        os.environ.get("AMPNET_TEST_NEO4J_PASSWORD", ""),
        os.environ.get("AMPNET_TEST_NEO4J_DATABASE", "neo4j"),
    )


def empty(database: Database, batch: int = EMPTYING_BATCH) -> None:
    """Delete every node and relationship, `batch` nodes at a time; the schema stays."""
    statement = f"MATCH (n) WITH n LIMIT {batch} DETACH DELETE n RETURN count(*) AS deleted"
    while database.execute(statement).rows[0][0]:
        pass

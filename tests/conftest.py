"""Fixtures of all tests: real databases, emptied for each test; plain words on what is missing.

- `database` is an empty graph with the owner's rights; a test that uses it runs once on the
  embedded engine and once on Neo4j.
- `engine` says which one that is and how to reach it, for tests that open it their own way.
- `module_database` is the same for a whole module of tests that only read what they load once.
- `embedded_home` is a folder for a test that starts and stops an embedded server of its own.
- `tests/browser/conftest.py` has `browser`, `page` and `traffic`.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from tests.support import closing
from tests.support.engines import NAMES, Engine, Engines, Name, empty, named_neo4j
from tests.support.missing import MissingError
from tests.support.needs import lack, required

MOST_WORKERS = 4

# A busy machine is no fault of what is tested; what is slow by itself stops at pytest's timeout.
# The same examples each time, so that a change is judged by what it changes; to look for others:
# AMPNET_TEST_SEED=7 make test ARGS="tests/unit --hypothesis-seed=7".
settings.register_profile(
    "ampnet",
    deadline=None,
    database=None,
    derandomize="AMPNET_TEST_SEED" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)

ENGINES = pytest.StashKey[Engines]()


def pytest_configure() -> None:
    """Refuse settings that cannot be meant, and end in order when a run is called off."""
    required()
    named_neo4j()
    settings.load_profile("ampnet")
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker a core, each with servers of its own, but few; one for somebody's database."""
    return 0 if named_neo4j() else min(os.cpu_count() or 1, MOST_WORKERS)


def pytest_report_header() -> str | None:
    """Say loudly that somebody's own database is used."""
    if named := named_neo4j():
        return f"Neo4j: {named.uri}, database {named.database}: EVERYTHING IN IT IS DELETED"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let Neo4j start while the tests before its own run."""
    if session.config.option.collectonly:
        return
    if any(item.get_closest_marker("neo4j") for item in session.items):
        _engines(session.config).begin_neo4j()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Close with what was not run."""
    closing.write(terminalreporter)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers."""
    if engines := config.stash.get(ENGINES, None):
        engines.stop()


def _engines(config: pytest.Config) -> Engines:
    if ENGINES not in config.stash:
        config.stash[ENGINES] = Engines()
    return config.stash[ENGINES]


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(name, marks=pytest.mark.neo4j if name == "neo4j" else ()) for name in NAMES
    ],
)
def served(request: pytest.FixtureRequest) -> Engine:
    """One of the engines, started; whatever the last test left is in it."""
    name: Name = request.param
    try:
        return _engines(request.config).get(name)
    except MissingError as missing:
        lack(name, missing)


@contextmanager
def _emptied(engine: Engine) -> Iterator[Database]:
    with Database(engine.owner) as database:
        empty(database)
        schema.prepare(database)
        yield database


@pytest.fixture
def database(served: Engine) -> Iterator[Database]:
    """An empty graph with its constraints and indexes, and the owner's rights."""
    with _emptied(served) as emptied:
        yield emptied


@pytest.fixture(scope="module")
def module_database(served: Engine) -> Iterator[Database]:
    """The same, emptied once for a module: for tests that load once and then only read."""
    with _emptied(served) as emptied:
        yield emptied


@pytest.fixture
def engine(served: Engine, database: Database) -> Engine:
    """The engine of `database`: its name, its users and the variables that name it."""
    return served


@pytest.fixture
def embedded_home(tmp_path: Path) -> Iterator[Path]:
    """A folder for an embedded server of the test's own, which is stopped afterwards."""
    home = tmp_path / "home"
    yield home
    EmbeddedServer(home).stop(timeout=5)

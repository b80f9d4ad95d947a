"""The REST interface as it runs for a user: a real server and socket over a real database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.listening import bind
from api.serve import server
from graph import schema
from graph.database import Database
from graph.settings import Settings
from loaders.sample import load_sample
from tests.support.engines import Engine, empty

_HELD: dict[str, tuple[Any, ...]] = {}
"""State of each engine right after the sample was loaded."""


def settings_of(engine: Engine, **more: Any) -> Settings:
    """The settings that make ampnet use an engine."""
    named = {k.removeprefix("AMPNET_").lower(): v for k, v in engine.variables.items()}
    return Settings(**{**named, **more})


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """Serve in a thread; yield a client of it."""
    with bind("127.0.0.1", 0) as listening:
        running = server(settings)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not running.started and thread.is_alive():
                time.sleep(0.01)
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=240, trust_env=False) as client:
                yield client
        finally:
            running.should_exit = True
            thread.join()


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    """A document that is there."""
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def pages(client: httpx.Client, path: str, **query: Any) -> list[Any]:
    """Walk through all pages of a list."""
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(client, path, **query, **cursor)
        assert {"items", "nextCursor", "total", "truncated"} <= page.keys()
        assert page["truncated"] is (page["nextCursor"] is not None)
        items += page["items"]
        if page["nextCursor"] is None:
            assert len(items) == page["total"]
            return items
        cursor = {"cursor": page["nextCursor"]}


def is_problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Check that an answer is a problem document, with nothing of ours inside, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"/docs#problem-{slug}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["requestId"] == answer.headers["x-request-id"]
    for inside in ("Traceback", 'File "', "site-packages", "neo4j.exceptions"):
        assert inside not in answer.text
    return problem


def hold_sample(engine: Engine, quarantine: Path) -> None:
    """See to it that the database holds the sample and nothing else; loaded once for all."""
    with Database(engine.owner) as database:
        if _HELD.get(engine.name) == _state(database):
            return
        empty(database)
        schema.prepare(database)
        for report in load_sample(database, quarantine):
            assert report.state == "complete", report
        _HELD[engine.name] = _state(database)


def _state(database: Database) -> tuple[Any, ...]:
    """What tells that nobody emptied or changed the graph in between."""
    graph = database.read("MATCH (g:Graph {id: 'graph'}) RETURN properties(g)").rows
    counts = database.read("MATCH (n) RETURN labels(n), count(*)").rows
    ties = database.read("MATCH ()-[r]->() RETURN type(r), count(*)").rows
    return graph, sorted(counts), sorted(ties)

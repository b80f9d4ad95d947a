"""What fails behind the interface: queries, code, the database. Nothing inside shows."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, is_problem, serving, settings_of
from tests.support.engines import JAVA_OPTIONS, Engine
from tests.support.own_ports import reserve

OWN_QUERY = """// {title}
//
// @param limit: integer = 25 — Most rows to return.
// @column x: integer — A number.
{statement}
"""


OWN = {
    "writes": "CREATE (n:Actor {id: 'x:written'}) RETURN 1 AS x LIMIT $limit",
    "drops": "MATCH (n:Actor) DETACH DELETE n RETURN 1 AS x LIMIT $limit",
    # Some seconds, no more: the embedded engine goes on with it after the answer.
    "runaway": "MATCH (a:Actor), (b:Actor) WHERE a.name + b.name CONTAINS a.id + b.id "
    "RETURN count(*) AS x LIMIT $limit",
    "broken": "MATCH (a RETURN a LIMIT $limit",
}


@pytest.fixture(scope="module")
def settings(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    queries = tmp_path_factory.mktemp("queries")
    for name, statement in OWN.items():
        text = OWN_QUERY.replace("{title}", name).replace("{statement}", statement)
        (queries / f"{name}.cypher").write_text(text, encoding="utf-8")
    return settings_of(served, queries=queries)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


@pytest.mark.parametrize("name", ["writes", "drops"])
def test_a_query_that_writes_is_refused(client: httpx.Client, served: Engine, name: str) -> None:
    with Database(served.owner) as database:
        before = database.read("MATCH (a:Actor) RETURN count(a)").rows
        for _ in range(2):
            problem = is_problem(client.get(f"/v1/queries/{name}/run"), 403, "refused")
            assert problem["detail"]
        assert database.read("MATCH (a:Actor) RETURN count(a)").rows == before


def test_a_runaway_query_ends_at_its_limit(client: httpx.Client) -> None:
    is_problem(client.get("/v1/queries/runaway/run?timeout=0.3"), 504, "timeout")
    assert client.get("/v1/queries/who-amplifies/run").status_code == 200


def test_a_broken_query_says_so(client: httpx.Client) -> None:
    is_problem(client.get("/v1/queries/broken/run"), 422, "invalid-query")


def test_what_nobody_foresaw_shows_nothing_inside(
    settings: Settings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """A cache folder that is a file's name: the fault is real, and lies outside of any check."""
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "own.cypher").mkdir()
    with serving(settings.model_copy(update={"queries": tmp_path / "queries"})) as client:
        answer = client.get("/v1/queries")
        problem = is_problem(answer, 500, "internal-error")
        assert str(tmp_path) not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert problem["requestId"] in caplog.text


def test_many_at_once(client: httpx.Client) -> None:
    """Computations do not starve quick answers."""
    address = str(client.base_url)
    states: list[int] = []

    def ask(path: str) -> None:
        states.append(httpx.get(f"{address}{path}", timeout=240).status_code)

    views = [threading.Thread(target=ask, args=[f"/v1/view?maxNodes={20 + k}"]) for k in range(12)]
    for thread in views:
        thread.start()
    for _ in range(5):
        assert client.get("/v1/paths?source=x:rt_com&target=x:cgtnofficial").status_code == 200
    for thread in views:
        thread.join()
    assert states == [200] * len(views)


def test_a_database_that_goes_and_comes_back(embedded_home: Path) -> None:
    server = EmbeddedServer(embedded_home, heap="512m", java_options=JAVA_OPTIONS)
    with serving(Settings(home=embedded_home)) as client:
        problem = is_problem(client.get("/ready"), 503, "database-unavailable")
        assert "ampnet up" in problem["remedy"]
        assert client.get("/health").status_code == 200
        assert "not running" in client.get("/").text
        reserve(embedded_home)
        server.start(240)
        with Database(server.owner()) as database:
            schema.prepare(database)
            database.execute("CREATE (:Actor {id: 'x:somebody', name: 'Somebody'})")
        assert client.get("/v1/actors/@somebody").status_code == 200
        pid = server.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        answer = client.get("/v1/runs")
        is_problem(answer, 503, "database-unavailable")
        assert answer.headers["retry-after"]
        server.start(240)
        assert client.get("/v1/actors/@somebody").status_code == 200
        assert client.get("/v1/runs").status_code == 200

"""Whatever goes wrong, the answer is a problem document, and nothing inside shows."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.problem_kinds import KINDS
from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import JAVA_OPTIONS, Engine

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


def is_problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
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


HOSTILE = {
    "NUL": "x:a%00b",
    "half a character": "%ED%A0%80",
    "not UTF-8": "%FF%FE",
    "right to left": "%E2%80%AEx:evil",
    "Cypher": "x:a'%20OR%20true%20DETACH%20DELETE%20n%20//",
    "HTML": "<script>alert(1)</script>",
    "dots": "..%2F..%2Fetc%2Fpasswd",
    "braces": "%7B%7B7*7%7D%7D",
    "digits": "9" * 400,
    "newline": "a%0d%0aSet-Cookie:%20a=b",
    "long, of one letter": "x:" + "a" * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_ids_are_unknown(client: httpx.Client, text: str) -> None:
    for path in (
        f"/v1/actors/{text}",
        f"/v1/actors/{text}/neighbours",
        f"/v1/paths?source={text}&target=x:rt_com",
        f"/v1/paths?source=x:rt_com&target=x:cgtnofficial&avoid={text}",
        f"/v1/evidence?source={text}&target={text}",
        f"/v1/subgraph?center={text}",
        f"/v1/view?center={text}",
    ):
        answer = client.get(path)
        if "%0d%0a" in path.partition("?")[0]:
            is_problem(answer, 404, "not-found")  # no address has line breaks
        else:
            problem = is_problem(answer, 404, "unknown-id")
            assert isinstance(problem["suggestions"], list)
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_find_nothing_or_something_harmless(client: httpx.Client, text: str) -> None:
    for path in (
        f"/v1/actors?q={text[:200]}",
        f"/v1/actors?platform={text[:20]}",
        f"/v1/overview?kind={text[:40]}&dataset={text[:200]}",
        f"/v1/runs?dataset={text[:200]}",
        f"/v1/communities?kind={text[:40]}",
        f"/v1/subgraph?dataset={text[:200]}",
        f"/v1/evidence?source=x:rt_com&target=x:rt_com&kind={text[:40]}",
        f"/v1/queries/who-amplifies/run?actor={text}",
        f"/v1/queries/{text[:100]}",
    ):
        answer = client.get(path)
        assert answer.status_code in {200, 404, 422}, (path, answer.text)
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_view_of_hostile_parameters_runs_nothing(client: httpx.Client) -> None:
    answer = client.get("/v1/view", params={"dataset": "</script><script>alert(1)</script>"})
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/actors?limit=0", "limit"),
        ("/v1/actors?limit=1001", "limit"),
        ("/v1/actors?limit=ten", "limit"),
        ("/v1/actors?country=China", "country.0"),
        ("/v1/actors?role=Robot", "role.0"),
        ("/v1/actors?" + "&".join(["role=Outlet"] * 21), "role"),
        (f"/v1/actors?q={'a' * 201}", "q"),
        (f"/v1/actors/{'a' * 513}", "id"),
        ("/v1/overview?since=1645660800", "since"),
        ("/v1/overview?since=yesterday", "since"),
        ("/v1/overview?since=0001-01-01T00:00:00%2B10:00", "since"),
        ("/v1/overview?minCount=0", "minCount"),
        ("/v1/overview?minCount=99999999999999999999", "minCount"),
        ("/v1/evidence?source=x:rt_com&target=x:rt_com&type=USES_MAGIC", "type"),
        ("/v1/paths?source=x:rt_com", "target"),
        ("/v1/paths?source=x:rt_com&target=x:rt_com&maxHops=0", "maxHops"),
        ("/v1/paths?source=x:rt_com&target=x:rt_com&flow=upwards", "flow"),
        ("/v1/paths?source=x:rt_com&target=x:rt_com&type=PUBLISHED", "type.0"),
        ("/v1/communities?resolution=0", "resolution"),
        ("/v1/communities?resolution=nan", "resolution"),
        ("/v1/communities?resolution=inf", "resolution"),
        ("/v1/communities?seed=-1", "seed"),
        ("/v1/communities/0/members", "number"),
        ("/v1/communities/one/members", "number"),
        ("/v1/view?colourBy=mood", "colourBy"),
        ("/v1/view?maxNodes=5001", "maxNodes"),
        ("/v1/subgraph?center=x:rt_com&hops=9", "hops"),
        (f"/v1/runs?cursor={'a' * 201}", "cursor"),
        ("/v1/queries/who-amplifies/run?rows=0", "rows"),
        ("/v1/queries/who-amplifies/run?timeout=31", "timeout"),
    ],
)
def test_what_does_not_fit_is_named(client: httpx.Client, path: str, name: str) -> None:
    problem = is_problem(client.get(path), 422, "bad-parameter")
    assert name in {error["name"] for error in problem["errors"]}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/overview?since=2022-01-01&until=2021-01-01",
        "/v1/paths?source=x:rt_com&target=x:cgtnofficial&weight=strength&maxHops=3",
        "/v1/subgraph?center=x:rt_com&community=1",
        "/v1/queries/who-amplifies/run?limit=-1",
        "/v1/queries/who-amplifies/run?actr=x:rt_com",
        "/v1/queries/who-amplifies/run?actor=a&actor=b",
        "/v1/queries/who-amplifies/run?actor=a%00b",
    ],
)
def test_what_has_no_meaning_is_explained(client: httpx.Client, path: str) -> None:
    is_problem(client.get(path), 422, "bad-parameter")


def test_near_matches_are_suggested(client: httpx.Client) -> None:
    problem = is_problem(client.get("/v1/actors/x:cgtnoficial"), 404, "unknown-id")
    assert "x:cgtnofficial" in problem["suggestions"]
    problem = is_problem(client.get("/v1/queries/who-amplify"), 404, "unknown-id")
    assert "who-amplifies" in problem["suggestions"]
    is_problem(client.get("/v1/communities/9999/members"), 404, "unknown-id")
    is_problem(client.get("/v1/view?community=9999"), 404, "unknown-id")


def test_addresses_and_methods(client: httpx.Client) -> None:
    for path in ("/v1", "/v1/", "/v2/actors", "/v1/runs/", "/%00", "/%ED%A0%80", "/docs/"):
        is_problem(client.get(path), 404, "not-found")
    is_problem(client.get("/v1/actors/"), 422, "bad-parameter")
    for method, path in (
        ("DELETE", "/v1/actors"),
        ("PUT", "/v1/queries"),
        ("OPTIONS", "/v1/overview"),
        ("POST", "/v1/overview"),
        ("GET", "/v1/snapshot/refresh"),
        ("BREW", "/health"),
    ):
        answer = client.request(method, path)
        is_problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"]
        assert "access-control-allow-origin" not in answer.headers
    head = client.head("/v1/overview")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "MQ", "-1", "é", "9" * 200, "=" * 10])
def test_cursors_that_are_none(client: httpx.Client, cursor: str) -> None:
    for path in ("/v1/actors", "/v1/runs", "/v1/communities", "/v1/queries"):
        is_problem(client.get(f"{path}?cursor={cursor}"), 400, "bad-cursor")


def test_a_cursor_goes_with_its_own_question(client: httpx.Client) -> None:
    cursor = client.get("/v1/actors?limit=1&role=Outlet").json()["nextCursor"]
    assert client.get(f"/v1/actors?limit=5&role=Outlet&cursor={cursor}").status_code == 200
    for path in ("/v1/actors?", "/v1/actors?role=Diplomat&", "/v1/runs?", "/v1/communities?"):
        is_problem(client.get(f"{path}cursor={cursor}"), 400, "bad-cursor")


def test_long_addresses_and_large_bodies(client: httpx.Client) -> None:
    for path in (f"/v1/actors?q={'a' * 9_000}", f"/v1/actors/{'a' * 9_000}"):
        is_problem(client.get(path), 414, "address-too-long")
    with socket.create_connection(("127.0.0.1", client.base_url.port), timeout=10) as raw:
        raw.sendall(b"GET /v1/actors?q=" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert raw.recv(20).startswith(b"HTTP/1.1 414 ")
    path = "/v1/queries/who-amplifies/run"
    large = json.dumps({"parameters": {"actor": "a" * 1_100_000}}).encode()
    headers = {"content-type": "application/json"}
    is_problem(client.post(path, content=large, headers=headers), 413, "body-too-large")
    chunks = (large[k : k + 50_000] for k in range(0, len(large), 50_000))
    is_problem(client.post(path, content=chunks, headers=headers), 413, "body-too-large")
    problem = client.post(path, json={"parameters": {"actor": "a" * 100_000}})
    is_problem(problem, 422, "bad-parameter")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b'{"parameters": []}', 422),
        (b'{"parameters": {"actor": 5}}', 422),
        (b'{"parameters": {"actor": {"a": 1}}}', 422),
        (b'{"parameters": {"actor": ["x:rt_com"]}}', 422),
        (b'{"parameters": {"actor": "\\ud800"}}', 422),
        (b'{"parameters": {"\\ud800": "a"}}', 422),
        (b'{"parameters": {"limit": 1e999}}', 422),
        (b'{"parameters": {"limit": true}}', 422),
        (b'{"rows": 0}', 422),
        (b'{"timeout": -1}', 422),
        (b'{"timeout": NaN}', 422),
    ],
)
def test_bodies_that_do_not_fit(client: httpx.Client, body: bytes, status: int) -> None:
    answer = client.post(
        "/v1/queries/who-amplifies/run",
        content=body,
        headers={"content-type": "application/json"},
    )
    is_problem(answer, status, "bad-request" if status == 400 else "bad-parameter")


@pytest.mark.parametrize(
    ("host", "welcome"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("127.0.0.1:1", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8000", False),
        ("localhost@evil.example", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_answered(
    client: httpx.Client, host: str, welcome: bool
) -> None:
    for path in ("/health", "/", "/v1/overview", "/nowhere"):
        answer = client.get(path, headers={"host": host})
        if not welcome:
            is_problem(answer, 421, "foreign-host")
        else:
            assert answer.status_code == (404 if path == "/nowhere" else 200)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://localhost:1"},  # another program of this machine has pages too
        {"origin": "http://[evil"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_pages_of_other_sites_may_not_post(client: httpx.Client, headers: dict[str, str]) -> None:
    is_problem(client.post("/v1/snapshot/refresh", headers=headers), 403, "foreign-origin")
    assert "access-control-allow-origin" not in client.get("/health", headers=headers).headers


CLICKED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}


def test_pages_of_other_sites_start_no_computation_but_their_links_are_followed(
    client: httpx.Client,
) -> None:
    asked = "/v1/communities?limit=1"
    for site in ("cross-site", "same-site"):
        foreign = {"sec-fetch-site": site}
        for how in (
            {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
            {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", "sec-fetch-user": "?1"},
            {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},  # a script opens it
            {},
        ):
            answer = client.get(asked, headers=foreign | how)
            is_problem(answer, 403, "foreign-origin")
        assert client.get(asked, headers=foreign | CLICKED).status_code == 200
    for site in ("none", "same-origin"):  # typed, or our own page
        assert client.get(asked, headers={"sec-fetch-site": site}).status_code == 200


def test_own_pages_may_post(client: httpx.Client) -> None:
    origin = str(client.base_url).rstrip("/")
    assert client.post("/v1/snapshot/refresh", headers={"origin": origin}).status_code == 200


def test_security_headers_stand_on_every_answer(client: httpx.Client) -> None:
    for path in ("/", "/docs", "/style.css", "/v1/overview", "/v1/view?maxNodes=3", "/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers
        assert len(headers["x-request-id"]) == 32
    assert client.get("/v1/overview").headers["content-encoding"] == "gzip"
    given = client.get("/health", headers={"x-request-id": "my-request-1"}).headers
    assert given["x-request-id"] == "my-request-1"
    forged = client.get("/health", headers={"x-request-id": "a b<script>"}).headers
    assert len(forged["x-request-id"]) == 32


@pytest.mark.parametrize("name", ["writes", "drops"])
def test_a_query_that_writes_is_refused(client: httpx.Client, served: Engine, name: str) -> None:
    with Database(served.owner) as database:
        before = database.read("MATCH (a:Actor) RETURN count(a)").rows
        for _ in range(2):
            problem = is_problem(client.get(f"/v1/queries/{name}/run"), 403, "refused")
            assert problem["detail"]
        assert database.read("MATCH (a:Actor) RETURN count(a)").rows == before


def test_a_runaway_query_ends_at_its_limit(client: httpx.Client) -> None:
    began = time.monotonic()
    is_problem(client.get("/v1/queries/runaway/run?timeout=0.3"), 504, "timeout")
    assert time.monotonic() - began < 5
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


def test_the_docs_explain_every_kind(client: httpx.Client) -> None:
    page = client.get("/docs").text
    for kind in KINDS:
        assert f'id="{kind.type.partition("#")[2]}"' in page


def test_raw_nonsense_does_no_harm(client: httpx.Client) -> None:
    port = client.base_url.port
    for sent in (b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
            raw.sendall(sent)
            assert b" 200 " not in raw.recv(100)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(b"GET /v1/overview HTTP/1.1\r\nHost: localhost\r\n\r\n")  # and is gone
    assert client.get("/health").status_code == 200


def test_many_at_once(client: httpx.Client) -> None:
    """Computations do not starve quick answers."""
    address = str(client.base_url)
    states: list[int] = []

    def ask(path: str) -> None:
        states.append(httpx.get(f"{address}{path}", timeout=60).status_code)

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
        server.start()
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
        server.start()
        assert client.get("/v1/actors/@somebody").status_code == 200
        assert client.get("/v1/runs").status_code == 200

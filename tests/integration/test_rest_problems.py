"""What cannot be meant is refused with a problem document that names it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from api.problem_kinds import KINDS
from tests.integration.rest_server import hold_sample, is_problem, serving, settings_of
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


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
        ("/v1/overview?sinse=2022-01-01", "sinse"),
        ("/v1/narratives/view?term=Ukraine", "term"),
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
    with socket.create_connection(("127.0.0.1", client.base_url.port), timeout=240) as raw:
        with suppress(OSError):  # it may be answered, and closed, before all is sent
            raw.sendall(b"GET /v1/actors?q=" + b"a" * 100_000)
            raw.sendall(b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
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


def test_the_docs_explain_every_kind(client: httpx.Client) -> None:
    page = client.get("/docs").text
    for kind in KINDS:
        assert f'id="{kind.type.partition("#")[2]}"' in page

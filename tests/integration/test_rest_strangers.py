"""Hostile words, foreign pages and raw bytes: answered as questions, or refused; nothing runs."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.rest_server import hold_sample, is_problem, serving, settings_of
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


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


def test_raw_nonsense_does_no_harm(client: httpx.Client) -> None:
    port = client.base_url.port
    for sent in (b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=240) as raw:
            raw.sendall(sent)
            assert b" 200 " not in raw.recv(100)
    with socket.create_connection(("127.0.0.1", port), timeout=240) as raw:
        raw.sendall(b"GET /v1/overview HTTP/1.1\r\nHost: localhost\r\n\r\n")  # and is gone
    assert client.get("/health").status_code == 200

"""An interface that others can reach: keys, scopes, rates, CORS, and who asked what."""

from __future__ import annotations

import base64
import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.keys import KeyStore
from graph.settings import Settings
from tests.integration.rest_server import serving

SITE = "https://notebook.example.org"
NAME = "graph.example.org"
RATE = 40
"""Requests a minute."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def store(home: Path) -> KeyStore:
    return KeyStore(home)


@pytest.fixture(scope="module")
def client(home: Path, store: KeyStore) -> Iterator[httpx.Client]:
    """No database: who may ask is decided before one is needed."""
    store.create("somebody", "read")
    settings = Settings(home=home, hosts=NAME, cors_origins=SITE, rate=RATE)
    with serving(settings) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def slug(answer: httpx.Response) -> str:
    kind: str = answer.json()["type"]
    return kind.removeprefix("/docs#problem-")


def audit(home: Path, key: str, count: int) -> list[dict[str, Any]]:
    """The lines of a key; the last is written just after its answer was sent."""
    deadline = time.monotonic() + 240
    while True:
        text = (home / "run" / "audit.jsonl").read_text(encoding="utf-8")
        found = [line for line in map(json.loads, text.splitlines()) if line["key"] == key]
        if len(found) >= count or time.monotonic() > deadline:
            return found
        time.sleep(0.02)


def test_without_a_key_only_health_is_answered(client: httpx.Client) -> None:
    assert client.get("/health").status_code == 200
    for path in ("/", "/docs", "/openapi.json", "/ready", "/v1/queries", "/nowhere", "/style.css"):
        answer = client.get(path)
        assert (answer.status_code, slug(answer)) == (401, "no-key"), path
        assert "Basic" in answer.headers["www-authenticate"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_key_opens_by_bearer_or_as_a_browsers_password(
    client: httpx.Client, store: KeyStore
) -> None:
    _, key = store.create("opens", "read")
    assert client.get("/v1/queries", headers=bearer(key)).status_code == 200
    word = base64.b64encode(f"anything:{key}".encode()).decode()
    assert client.get("/docs", headers={"authorization": f"Basic {word}"}).status_code == 200
    assert client.get("/docs", headers=bearer(key) | {"host": f"{NAME}:443"}).status_code == 200
    foreign = client.get("/docs", headers=bearer(key) | {"host": "evil.example"})
    assert foreign.status_code == 421


def test_scopes(client: httpx.Client, store: KeyStore) -> None:
    _, reads = store.create("reads", "read")
    _, writes = store.create("writes", "write")
    refused = client.post("/v1/snapshot/refresh", headers=bearer(reads))
    assert (refused.status_code, slug(refused)) == (403, "read-only-key")
    unknown = client.post("/v1/anything/new", headers=bearer(reads))
    assert (unknown.status_code, slug(unknown)) == (403, "read-only-key")
    # Let through by the door, and then without a database:
    assert client.post("/v1/snapshot/refresh", headers=bearer(writes)).status_code == 503
    asked = {"query": "RETURN 1 AS one"}
    assert client.post("/v1/cypher", json=asked, headers=bearer(reads)).status_code == 503


def test_a_key_that_reads_exports_and_ends_its_own_exports_only(
    client: httpx.Client, store: KeyStore
) -> None:
    keys = [store.create(name, scope)[1] for name, scope in
            (("asks", "read"), ("other", "read"), ("boss", "write"))]  # fmt: skip
    taken = client.post("/v1/export/gexf", headers=bearer(keys[0]))
    assert taken.status_code == 202, taken.text
    end = f"{taken.headers['location']}/cancel"
    refused = client.post(end, headers=bearer(keys[1]))
    assert (refused.status_code, slug(refused)) == (403, "read-only-key")
    assert all(client.post(end, headers=bearer(key)).status_code == 200 for key in keys[::2])
    posted = client.post("/v1/derivations", json={}, headers=bearer(keys[0]))
    assert (posted.status_code, slug(posted)) == (403, "read-only-key")


def test_a_revoked_key_is_refused_at_once(client: httpx.Client, store: KeyStore) -> None:
    key, shown = store.create("short", "read")
    assert client.get("/v1/queries", headers=bearer(shown)).status_code == 200
    store.revoke(key.id)
    assert client.get("/v1/queries", headers=bearer(shown)).status_code == 401


def test_who_asks_too_often_waits(client: httpx.Client, store: KeyStore) -> None:
    _, key = store.create("busy", "read")
    began = time.monotonic()
    answered = 0
    while (answer := client.get("/v1/queries", headers=bearer(key))).status_code == 200:
        answered += 1
    seconds = time.monotonic() - began
    assert RATE <= answered <= RATE + seconds * RATE / 60 + 1, "as many again come in a minute"
    assert (answer.status_code, slug(answer)) == (429, "too-many-requests")
    assert int(answer.headers["retry-after"]) >= 1
    _, other = store.create("calm", "read")
    assert client.get("/v1/queries", headers=bearer(other)).status_code == 200


def test_pages_of_named_sites_may_ask_and_no_others(client: httpx.Client, store: KeyStore) -> None:
    _, key = store.create("site", "read")
    asks = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    welcome = client.options("/v1/cypher", headers={"origin": SITE, **asks})
    assert welcome.headers["access-control-allow-origin"] == SITE
    foreign = client.options("/v1/cypher", headers={"origin": "https://evil.example", **asks})
    assert "access-control-allow-origin" not in foreign.headers
    asked: dict[str, Any] = {"json": {"query": "RETURN 1 AS one"}}
    answer = client.post("/v1/cypher", headers=bearer(key) | {"origin": SITE}, **asked)
    assert answer.status_code == 503
    evil = bearer(key) | {"origin": "https://evil.example"}
    assert slug(client.post("/v1/cypher", headers=evil, **asked)) == "foreign-origin"


def test_who_asked_what_is_written_down_without_what_was_meant(
    client: httpx.Client, store: KeyStore, home: Path
) -> None:
    key, shown = store.create("Ann", "read")
    client.get(
        "/v1/actors/x:secret-person/neighbours?direction=in&kind=secret-kind&secret-name=1",
        headers=bearer(shown) | {"x-request-id": "audited-1"},
    )
    query = "MATCH (a {id: 'x:secret-person'}) RETURN a.`secret-name` LIMIT 7"
    client.post("/v1/cypher", json={"query": query}, headers=bearer(shown))
    neighbours, cypher = audit(home, key.id, 2)
    text = (home / "run" / "audit.jsonl").read_text(encoding="utf-8")
    assert "secret" not in text
    assert shown not in text
    assert stat.S_IMODE((home / "run" / "audit.jsonl").stat().st_mode) == 0o600
    assert neighbours["requestId"] == "audited-1"
    assert neighbours["name"] == "Ann"
    assert neighbours["route"] == "/v1/actors/{id}/neighbours"
    assert neighbours["parameters"] == ["direction", "kind"]
    assert cypher["asked"] == "MATCH (a {id:?}) RETURN a.? LIMIT ?"
    assert cypher["status"] == 503
    assert client.get("/v1/queries").status_code == 401
    assert audit(home, "none", 1)[0]["status"] == 401


def test_figures_for_prometheus(client: httpx.Client, store: KeyStore) -> None:
    _, key = store.create("prometheus", "read")
    assert client.get("/metrics").status_code == 401
    for address in ("secret-1", "secret-2"):
        client.get(f"/v1/{address}/nowhere", headers=bearer(key))
    answer = client.get("/metrics", headers=bearer(key))
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    counted = {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for s in families["ampnet_requests"].samples
        if s.name == "ampnet_requests_total"
    }
    assert counted["GET", "(none)", "404"] >= 2
    assert "secret" not in answer.text
    assert families["ampnet_jobs_waiting"].samples[0].value == 0
    assert families["ampnet_requests_open"].samples[0].value == 1
    assert {"ampnet_request_seconds", "process_resident_memory_bytes"} <= families.keys()


def test_guessing_keys_is_slowed_down(client: httpx.Client, store: KeyStore) -> None:
    """The last one here: this address then has to wait."""
    states = []
    while 429 not in states:
        guess = bearer(f"ampnet_0_{len(states)}")
        states.append(client.get("/v1/queries", headers=guess).status_code)
    assert states[-2:] == [401, 429]
    assert client.get("/health").status_code == 200

"""Connections that stand still are broken off; those that come slowly, but come, are served."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from api import patience
from api.patience import SLOWEST, PatientProtocol
from graph.settings import Settings
from tests.integration.rest_server import serving

LOOK = 0.3
LEAST = int(LOOK * SLOWEST)
PATIENCE = 200
"""Seconds until something must have happened: a busy machine is no fault."""


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """An interface without a database that looks at its connections often."""
    monkeypatch.setattr(PatientProtocol, "look_seconds", LOOK)
    with serving(Settings(home=tmp_path, neo4j_uri=None)) as client:
        assert client.base_url.port is not None
        yield client.base_url.host, client.base_url.port


def drip(address: tuple[str, int], head: bytes, drop: bytes, every: float, most: float) -> float:
    """Send a head, then a drop now and then; seconds until the server broke it off."""
    began = time.monotonic()
    with socket.create_connection(address, timeout=0.01) as raw:
        try:
            raw.sendall(head)
            while time.monotonic() - began < most:
                time.sleep(every)
                raw.sendall(drop)
                try:
                    if raw.recv(65_536) == b"":
                        break
                except TimeoutError:
                    continue
        except OSError:
            pass
    return time.monotonic() - began


def test_who_sends_half_a_request_is_cut_off(address: tuple[str, int]) -> None:
    post = b"POST /v1/cypher HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    foreign = post.replace(b"localhost", b"evil.example")  # is answered before its body has come
    again = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /heal"  # on a kept connection
    halves = {
        "nothing": (b"", b""),
        "a head": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"b"),
        "a second head": (again, b"t"),
        "a body": (post, b"x"),
        "a body that nobody wants": (foreign, b"x"),
    }
    found: dict[str, float] = {}

    def attack(name: str, head: bytes, drop: bytes) -> None:
        found[name] = drip(address, head, drop, 0.05, PATIENCE)

    threads = [threading.Thread(target=attack, args=(n, *h)) for n, h in halves.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(found.values()) < PATIENCE, found
    assert httpx.get("http://{}:{}/health".format(*address), timeout=PATIENCE).status_code == 200


def test_who_sends_slowly_is_served(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As little as may come between two looks; which are put off until that much has come."""
    look = PatientProtocol._look
    looked = threading.Semaphore(0)

    def look_in_time(self: PatientProtocol) -> None:
        if self._came < LEAST:
            self._next = self.loop.call_later(0.01, self._look)
        else:
            look(self)
            looked.release()

    monkeypatch.setattr(PatientProtocol, "_look", look_in_time)

    def body() -> Iterator[bytes]:
        for _ in range(5):
            yield b" " * LEAST
            assert looked.acquire(timeout=PATIENCE)

    url = "http://{}:{}/v1/loads?name=a.csv".format(*address)
    answer = httpx.post(url, content=body(), timeout=PATIENCE)
    assert answer.status_code == 202, answer.text


def test_who_takes_nothing_of_an_answer_is_cut_off(address: tuple[str, int]) -> None:
    one = httpx.get("http://{}:{}/openapi.json".format(*address), timeout=PATIENCE)
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    asked, got = 40, 0
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        raw.connect(address)
        raw.settimeout(PATIENCE)
        raw.sendall(request * asked)
        ours, deadline = raw.getsockname(), time.monotonic() + PATIENCE
        while (ours, "ESTABLISHED") in {(c.raddr, c.status) for c in psutil.net_connections("tcp")}:
            assert time.monotonic() < deadline
            time.sleep(LOOK)
        with suppress(ConnectionResetError):
            while chunk := raw.recv(65_536):
                got += len(chunk)
    assert got < asked / 2 * len(one.content), "the system's own buffers hold a part"


def test_one_address_cannot_take_all_connections(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an address elsewhere is treated; this machine may have as many as it likes."""
    monkeypatch.setattr(PatientProtocol, "most_connections", 3)
    asked = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for elsewhere, answered in ((True, 3), (False, 6)):
        monkeypatch.setattr(patience, "is_loopback", lambda _, seen=elsewhere: not seen)
        with ExitStack() as stack:
            answers = 0
            for _ in range(6):
                raw = stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
                with suppress(OSError):
                    raw.sendall(asked)
                    answers += raw.recv(100).startswith(b"HTTP/1.1 200")
            assert answers == answered

"""The server as a process: where it listens, where it does not, and how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.exposure import ExposureError
from api.keys import KeyStore
from api.listening import ServeError
from api.serve import serve
from graph.settings import Settings
from tests.support.own_ports import own_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240
"""Until something must have happened: a busy machine is no fault."""
PROGRAM = """
import sys
from pathlib import Path
from api.serve import serve
from graph.settings import Settings
serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


@contextmanager
def process(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = own_port()
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), str(port)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                httpx.get(f"{address}/health", timeout=SECONDS)
                break
            except httpx.TransportError:
                assert started.poll() is None, started.stderr and started.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield started, address
    finally:
        started.kill()
        started.communicate()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "127.1.x"])
def test_without_keys_it_listens_on_this_machine_alone(host: str, tmp_path: Path) -> None:
    with pytest.raises(ExposureError, match="has no keys") as refused:
        serve(Settings(home=tmp_path, host=host, port=0))
    assert "ampnet keys create" in refused.value.remedy
    key, _ = KeyStore(tmp_path).create("gone", "read")
    KeyStore(tmp_path).revoke(key.id)
    with pytest.raises(ExposureError):
        serve(Settings(home=tmp_path, hosts="graph.example.org", port=0))


def test_a_taken_port_is_said_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServeError, match=f"Port {port} of 127.0.0.1 is taken") as refused:
            serve(Settings(home=tmp_path, port=port))
    assert "AMPNET_PORT" in refused.value.remedy


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none(port: int, tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="cannot be had"):
        serve(Settings(home=tmp_path, port=port))


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_lives_without_a_database_and_ends_when_asked(
    tmp_path: Path, asked: signal.Signals
) -> None:
    with process(tmp_path) as (started, address):
        assert quickest_answer(address) < 0.03
        assert httpx.get(f"{address}/ready", timeout=SECONDS).status_code == 503
        assert httpx.get(f"{address}/docs", timeout=SECONDS).status_code == 200
        started.send_signal(asked)
        _, said = started.communicate(timeout=SECONDS)
    assert started.returncode in {0, -asked}
    assert "Traceback" not in said


def quickest_answer(address: str) -> float:
    """Seconds; with Nagle's algorithm each takes 0.04 at least, however often one asks."""
    quickest = 1.0 * SECONDS
    with httpx.Client(base_url=address, timeout=SECONDS) as client:
        for _ in range(300):
            began = time.perf_counter()
            client.get("/health").raise_for_status()
            quickest = min(quickest, time.perf_counter() - began)
            if quickest < 0.03:
                break
    return quickest

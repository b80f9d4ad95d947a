"""One starter at a time, and ports that are free."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph.embedded import EmbeddedServerError, ports
from graph.embedded.lock import exclusive
from tests.support.own_ports import own_port

HOLD = """
import sys, time
from pathlib import Path
from graph.embedded.lock import exclusive
with exclusive(Path(sys.argv[1]), 60):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_held_lock_is_said_to_be_so_and_freed_when_its_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(EmbeddedServerError, match="Another process is starting or stopping"),
            exclusive(path, 0.1),
        ):
            pass
        holder.kill()
        with exclusive(path, 60):
            pass


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        port = own_port()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((ports.LOOPBACK, port))
        taken.listen()
        assert not ports.is_free(port)
        assert ports.choose(port) != port
    assert ports.is_free(port)
    assert ports.choose(None, port, 1) == port
    assert ports.choose(port, avoid=port) != port

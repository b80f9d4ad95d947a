"""The state file is believed only when the process it names is ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from graph.embedded.home import Home
from graph.embedded.state import MARK, ServerState, find_running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def _state(pid: int, created: float) -> ServerState:
    return ServerState(pid, created, bolt_port=1, http_port=2, version="3", heap="4g")


def test_it_comes_back_as_it_was_saved(home: Home) -> None:
    state = _state(1, 2.5)
    state.save(home)
    assert ServerState.load(home) == state


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "null", '{"no": "such"}'])
def test_a_damaged_file_is_no_hint(home: Home, text: str) -> None:
    home.state.write_text(text)
    assert ServerState.load(home) is None
    assert find_running(home) is None


def test_a_process_id_that_another_program_has_now(home: Home) -> None:
    me = psutil.Process()
    _state(me.pid, me.create_time()).save(home)  # right time, but not a server of this home
    assert find_running(home) is None
    _state(me.pid, me.create_time() - 100).save(home)
    assert find_running(home) is None


def test_a_process_that_does_not_exist(home: Home) -> None:
    _state(2**22 + 1, 0.0).save(home)
    assert find_running(home) is None


def _pretend(home: Home) -> subprocess.Popen[bytes]:
    """Start a process with the command line of a server; it only sleeps."""
    line = ["-Xmx4g", f"{MARK}{home.root}", "-Dampnet.engine=3", "-Darcadedb.bolt.port=1"]
    line.append("-Darcadedb.server.httpIncomingPort=2")
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", *line])


def test_a_server_whose_state_was_lost_is_found_by_its_mark(home: Home) -> None:
    process = _pretend(home)
    try:
        found = find_running(home)
        assert found is not None
        assert found == _state(process.pid, found.created)
        assert found.is_alive(home)
    finally:
        process.kill()
        process.wait()
    assert find_running(home) is None


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems keep dead children")
def test_a_dead_child_is_not_running_and_is_collected(home: Home) -> None:
    process = _pretend(home)
    found = find_running(home)
    assert found is not None
    process.kill()
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    assert not found.is_alive(home)
    assert not psutil.pid_exists(process.pid)
    process.wait()


def test_a_home_whose_path_begins_with_ours_is_another(home: Home) -> None:
    other = Home(home.root.with_name("home2"))
    other.prepare()
    process = _pretend(other)
    try:
        assert find_running(home) is None
    finally:
        process.kill()
        process.wait()

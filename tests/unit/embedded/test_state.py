"""The state file is believed only when the process it names is ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from graph.embedded.home import Home
from graph.embedded.state import MARK, ServerState, end, find_running


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


SLEEP = "import time; print(flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
# Starts what its input says, and never asks after it.
CARELESS = f"import json, subprocess, sys; subprocess.Popen(json.load(sys.stdin)); {SLEEP}"


def _line(home: Home, code: str = SLEEP) -> list[str]:
    """Return the command of a process that looks like a server of `home` and only sleeps."""
    marks = ["-Xmx4g", f"{MARK}{home.root}", "-Dampnet.engine=3", "-Darcadedb.bolt.port=1"]
    return [sys.executable, "-c", code, *marks, "-Darcadedb.server.httpIncomingPort=2"]


@contextmanager
def _running(command: list[str], given: str = "") -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(given)
        process.stdin.close()
        process.stdout.readline()  # it is up
        yield process
        process.kill()


def test_a_server_whose_state_was_lost_is_found_by_its_mark(home: Home) -> None:
    with _running(_line(home)) as process:
        found = find_running(home)
        assert found is not None
        assert found == _state(process.pid, found.created)
        assert found.is_alive(home)
    assert find_running(home) is None


def test_a_home_whose_path_begins_with_ours_is_another(home: Home) -> None:
    other = Home(home.root.with_name("home2"))
    with _running(_line(other)):
        assert find_running(home) is None
        assert find_running(other) is not None


def test_a_process_that_heeds_no_request_is_killed(home: Home) -> None:
    with _running(_line(home, DEAF)):
        found = find_running(home)
        assert found is not None
        end(found, home, seconds=0.2)
        assert find_running(home) is None


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems keep dead processes")
def test_a_dead_child_of_ours_is_collected(home: Home) -> None:
    with _running(_line(home)) as process:
        found = find_running(home)
        assert found is not None
        end(found, home, seconds=60)
        assert not psutil.pid_exists(process.pid)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems keep dead processes")
def test_a_dead_process_that_nobody_collects_counts_as_ended(home: Home) -> None:
    with _running([sys.executable, "-c", CARELESS], json.dumps(_line(home))):
        while (found := find_running(home)) is None:
            pass
        end(found, home, seconds=60)
        assert psutil.Process(found.pid).status() == psutil.STATUS_ZOMBIE
        assert find_running(home) is None

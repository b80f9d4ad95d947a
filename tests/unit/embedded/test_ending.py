"""When a process is gone: not before its last thread is, which holds files and ports until then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from graph.embedded.home import Home
from graph.embedded.state import ServerState

ENDING = """
import ctypes, platform, sys, threading
threading.Thread(target=sys.stdin.read).start()
number = {"x86_64": 60, "aarch64": 93}[platform.machine()]
print("ending", flush=True)
ctypes.CDLL(None).syscall(number, 0)  # ends this thread alone
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ends a thread by a system call of Linux")
def test_a_process_whose_first_thread_has_ended_is_not_gone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", ENDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as ending:
        assert ending.stdout is not None and ending.stdin is not None
        assert ending.stdout.readline() == b"ending\n"
        process = psutil.Process(ending.pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            pass
        state = ServerState(ending.pid, process.create_time(), 1, 2, "", "")
        assert state.is_alive(home)
        ending.stdin.close()
        while state.is_alive(home):
            pass
    assert not psutil.pid_exists(ending.pid)

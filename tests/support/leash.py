"""End a server with the tests, even when the tests themselves are killed."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress


class Leash:
    """Ties a process to this one.

    A shell waits at a pipe that only this process holds open. When this process ends, however
    it ends, the system closes the pipe and the shell kills the other one.

    Args:
        pid: The process to end.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", 'cat >/dev/null; kill -9 "$0" 2>/dev/null', str(pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def release(self) -> None:
        """Kill the process now: its data is thrown away, so nothing has to be closed."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._shell.stdin is not None:
            self._shell.stdin.close()
        self._shell.wait()

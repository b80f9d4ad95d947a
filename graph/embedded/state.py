"""The state file: which process serves a home, and at which ports.

The file is a hint, never a proof: the process it names may have died, and its number may
belong to another program by now. It is believed only when that process was created when the
file says and carries this home on its command line.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Self

import psutil

from graph.embedded.errors import ServerHangsError
from graph.embedded.home import Home, usable, write_private

MARK = "-Dampnet.home="
"""Start of the argument by which a server's process says whose it is."""

KILL_SECONDS = 10.0
"""How long the operating system may take to remove a killed process."""


@dataclass(frozen=True)
class ServerState:
    """What the state file holds.

    Attributes:
        pid: Process id of the server.
        created: When that process was created, in seconds since 1970.
        bolt_port: Its Bolt port on loopback.
        http_port: Its HTTP port on loopback.
        version: Version of the engine.
        heap: Its largest heap.
    """

    pid: int
    created: float
    bolt_port: int
    http_port: int
    version: str
    heap: str

    @property
    def started_at(self) -> datetime:
        """When the process was created, in UTC."""
        return datetime.fromtimestamp(self.created, UTC)

    def is_alive(self, home: Home) -> bool:
        """Tell whether the process of this state lives and serves `home`."""
        with suppress(psutil.Error, TypeError, ValueError, OverflowError):  # gone, or damaged
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.created) < 1.0:
                # One that is just ending has lost its command line, not yet its files.
                return _serves(process, home) or (_is_up(process) and not _command(process))
        return False

    def save(self, home: Home) -> None:
        """Write the state file of `home`."""
        write_private(home.state, json.dumps(asdict(self), indent=2))

    @classmethod
    def load(cls, home: Home) -> Self | None:
        """Return the state of `home`; None when there is none, or it cannot be understood."""
        with usable(home.state):
            try:
                text = home.state.read_text(encoding="utf-8")
            except FileNotFoundError:
                return None
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return None  # a damaged hint is no hint: the process is looked for by its mark


def find_running(home: Home) -> ServerState | None:
    """Return the state of the live server of `home`, or None.

    The state file is tried first. When it does not help, all processes are searched for this
    home's mark: a starter may have been killed before it wrote the file, or the file lost.
    """
    state = ServerState.load(home)
    if state is not None and state.is_alive(home):
        return state
    for process in psutil.process_iter():
        if _serves(process, home):
            with suppress(psutil.Error):
                return _read_off(process)
    return None


def end(state: ServerState, home: Home, seconds: float) -> None:
    """End the server of `state`: ask it to, and kill it when it lives on after `seconds`."""
    if seconds > 0:
        _signal(state, home, psutil.Process.terminate)
        if _gone(state, home, seconds):
            return
    _signal(state, home, psutil.Process.kill)
    if not _gone(state, home, KILL_SECONDS):
        raise ServerHangsError(
            f"The embedded database server (process {state.pid}) cannot be killed.",
            "The operating system holds it, often for a disk that does not answer.",
        )


def _signal(state: ServerState, home: Home, send: Callable[[psutil.Process], None]) -> None:
    if state.is_alive(home):
        with suppress(psutil.NoSuchProcess):
            send(psutil.Process(state.pid))


def _gone(state: ServerState, home: Home, seconds: float) -> bool:
    """Wait for the end. A dead process that its parent never collects counts as gone."""
    deadline = time.monotonic() + seconds
    while state.is_alive(home):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _read_off(process: psutil.Process) -> ServerState:
    """Return what a server's command line says about it."""
    arguments = process.cmdline()
    settings = dict(part.split("=", 1) for part in arguments if part.startswith("-D"))
    return ServerState(
        pid=process.pid,
        created=process.create_time(),
        bolt_port=int(settings["-Darcadedb.bolt.port"]),
        http_port=int(settings["-Darcadedb.server.httpIncomingPort"]),
        version=settings["-Dampnet.engine"],
        heap=next(part[4:] for part in arguments if part.startswith("-Xmx")),
    )


def _serves(process: psutil.Process, home: Home) -> bool:
    try:
        return _is_up(process) and f"{MARK}{home.root}" in _command(process)
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> list[str]:
    """Return the command line; empty when the process is ending and has none any more."""
    try:
        return process.cmdline()
    except psutil.ZombieProcess:
        return []


def _is_up(process: psutil.Process) -> bool:
    """Tell whether it still has files and ports.

    A process whose first thread has ended counts as dead for the system, while the last of its
    threads, which clears its memory away, still holds the files open.
    """
    if process.status() != psutil.STATUS_ZOMBIE:
        return True
    _reap(process.pid)
    with suppress(psutil.Error):
        return process.num_threads() > 1
    return False


def _reap(pid: int) -> None:
    """Collect a dead child of this very process, which would else stay in the process table."""
    if os.name == "posix":
        with suppress(OSError):
            os.waitpid(pid, os.WNOHANG)

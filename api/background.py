"""The REST interface as a process of its own, found again and stopped by its state file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from api.exposure import address_of, check_exposure
from api.listening import bind
from graph.errors import AmpnetError
from graph.settings import Settings

_STATE = "api.json"
_LOG = "api.log"
_TAIL = 15
_SERVE = ("serve", "--home")


class ApiStartError(AmpnetError):
    """The interface could not be started."""


@dataclass(frozen=True)
class ApiProcess:
    """A running interface.

    Attributes:
        pid: Process id.
        created: When the process was created, so that a reused id is not taken for it.
        url: Where it answers.
    """

    pid: int
    created: float
    url: str

    def is_alive(self, home: Path) -> bool:
        """Tell whether this very process still runs.

        The time of a process's creation is counted from the clock's, and leaps with it: one that
        says itself that it serves this home is believed too.
        """
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            created = process.create_time()
            return abs(created - self.created) < 1 or _serves(process, home)
        except (psutil.Error, TypeError, ValueError, OverflowError):
            return False  # it is gone, or the file that tells of it is damaged


def find(settings: Settings) -> ApiProcess | None:
    """Return the interface that runs for this home, if one does."""
    try:
        state = ApiProcess(**json.loads(_state_file(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if state.is_alive(settings.home) else None


def start(settings: Settings, timeout: float = 40.0) -> ApiProcess:
    """Start the interface in the background, or find the one that runs.

    Raises:
        ApiStartError: It ended at once or does not answer; the message has its last words.
        ServeError: The port is taken.
    """
    if running := find(settings):
        return running
    check_exposure(settings)
    # Taken by another program? Then that one's answer must not be mistaken for ours.
    bind(settings.host, settings.port).close()
    log = settings.home / "run" / _LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ampnet", *_SERVE, str(settings.home)]
    environment = {
        **os.environ,
        "AMPNET_HOME": str(settings.home),
        "AMPNET_HOST": settings.host,
        "AMPNET_PORT": str(settings.port),
    }
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    url = address_of(settings)
    found = ApiProcess(process.pid, psutil.Process(process.pid).create_time(), url)
    deadline = time.monotonic() + timeout
    while not _answers(url) or process.poll() is not None:
        if process.poll() is not None:
            raise ApiStartError(f"The interface did not start: {_tail(log)}")
        if time.monotonic() > deadline:
            process.terminate()
            raise ApiStartError(f"The interface does not answer at {url}: {_tail(log)}")
        time.sleep(0.1)
    _state_file(settings).write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def stop(settings: Settings, timeout: float = 15.0) -> bool:
    """Stop the interface; True when one ran."""
    running = find(settings)
    with suppress(FileNotFoundError, NotADirectoryError):
        _state_file(settings).unlink()
    if running is None:
        return False
    process = psutil.Process(running.pid)
    process.terminate()
    try:
        process.wait(timeout)
    except psutil.TimeoutExpired:
        process.kill()
    return True


def _serves(process: psutil.Process, home: Path) -> bool:
    """Whether a process says on its command line that it is the interface of this home."""
    return tuple(process.cmdline()[-3:]) == (*_SERVE, str(home))


def _state_file(settings: Settings) -> Path:
    return settings.home / "run" / _STATE


def _answers(url: str) -> bool:
    try:
        # Our own process: whether its certificate is good is for those to judge who do not know.
        found = httpx.get(f"{url}/health", timeout=2, trust_env=False, verify=False)  # noqa: S501
        return found.status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
    return "\n".join(lines) or "it said nothing"

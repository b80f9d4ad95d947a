"""A lane of jobs: one runs after the other, each as a process that can be ended."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psutil
from pydantic import SecretStr

from api.jobs.kinds import RESULT, UPLOADS
from api.jobs.records import Job, JobState, Progress, now
from api.jobs.store import JobStore
from graph.errors import AmpnetError
from graph.settings import Settings

_log = logging.getLogger("ampnet.api")

_END_SECONDS: Final = 10.0


class Lane:
    """Runs jobs in the order in which they came.

    One at a time: two loads into one database would only hinder each other.

    Args:
        name: What its thread is called.
        settings: Which database; where the jobs are.
        store: The jobs.
    """

    def __init__(self, name: str, settings: Settings, store: JobStore) -> None:
        self._name = name
        self._settings = settings
        self._store = store
        self._wake = threading.Condition()
        self._waiting: list[str] = []
        self._running: tuple[str, subprocess.Popen[str]] | None = None
        self._ending = False
        self._thread: threading.Thread | None = None

    def add(self, job_id: str) -> None:
        """Let a job wait for its turn."""
        with self._wake:
            self._waiting.append(job_id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def end(self, job_id: str) -> None:
        """End a job that is canceled, whether it waits here or runs here."""
        with self._wake:
            waited = job_id in self._waiting
            if waited:
                self._waiting.remove(job_id)
            running = self._running
        if waited:
            shutil.rmtree(self._store.folder(job_id) / UPLOADS, ignore_errors=True)
        if running is not None and running[0] == job_id:
            _end(running[1])

    def counts(self) -> tuple[int, int]:
        """Return how many jobs wait, and how many run."""
        with self._wake:
            return len(self._waiting), int(self._running is not None)

    def close(self) -> None:
        """End what runs; it waits then, and goes on with the next server."""
        with self._wake:
            self._ending = True
            running = self._running
            self._wake.notify_all()
        if running is not None:
            _end(running[1])
        if self._thread is not None:
            self._thread.join(_END_SECONDS)

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._ending or self._waiting)
                if self._ending:
                    return
                job_id = self._waiting.pop(0)
            try:
                self._run(self._store.get(job_id))
            except Exception:
                _log.exception("Job %s failed", job_id)
                with suppress(AmpnetError):
                    self._store.change(
                        job_id,
                        state=JobState.FAILED,
                        error={"detail": "The job could not be run.", "remedy": "See the log."},
                    )

    def _run(self, job: Job) -> None:
        folder = self._store.folder(job.id)
        command = [sys.executable, "-m", "api.jobs.work", str(folder), job.kind]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # an interrupt at the terminal is for the server
        )
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - PIPE
        with self._wake:
            self._running = (job.id, process)
            ending = self._ending
        with suppress(psutil.Error):
            created = psutil.Process(process.pid).create_time()
            state = self._store.change(
                job.id, state=JobState.RUNNING, started=now(), process=(process.pid, created)
            ).state
            ending = ending or state.ended  # cancelled in between
        if ending:
            _end(process)
        with suppress(BrokenPipeError), process.stdin:
            json.dump(
                {"settings": _plainly(self._settings), "parameters": job.parameters}, process.stdin
            )
        with process.stdout:
            for line in process.stdout:
                self._take(job.id, line)
        process.wait()
        with self._wake:
            self._running = None
            ending = self._ending
        if ending:
            self._store.change(job.id, state=JobState.QUEUED, process=None, progress=Progress())
            return
        lost = {"detail": f"The job's process ended with {process.returncode}.", "remedy": ""}
        done = self._store.change(job.id, state=JobState.FAILED, error=lost)
        shutil.rmtree(folder / UPLOADS, ignore_errors=True)
        if done.state in {JobState.FAILED, JobState.CANCELED}:
            shutil.rmtree(folder / RESULT, ignore_errors=True)
        self._store.forget_expired()

    def _take(self, job_id: str, line: str) -> None:
        """Keep what the process says; after its last word nothing changes any more."""
        try:
            said = json.loads(line)
        except ValueError:
            _log.warning("Job %s said %r", job_id, line[:500])
            return
        if "progress" in said:
            self._store.change(job_id, progress=Progress(**said["progress"]))
        else:
            said["state"] = JobState(said["state"])
            self._store.change(job_id, **said)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _plainly(settings: Settings) -> dict[str, Any]:
    """Return the settings with their secrets, for a pipe that nobody else reads."""
    found = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        found[name] = str(value) if isinstance(value, Path) else value
    return found

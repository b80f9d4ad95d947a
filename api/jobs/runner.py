"""Takes jobs, finds again those of an earlier server, and ends them when asked."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

import psutil

from api.jobs.kinds import READING
from api.jobs.lane import Lane
from api.jobs.records import Job, JobState
from api.jobs.store import JobStore
from graph.embedded.errors import EmbeddedServerError
from graph.embedded.lock import exclusive
from graph.errors import AmpnetError
from graph.settings import Settings

MOST_WAITING: Final = 100
"""In each lane."""

_LOST: Final = {
    "detail": "The server ended while the job ran.",
    "remedy": "Ask for it again: a load goes on where it stood, and nothing is doubled.",
}


class TooManyJobsError(AmpnetError):
    """Too many jobs wait already."""


class JobsElsewhereError(AmpnetError):
    """Another server of the same home runs its jobs."""


class JobRunner:
    """The one that runs jobs: what writes in one lane, what only reads in another.

    An export does not wait for a load of hours. One that needs a graph that stands still is
    in the lane of those that write.

    Args:
        settings: Which database; where the jobs are.
        store: The jobs.
    """

    def __init__(self, settings: Settings, store: JobStore) -> None:
        self._store = store
        self._writing = Lane("ampnet-jobs", settings, store)
        self._reading = Lane("ampnet-exports", settings, store)
        self._held = ExitStack()
        self._is_held = False

    def recover(self) -> None:
        """Find what an earlier server left: what waited goes on, what ran has failed.

        Raises:
            JobsElsewhereError: That server still runs.
        """
        if self._is_held or not self._store.exists():
            return
        try:
            self._held.enter_context(exclusive(self._store.lock, 0))
        except EmbeddedServerError as error:
            raise JobsElsewhereError(
                "Another server of this home runs its jobs.", "Ask that one, or end it."
            ) from error
        self._is_held = True
        self._store.forget_expired()
        for job in reversed(self._store.all()):
            if job.state is JobState.RUNNING:
                _end_orphan(job, self._store.folder(job.id))
                self._store.change(job.id, state=JobState.FAILED, error=_LOST)
            elif job.state is JobState.QUEUED:
                self._lane(job.kind).add(job.id)

    def submit(self, job_id: str, kind: str, parameters: dict[str, Any], asked_by: str) -> Job:
        """Keep a job and let it wait for its turn.

        Raises:
            TooManyJobsError: Too many wait already.
            JobsElsewhereError: Another server of this home runs its jobs.
        """
        self.recover()
        lane = self._lane(kind)
        if lane.counts()[0] >= MOST_WAITING:
            raise TooManyJobsError(f"{MOST_WAITING} jobs wait already.", "Wait for some.")
        job = self._store.add(job_id, kind, parameters, asked_by)
        lane.add(job_id)
        return job

    def cancel(self, job_id: str) -> Job:
        """End a job; one that has ended stays as it is.

        Raises:
            NoJobError: There is none of that id.
        """
        job = self._store.change(job_id, state=JobState.CANCELED)
        self._lane(job.kind).end(job_id)
        return self._store.get(job.id)

    def counts(self) -> tuple[int, int]:
        """Return how many jobs wait, and how many run."""
        waiting, running = zip(self._writing.counts(), self._reading.counts(), strict=True)
        return sum(waiting), sum(running)

    def close(self) -> None:
        """End what runs; it waits then, and goes on with the next server."""
        self._reading.close()
        self._writing.close()
        self._held.close()

    def _lane(self, kind: str) -> Lane:
        return self._reading if kind in READING else self._writing


def _end_orphan(job: Job, folder: Path) -> None:
    """End the process of a job whose server is gone, also where the clock was set meanwhile."""
    if job.process is None:
        return
    with suppress(psutil.Error):
        process = psutil.Process(job.process[0])
        if abs(process.create_time() - job.process[1]) < 1 or str(folder) in process.cmdline():
            process.kill()

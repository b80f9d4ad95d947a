"""Jobs on disk: one folder each, so that none is lost with the process that knows it."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from api.jobs.kinds import RESULT
from api.jobs.records import Job, JobState, iso, now
from graph.embedded.home import write_private
from graph.errors import AmpnetError

KEPT: Final = timedelta(days=7)
"""How long an ended job and its result are kept."""

MOST_RESULTS: Final = 20
"""Most files that jobs made; beyond, the oldest go earlier, so that disks do not fill."""

_ID: Final = re.compile(r"job-[0-9a-f]{16}")


class NoJobError(AmpnetError):
    """There is no such job, or it has been forgotten."""


class JobStore:
    """The jobs of a home, in `jobs/`; readable by its user only.

    Args:
        home: The home folder.
        kept: How long an ended job is kept.
    """

    def __init__(self, home: Path, kept: timedelta = KEPT) -> None:
        self._folder = home / "jobs"
        self._kept = kept
        self._lock = threading.Lock()

    @property
    def lock(self) -> Path:
        """Held by the server that runs these jobs."""
        return self._folder / "lock"

    def exists(self) -> bool:
        """Tell whether there ever was a job."""
        return self._folder.is_dir()

    def reserve(self) -> str:
        """Make the folder of a new job; return its id."""
        job = f"job-{secrets.token_hex(8)}"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / job).mkdir(mode=0o700)
        return job

    @contextmanager
    def reserved(self) -> Iterator[str]:
        """Give the id of a new job; its folder goes again where what follows fails."""
        job = self.reserve()
        try:
            yield job
        except BaseException:
            self.discard(job)
            raise

    def folder(self, job_id: str) -> Path:
        """Return a job's folder; ids that are none lead nowhere.

        Raises:
            NoJobError: It is no id.
        """
        if not _ID.fullmatch(job_id):
            raise NoJobError(f"{job_id[:40]!r} is no id of a job.", "`GET /v1/jobs` lists them.")
        return self._folder / job_id

    def add(self, job_id: str, kind: str, parameters: dict[str, Any], asked_by: str) -> Job:
        """Keep a new job, which waits now."""
        job = Job(job_id, kind, JobState.QUEUED, now(), parameters, asked_by)
        self._write(job)
        return job

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            NoJobError: There is none of that id.
        """
        try:
            text = (self.folder(job_id) / "job.json").read_text(encoding="utf-8")
            found = Job.from_json(json.loads(text))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise self._none(job_id) from error
        if found.expires is not None and found.expires < now():
            raise self._none(job_id)
        return found

    def _none(self, job_id: str) -> NoJobError:
        return NoJobError(
            f"There is no job {job_id[:40]!r}.",
            f"`GET /v1/jobs` lists them; an ended one is kept for {self._kept.days} days.",
        )

    def all(self) -> list[Job]:
        """Return every job, the newest first."""
        found = []
        for path in self._folder.glob("job-*/job.json"):
            try:
                found.append(self.get(path.parent.name))
            except NoJobError:
                continue  # it was forgotten just now
        return sorted(found, key=lambda job: (job.created, job.id), reverse=True)

    def change(self, job_id: str, **changes: Any) -> Job:
        """Change a job, unless it has ended; return it as it is now."""
        with self._lock:
            job = self.get(job_id)
            if not job.state.ended:
                job = replace(job, **changes)
                if job.state.ended:
                    expires = iso(datetime.now(UTC) + self._kept)
                    job = replace(job, finished=now(), expires=expires, process=None)
                self._write(job)
            return job

    def forget_expired(self) -> None:
        """Delete jobs that ended long ago, files beyond the newest, and what never was a job."""
        for folder in self._folder.glob("job-*"):
            try:
                self.get(folder.name)
            except NoJobError:
                since = folder / "job.json" if (folder / "job.json").exists() else folder
                made = datetime.fromtimestamp(since.stat().st_mtime, UTC)
                if datetime.now(UTC) - made >= self._kept:
                    shutil.rmtree(folder, ignore_errors=True)
        files = [job for job in self.all() if job.state.ended and self.result(job.id) is not None]
        for job in files[MOST_RESULTS:]:
            shutil.rmtree(self.folder(job.id), ignore_errors=True)

    def result(self, job_id: str) -> Path | None:
        """Return the file that a job made, if it made one.

        Raises:
            NoJobError: There is none of that id.
        """
        name = (self.get(job_id).result or {}).get("file")
        file = self.folder(job_id) / RESULT / str(name)
        return file if name and file.is_file() else None

    def discard(self, job_id: str) -> None:
        """Delete the folder of a job that came to nothing."""
        shutil.rmtree(self.folder(job_id), ignore_errors=True)

    def _write(self, job: Job) -> None:
        text = json.dumps(job.as_json(), ensure_ascii=True)
        write_private(self.folder(job.id) / "job.json", text)

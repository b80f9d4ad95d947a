"""What is known of a job."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job stands; the last four are for good."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETE = "complete"
    PARTIALLY_COMPLETE = "partiallyComplete"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes:
        rows: Rows done.
        expected: Rows expected, where that can be told.
        refused: Rows that went to the quarantine.
        note: What is done now.
    """

    rows: int = 0
    expected: int | None = None
    refused: int = 0
    note: str = ""


@dataclass(frozen=True)
class Job:
    """A job, as it is kept and shown.

    Attributes:
        id: Names it; nobody can guess it.
        kind: What is done, one of `api.jobs.kinds`.
        state: Where it stands.
        created: When it was asked for; like every time here ISO 8601 in UTC.
        parameters: What was asked for.
        asked_by: Id of the key that asked; `local` for this machine's users.
        progress: How far it is.
        started: When it began.
        finished: When it ended.
        expires: When it is forgotten, once it has ended.
        result: What came of it, where something did.
        error: What went wrong, and the remedy.
        process: Process id and its time of creation, while it runs.
    """

    id: str
    kind: str
    state: JobState
    created: str
    parameters: dict[str, Any]
    asked_by: str
    progress: Progress = field(default_factory=Progress)
    started: str | None = None
    finished: str | None = None
    expires: str | None = None
    result: dict[str, Any] | None = None
    error: dict[str, str] | None = None
    process: tuple[int, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for its file."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Job:
        """Read it from its file; TypeError or ValueError where that is none."""
        process = found.get("process")
        return cls(
            **{
                **found,
                "state": JobState(found["state"]),
                "progress": Progress(**found["progress"]),
                "process": (int(process[0]), float(process[1])) if process else None,
            }
        )


def now() -> str:
    """Return the time, ISO 8601 in UTC."""
    return iso(datetime.now(UTC))


def iso(moment: datetime) -> str:
    """Write a time as everywhere."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

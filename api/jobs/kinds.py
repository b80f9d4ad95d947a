"""What a job can be: a name, and the function that does it.

A new kind is one line in `KINDS` and a function that takes a `Context`. It runs in a process of
its own and may end at any moment, so what it writes has to be all or nothing, or resumable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from api.jobs.records import JobState, Progress
from graph.settings import Settings

KINDS: Final[Mapping[str, str]] = {
    "load": "api.jobs.loading:run",
    "republication": "api.jobs.deriving:republication",
    "coordination": "api.jobs.deriving:coordination",
    "export": "api.jobs.exporting:part",
    "bulkExport": "api.jobs.exporting:everything",
}
"""Name -> `module:function`; imported when it is run."""

READING: Final = frozenset({"export"})
"""Kinds that read one version of the graph, whoever writes to it meanwhile."""

UPLOADS: Final = "upload"
"""Folder, within a job's, of what was uploaded for it; deleted when the job has ended."""

RESULT: Final = "result"
"""Folder, within a job's, of the file that it made; deleted when the job is forgotten."""


@dataclass(frozen=True)
class Context:
    """What a job's function is given.

    Attributes:
        settings: Which database, and where things are kept.
        parameters: What was asked for.
        folder: The job's own folder, with what was uploaded.
        progress: Tells how far it is.
    """

    settings: Settings
    parameters: Mapping[str, Any]
    folder: Path
    progress: Callable[[Progress], None]


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Attributes:
        result: What came of it, as JSON.
        state: complete, partiallyComplete or failed.
    """

    result: dict[str, Any]
    state: JobState = JobState.COMPLETE


def function_of(kind: str) -> Callable[[Context], Outcome]:
    """Return the function of a kind; KeyError when there is none."""
    module, _, name = KINDS[kind].partition(":")
    found: Callable[[Context], Outcome] = getattr(import_module(module), name)
    return found

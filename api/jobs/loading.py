"""The job `load`: a file that was sent, or stands in a folder, into the graph, exactly once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from api.jobs.kinds import UPLOADS, Context, Outcome
from api.jobs.records import JobState, Progress
from graph.connect import check_room, open_database
from graph.errors import AmpnetError
from graph.vocabulary import RunState
from loaders.about import parse_about
from loaders.formats import FormatError
from loaders.load import LoadProgress, load_file
from loaders.mapping import FieldMapping, MappingError
from loaders.sources import SourceError, members_of

_SELDOM: Final = 0.2
"""Seconds between two notes of how far it is."""


def file_in(folder: Path | None, name: str) -> Path:
    """Return a file of the folder whose files may be loaded by name; no link leads out of it.

    Raises:
        AmpnetError: There is no such folder, or no such file in it.
    """
    if folder is None:
        raise AmpnetError(
            "This server loads no files by name.", "Send the file, or set AMPNET_LOAD_FOLDER."
        )
    file = (folder / name).resolve()
    if file.parent != folder.resolve() or not file.is_file():
        raise AmpnetError(f"There is no file {name!r} to load.", "Put it into the folder.")
    return file


def run(context: Context) -> Outcome:
    """Load the file, each member of it where it is an archive.

    Raises:
        AmpnetError: Nothing in it can be read, or the database went away.
    """
    asked = context.parameters
    if asked.get("inFolder"):
        file = file_in(context.settings.load_folder, str(asked["file"]))
    else:
        file = context.folder / UPLOADS / str(asked["file"])
    mapping = FieldMapping.parse(asked.get("map", ()), asked.get("set", ()))
    about = asked.get("about")
    credit = parse_about(about.encode(), "about", "") if about else None
    reports, unread = [], []
    noted = 0.0

    def note(now: LoadProgress) -> None:
        nonlocal noted
        if time.monotonic() - noted > _SELDOM or now.rows == now.expected:
            noted = time.monotonic()
            context.progress(Progress(now.rows, now.expected, now.quarantined, "loading"))

    check_room(context.settings)
    with open_database(context.settings) as database:
        for member in members_of(file):
            try:
                report = load_file(
                    database,
                    file,
                    quarantine=context.settings.quarantine,
                    dataset=asked.get("dataset"),
                    format_name=asked.get("format"),
                    mapping=mapping,
                    again=bool(asked.get("again")),
                    member=member,
                    credit=credit,
                    progress=note,
                )
            except (SourceError, FormatError, MappingError) as error:
                if member is None:
                    raise AmpnetError(
                        error.message.replace(str(file), file.name), error.remedy
                    ) from error
                unread.append({"file": member, "detail": str(error).replace(str(file), file.name)})
                continue
            reports.append(report)
    loads = [
        {name: value for name, value in report.as_json().items() if name != "quarantineFile"}
        | {"quarantine": report.quarantine.name if report.quarantine else None}
        for report in reports
    ]
    good = [report.state for report in reports]
    if good and not unread and all(state is RunState.COMPLETE for state in good):
        state = JobState.COMPLETE
    elif not good or all(state is RunState.FAILED for state in good):
        state = JobState.FAILED
    else:
        state = JobState.PARTIALLY_COMPLETE
    return Outcome({"loads": loads, "unread": unread}, state)

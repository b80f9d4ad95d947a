"""The jobs `republication` and `coordination`: computed on the graph, and written back to it."""

from __future__ import annotations

from collections.abc import Callable

from api.documents import jsonable
from api.jobs.kinds import Context, Outcome
from api.jobs.records import JobState, Progress
from graph.connect import check_room, open_database
from graph.derive import (
    CoordinationWanted,
    Derived,
    RepublicationWanted,
    derive_coordination,
    derive_republication,
)
from graph.vocabulary import Trace


def republication(context: Context) -> Outcome:
    """Find copies, edited copies and quotes among the texts in the graph."""
    wanted = RepublicationWanted(**context.parameters)
    check_room(context.settings)
    with open_database(context.settings) as database:
        done = derive_republication(
            database, wanted, cache=context.settings.cache, progress=_notes(context)
        )
    return _outcome(done)


def coordination(context: Context) -> Outcome:
    """Find accounts that share the same things at the same time, beyond chance."""
    asked = dict(context.parameters)
    if "traces" in asked:
        asked["traces"] = tuple(Trace(trace) for trace in asked["traces"])
    check_room(context.settings)
    with open_database(context.settings) as database:
        done = derive_coordination(database, CoordinationWanted(**asked), progress=_notes(context))
    return _outcome(done)


def _notes(context: Context) -> Callable[[str], None]:
    return lambda text: context.progress(Progress(note=text))


def _outcome(done: Derived) -> Outcome:
    return Outcome(jsonable(done), JobState(done.state.value))

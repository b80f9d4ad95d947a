"""Why an id is the actor that it is: every statement, who says so, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from graph.database import Database
from graph.errors import UnknownIdError
from graph.linking.called import DatedName, names_of
from graph.linking.clusters import Links, link
from graph.linking.read import Around, Statement, said_around


class Effect(StrEnum):
    """What came of a statement."""

    JOINS = "joins"
    KEEPS_APART = "keepsApart"
    SHARED = "shared"
    OVERRULED = "overruled"


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement about who is who.

    Attributes:
        type: ALIAS_OF, SAME_AS or DIFFERENT_FROM.
        one, other: The ids that it is about: the other id and its bearer; the kept and the merged.
        effect: `joins` the two; `keepsApart`, by a person's word; `shared`, because several
            different actors bear the id, so that it names none; `overruled` by a person.
        source: Who says so.
        words: Their words, or a person's reason.
        dataset: Data set that it came with.
        run: The load, merge or split that wrote it.
        input: The file that was loaded.
        at: When it was written.
        first_seen, last_seen: First and last day of the posts whose source gives the actor the
            other id; None where it is not of posts.
    """

    type: str
    one: str
    other: str
    effect: Effect
    source: str | None
    words: str | None
    dataset: str | None
    run: str | None
    input: str | None
    at: datetime | None
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """Who an id is, and why.

    Attributes:
        id: The id that was asked for.
        actor: The actor that stands for it; None where several different ones bear it.
        members: Ids with a node and evidence of their own that are this actor, itself first.
        names: Its other ids, without evidence of their own.
        shared: The different actors that bear the id, where there are several.
        called: The names that it went by, and when, where dated posts show it under them.
        reasons: Every statement about any of them.
    """

    id: str
    actor: str | None
    members: tuple[str, ...]
    names: tuple[str, ...]
    shared: tuple[str, ...]
    called: tuple[DatedName, ...]
    reasons: tuple[Reason, ...]


_RUNS: Final = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (r:Run {id: $id[k]}) "
    "RETURN r.id, r.input, r.startedAt"
)


def why(database: Database, id_: str) -> WhyAnswer:
    """Say who an id is, and why.

    Args:
        database: The graph.
        id_: An actor's id, or another id of one.

    Raises:
        UnknownIdError: The graph holds neither.
    """
    around = said_around(database, id_)
    if id_ not in around.actors and id_ not in around.aliases:
        raise UnknownIdError(f"The graph holds no {id_[:200]!r}.", "Search by name or handle.")
    links = link(around.said)
    shared = links.shared.get(id_, ())
    actor = None if shared and id_ not in around.actors else links.of(id_)
    about = {id_, *links.members.get(actor or "", (actor or "",))}
    names = tuple(sorted(name for name, bearer in links.names.items() if bearer == actor))
    mine = [s for s in around.statements if about & {s.start, s.end} or s.start in names]
    runs = _runs(database, mine)
    members = links.members.get(actor, (actor,)) if actor else ()
    return WhyAnswer(
        id_,
        actor,
        members,
        names,
        shared,
        names_of(database, members),
        tuple(_reason(each, around, links, runs) for each in mine),
    )


def _runs(database: Database, some: list[Statement]) -> dict[str, tuple[str | None, Any]]:
    ids = sorted({str(s.facts["runId"]) for s in some if s.facts.get("runId")})
    return {run: (file, at) for run, file, at in database.read(_RUNS, {"id": ids}).rows}


def _reason(
    said: Statement, around: Around, links: Links, runs: Mapping[str, tuple[str | None, Any]]
) -> Reason:
    run = said.facts.get("runId")
    file, at = runs.get(str(run), (None, None))
    return Reason(
        said.type,
        said.start,
        said.end,
        _effect(said, around, links),
        said.facts.get("source"),
        said.facts.get("quote"),
        said.facts.get("dataset"),
        run,
        file,
        _utc(at),
        _utc(said.facts.get("firstSeen")),
        _utc(said.facts.get("lastSeen")),
    )


def _effect(said: Statement, around: Around, links: Links) -> Effect:
    if said.type == "DIFFERENT_FROM":
        return Effect.KEEPS_APART
    if frozenset((said.start, said.end)) in around.said.apart:
        return Effect.OVERRULED
    if links.of(said.start) == links.of(said.end):
        return Effect.JOINS
    return Effect.SHARED if said.start in links.shared else Effect.OVERRULED


def _utc(value: Any) -> datetime | None:
    """A stored time in UTC; the embedded engine returns it without a zone."""
    if value is None:
        return None
    native: datetime = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)

"""All that the graph says about one actor, organisation, state or host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graph.answers.credits import behind_part
from graph.answers.evidence import Statement, statement_of
from graph.answers.neighbours import Total, edges_of, totals_of
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.database import Database
from graph.linking.called import DatedName, names_of
from graph.snapshot import ACTIVITY_TYPES, Snapshot

_ASSESSMENTS: Final = """
MATCH (a:Actor {id: $id})-[r:ATTRIBUTED_TO]->(s:State)
RETURN r.category AS category, r.assessedAt AS assessedAt, s.id AS state,
       properties(r) AS statement
"""
_SEEN: Final = (
    "MATCH (a:Actor {id: $id})<-[r:ALIAS_OF]-(l:Alias) RETURN l.id, "
    "datetime(r.firstSeen).epochMillis, datetime(r.lastSeen).epochMillis"
)
_DESCRIPTION: Final = "MATCH (a:Actor {id: $id}) RETURN a.description"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another id of the actor.

    Attributes:
        id, platform, handle: Which.
        has_evidence: True for an account that was itself seen to act: what it did is counted
            here, and `ampnet actor why` says why.
        first_seen, last_seen: First and last day of the posts whose source gives the actor this
            id; None where it is not of posts, and without a database to ask.
    """

    id: str
    platform: str | None
    handle: str | None
    has_evidence: bool = False
    first_seen: datetime | None = None
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatedAssessment:
    """A source's judgement on the actor's tie to a state: an assessment, not a fact.

    Attributes:
        category: Of the EEAS FIMI Exposure Matrix; `stateAligned` means "not attributed".
        state: Id of the state.
        assessed_at: Year or date, as the source gives it.
        statement: Who says so, and where.
    """

    category: str
    state: str
    assessed_at: str | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class ActorAnswer:
    """A node's card.

    Attributes:
        node: In one line.
        platform, handle, url, language, region, followers, dataset: Facts, as the source gives
            them.
        description: Position, or reason for inclusion; None without a database to ask.
        aliases: Other ids.
        called: Names that it went by, and when, where dated posts show it under them; empty without
            a database to ask.
        assessments: By every source that has one; empty without a database to ask.
        totals: Relationships per direction, type and kind.
        amplified: How often it amplified or republished others.
        was_amplified: How often others amplified or republished it.
        first_at: Time of its earliest dated relationship.
        last_at: Time of its latest.
        provenance: How it was computed.
    """

    node: NodeSummary
    platform: str | None
    handle: str | None
    url: str | None
    language: str | None
    region: str | None
    followers: int | None
    dataset: str | None
    description: str | None
    aliases: tuple[Alias, ...]
    called: tuple[DatedName, ...]
    assessments: tuple[StatedAssessment, ...]
    totals: tuple[Total, ...]
    amplified: int
    was_amplified: int
    first_at: datetime | None
    last_at: datetime | None
    provenance: Provenance


def actor(snapshot: Snapshot, id_: str, database: Database | None = None) -> ActorAnswer:
    """Return a node's card.

    Args:
        snapshot: The graph, or a view of it.
        id_: Id of the node.
        database: Asked for what the snapshot does not hold: description and assessments.

    Raises:
        UnknownIdError: No such node; with near matches.
    """
    index = snapshot.node_index[id_]
    row: dict[str, Any] = snapshot.nodes.row(index, named=True)
    edges = edges_of(snapshot, index)
    totals = totals_of(edges)
    activity = edges.filter(edges["type"].is_in(ACTIVITY_TYPES))
    first: Any = activity["firstMs"].min()
    last: Any = activity["lastMs"].max()
    members = snapshot.node_index.members(str(row["id"]))
    aliases = snapshot.aliases.filter(snapshot.aliases["index"] == index)
    seen = _seen(database, members)
    assessments = _assessments(database, members)
    behind = behind_part(snapshot, snapshot.nodes[[index]], edges["index"])
    stated = (a.statement.dataset for a in assessments if a.statement.dataset)
    facts = {
        name: row[name]
        for name in ("platform", "handle", "url", "language", "region", "followers", "dataset")
    }
    return ActorAnswer(
        node=summaries(snapshot, [index])[0],
        **facts,
        description=_description(database, members),
        aliases=tuple(
            Alias(id_, *rest, *seen.get(id_, ()))
            for id_, *rest in aliases.select("id", "platform", "handle", "actor").iter_rows()
        ),
        called=names_of(database, members) if database else (),
        assessments=assessments,
        totals=totals,
        amplified=int(activity.filter(activity["out"])["count"].sum()),
        was_amplified=int(activity.filter(~activity["out"])["count"].sum()),
        first_at=moment(first),
        last_at=moment(last),
        provenance=provenance(
            snapshot, "actor", {"id": id_}, datasets=tuple(dict.fromkeys((*behind, *stated)))
        ),
    )


def _seen(
    database: Database | None, ids: Sequence[str]
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return when the actor was seen under each of its other ids."""
    if database is None:
        return {}
    rows = [row for id_ in ids for row in database.read(_SEEN, {"id": id_}).rows]
    return {other: (moment(first), moment(last)) for other, first, last in rows}


def _description(database: Database | None, ids: Sequence[str]) -> str | None:
    if database is None:
        return None
    for id_ in ids:
        rows = database.read(_DESCRIPTION, {"id": id_}).rows
        if rows and rows[0][0]:
            return str(rows[0][0])
    return None


def _assessments(database: Database | None, ids: Sequence[str]) -> tuple[StatedAssessment, ...]:
    if database is None:
        return ()
    rows = [row for id_ in ids for row in database.read(_ASSESSMENTS, {"id": id_}).rows]
    found = [
        StatedAssessment(category, state, assessed_at, statement_of(statement))
        for category, assessed_at, state, statement in rows
    ]
    return tuple(sorted(found, key=lambda a: (a.statement.source or "", a.category)))

"""The latest evidence behind many relationships at once, in a statement or two for each type.

`graph.answers.evidence` pages through all evidence of one relationship; asking it once for each
hop of twenty paths would take a hundred round trips. All items of an actor are looked through
once, whatever the number of its relationships: on the sample's 234 pairs that took 0.7 s where a
match for each pair took 8 s.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final, NamedTuple

from api.rest.shapes import utc
from graph.answers.evidence import EvidenceItem, statement_of
from graph.database import Database
from graph.errors import QueryTimeoutError
from graph.model import RELATIONSHIP_TYPES
from graph.snapshot import ACTIVITY_TYPES

_log = logging.getLogger("ampnet.api")

SECONDS: Final = 5.0
"""Time limit of a statement; beyond it an answer goes without the evidence of that type."""


class Tie(NamedTuple):
    """Names a relationship of the graph."""

    source: str
    target: str
    type: str
    kind: str | None


Behind = dict[Tie, list[EvidenceItem]]

_AUTHORS: Final = "MATCH (a:Actor {id: from})-[:PUBLISHED]->(i:Item)"
_ITEMS: Final = {
    "AMPLIFIED": (
        f"{_AUTHORS}-[r:AMPLIFIES]->(b:Actor) WHERE b.id IN $target WITH a, b, i, r, null AS o",
        f"{_AUTHORS}-[r:AMPLIFIES]->(o:Item)<-[:PUBLISHED]-(b:Actor) WHERE b.id IN $target "
        "WITH a, b, i, r, o",
    ),
    "REPUBLISHED": (
        f"{_AUTHORS}-[r:REPUBLISHES]->(o:Item)<-[:PUBLISHED]-(b:Actor) WHERE b.id IN $target "
        "WITH a, b, i, r, o",
    ),
}
_FIELDS: Final = {
    "id": "i.id",
    "published_at": "i.publishedAt",
    "time_precision": "i.timePrecision",
    "url": "i.url",
    "archived_url": "i.archivedUrl",
    "title": "i.title",
    "original_id": "o.id",
    "original_url": "o.url",
    "similarity": "r.similarity",
    "lag_seconds": "r.lagSeconds",
    "dataset": "i.dataset",
    "run": "r.runId",
}
_LATEST: Final = (
    f"WITH a.id AS source, b.id AS target, r.kind AS kind, i.publishedAt AS at, i.id AS id, "
    f"[{', '.join(_FIELDS.values())}] AS fields ORDER BY at DESC, id "
    "WITH source, target, kind, collect(fields)[0..$each] AS latest "
    "RETURN source, target, kind, latest"
)


def behind(
    database: Database,
    ties: Iterable[Tie],
    each: int,
    members: Callable[[str], Sequence[str]] = lambda id_: (id_,),
) -> Behind:
    """Return the latest pieces of evidence of each relationship, at most `each` of them.

    What has none, or would take longer than the limit to look through, is missing.

    Args:
        database: The graph.
        ties: Whose evidence.
        each: Most pieces for each.
        members: From an actor's id to all accounts that are taken as it.
    """
    ties = list(ties)
    accounts = {tie: _under_their_ids(tie, members) for tie in ties} if each else {}
    own = {one for ones in accounts.values() for one in ones}
    found = _behind(database, own, each)
    joined = {
        tie: [item for one in ones for item in found.get(one, ())] for tie, ones in accounts.items()
    }
    for tie, ones in accounts.items():
        if len(ones) > 1:
            joined[tie].sort(key=_time, reverse=True)
    return {tie: items[:each] for tie, items in joined.items() if items}


def _under_their_ids(tie: Tie, members: Callable[[str], Sequence[str]]) -> list[Tie]:
    ends = product(members(tie.source), members(tie.target))
    return [tie._replace(source=one, target=other) for one, other in ends]


def _time(item: EvidenceItem) -> datetime:
    return item.published_at or datetime.min.replace(tzinfo=UTC)


def _behind(database: Database, ties: Iterable[Tie], each: int) -> Behind:
    found: Behind = {}
    by_type: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        by_type[tie.type].append(tie)
    for type_, wanted in by_type.items():
        parameters = {
            "source": sorted({tie.source for tie in wanted}),
            "target": sorted({tie.target for tie in wanted}),
            "each": each,
        }
        look = _items if type_ in ACTIVITY_TYPES else _statements
        try:
            items = look(database, type_, parameters)
        except QueryTimeoutError:
            _log.warning("The evidence of %d %s took too long.", len(wanted), type_)
            continue
        found.update((tie, items[tie][:each]) for tie in wanted if tie in items)
    return found


def _items(database: Database, type_: str, parameters: dict[str, Any]) -> Behind:
    found: Behind = defaultdict(list)
    for pattern in _ITEMS[type_]:
        statement = f"UNWIND $source AS from {pattern} {_LATEST}"
        rows = database.read(statement, parameters, timeout=SECONDS).rows
        for source, target, kind, latest in rows:
            found[Tie(source, target, type_, kind)] += [
                EvidenceItem(kind=kind, **dict(zip(_FIELDS, map(utc, fields), strict=True)))
                for fields in latest
            ]
    return found


def _statements(database: Database, type_: str, parameters: dict[str, Any]) -> Behind:
    found: Behind = defaultdict(list)
    starts = next((r.starts for r in RELATIONSHIP_TYPES if r.type == type_), ())
    for label in starts:
        statement = (
            f"UNWIND $source AS from MATCH (a:{label} {{id: from}})-[r:{type_}]->(b) "
            "WHERE b.id IN $target RETURN a.id, b.id, r.kind, properties(r)"
        )
        rows = database.read(statement, parameters, timeout=SECONDS).rows
        for source, target, kind, properties in rows:
            said = statement_of(properties)
            found[Tie(source, target, type_, kind)].append(
                EvidenceItem(
                    kind=kind,
                    url=said.url,
                    archived_url=said.archived_url,
                    dataset=said.dataset,
                    run=said.run,
                    statement=said,
                )
            )
    return found

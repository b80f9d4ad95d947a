"""Write the other ids of actors, and when their sources saw them under each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph import statements
from graph.database import Transaction
from graph.identity import identify
from loaders.records import ActorRecord, ItemRecord, Row
from loaders.write.stamp import Stamp

_DAY = 86_400_000

_FIND = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (l:Alias {id: $id[k]})-[r:ALIAS_OF]->(a:Actor) "
    "RETURN l.id, a.id, datetime(r.firstSeen).epochMillis, datetime(r.lastSeen).epochMillis"
)
# A missing time compares as neither earlier nor later.
_SEE = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (l:Alias {id: $id[k]}) "
    "MATCH (a:Actor {id: $actor[k]}) MATCH (l)-[r:ALIAS_OF]->(a) "
    "SET r.firstSeen = CASE WHEN r.firstSeen <= datetime({epochMillis: $first[k]}) "
    "THEN r.firstSeen ELSE datetime({epochMillis: $first[k]}) END, "
    "r.lastSeen = CASE WHEN r.lastSeen >= datetime({epochMillis: $last[k]}) "
    "THEN r.lastSeen ELSE datetime({epochMillis: $last[k]}) END"
)


class Days(NamedTuple):
    """The first and the last day of a span, as epoch milliseconds of their midnights."""

    first: int
    last: int

    def with_(self, other: Days | None) -> Days:
        """Return the span that holds both."""
        if other is None:
            return self
        return Days(min(self.first, other.first), max(self.last, other.last))


Sighting = tuple[str, str]
"""Another id, and the actor that was seen under it."""


def sightings(row: Row) -> dict[Sighting, Days]:
    """Return under which other ids the posts of a row show actors, and when.

    It is the time of the actor's own posts; of who is only named, that of the row's latest. To the
    day: who posts a hundred times a day is not written a hundred times.
    """
    naming = [r for r in row.records if isinstance(r, ActorRecord) and len(r.ids) > 1]
    if not naming:
        return {}
    times: dict[str | None, Days] = {}
    for record in row.records:
        if isinstance(record, ItemRecord) and record.at is not None:
            day = Days(*[record.at - record.at % _DAY] * 2)
            times[record.actor] = day.with_(times.get(record.actor))
    if not times:
        return {}
    latest = max(days.last for days in times.values())
    return {
        (id_, record.ids[0]): times.get(record.ids[0], Days(latest, latest))
        for record in naming
        for id_ in record.ids[1:]
        if id_ != record.ids[0]
    }


def write_aliases(
    tx: Transaction,
    stamp: Stamp,
    records: Iterable[ActorRecord],
    seen: Mapping[Sighting, Days],
) -> set[str]:
    """Record the other ids of each actor, as its sources state them, and when they were seen.

    Several actors may state the same one: two officials, the page of their embassy; or one after
    the other, where a handle was given up and taken by somebody else. What an id means is not
    decided here, because that can change with what is loaded next.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        records: What sources say of actors.
        seen: When actors were seen under other ids; no others than sources state now or stated.

    Returns:
        The actors that gained an id, or were seen under one before or after all that was known.
    """
    stated = {(id_, r.ids[0]): None for r in records for id_ in r.ids[1:] if id_ != r.ids[0]}
    pairs = list(stated | dict.fromkeys(seen))
    if not pairs:
        return set()
    ids = list(dict.fromkeys(id_ for id_, _ in pairs))
    held = {
        (id_, actor): None if first is None else Days(first, last)
        for id_, actor, first, last in tx.run(_FIND, id=ids).rows
    }
    if new := [pair for pair in pairs if pair not in held]:
        _create(tx, stamp, ids)
        merge = statements.merge_relationships(
            "ALIAS_OF", "Alias", "Actor", (), ("dataset", "runId")
        )
        start, end = zip(*new, strict=True)
        tx.run(merge, start=start, end=end, **stamp.as_parameters())
    wider = {
        pair: days for pair, days in seen.items() if days.with_(held.get(pair)) != held.get(pair)
    }
    if wider:
        id_, actor = zip(*wider, strict=True)
        first, last = zip(*wider.values(), strict=True)
        tx.run(_SEE, id=id_, actor=actor, first=first, last=last)
    return {actor for _, actor in (*new, *wider)}


def _create(tx: Transaction, stamp: Stamp, ids: Sequence[str]) -> None:
    """Create the nodes of other ids that are missing."""
    held = dict(tx.run(statements.find_nodes("Alias"), id=ids).rows)
    new = [identify(id_) for id_ in ids if id_ not in held]
    if new:
        tx.run(
            statements.create_nodes("Alias", ("platform", "handle", "url", "runId")),
            id=[i.id for i in new],
            platform=[i.platform for i in new],
            handle=[i.handle for i in new],
            url=[i.url for i in new],
            runId=[stamp.run_id] * len(new),
        )

"""Write the other ids of actors, and when their sources saw them under each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph import statements
from graph.database import Transaction
from graph.identity import identify
from loaders.records import ActorRecord
from loaders.write.sightings import Days, Sighting, outside
from loaders.write.stamp import Stamp

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
    if wider := outside(seen, {pair: days for pair, days in held.items() if days}):
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

"""Write interactions: the evidence, and the aggregated edges that stay equal to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from graph import statements
from graph.database import Transaction
from graph.errors import AmpnetError
from graph.model import ITEM
from loaders.records import InteractionRecord
from loaders.write.stamp import Stamp

_FIND_ITEMS = "UNWIND range(0, size($id) - 1) AS k MATCH (i:Item {id: $id[k]}) RETURN i.id"
_FIND_EVIDENCE = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (i:Item {id: $id[k]})-[e:AMPLIFIES {kind: $kind[k]}]->(b:Actor {id: $target[k]}) "
    "RETURN DISTINCT k"
)
_ADD_EVIDENCE = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (i:Item {id: $id[k]}) MATCH (b:Actor {id: $target[k]}) "
    "CREATE (i)-[e:AMPLIFIES {kind: $kind[k], runId: $runId}]->(b) RETURN count(e)"
)
# Both ends are bound before the relationship is looked for. Then the embedded engine compares
# the ends in the edge list; a MERGE, or a pattern written in one piece, loads every
# relationship of the actor to look at its kind, and a busy actor has thousands.
_BOTH_ENDS = (
    "UNWIND range(0, size($actor) - 1) AS k "
    "MATCH (a:Actor {id: $actor[k]}) MATCH (b:Actor {id: $target[k]}) "
)
_FIRST_LAST = (
    "r.firstAt = CASE WHEN $first[k] IS NULL OR r.firstAt <= datetime({epochMillis: $first[k]}) "
    "THEN r.firstAt ELSE datetime({epochMillis: $first[k]}) END, "
    "r.lastAt = CASE WHEN $last[k] IS NULL OR r.lastAt >= datetime({epochMillis: $last[k]}) "
    "THEN r.lastAt ELSE datetime({epochMillis: $last[k]}) END"
)
# It walks the edges of the end that the pattern begins at; `_write_edges` chooses the quieter.
_ADD_FROM_ACTOR, _ADD_FROM_TARGET = (
    f"{_BOTH_ENDS}MATCH {pattern} SET r.count = r.count + $count[k], {_FIRST_LAST} RETURN k"
    for pattern in (
        "(a)-[r:AMPLIFIED {kind: $kind[k]}]->(b)",
        "(b)<-[r:AMPLIFIED {kind: $kind[k]}]-(a)",
    )
)
_CREATE_EDGES = (
    f"{_BOTH_ENDS}CREATE (a)-[r:AMPLIFIED {{kind: $kind[k], count: $count[k]}}]->(b) "
    f"SET {_FIRST_LAST} RETURN count(r)"
)
_SEEN = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {id: $id[k]}) "
    "SET a.firstSeen = CASE WHEN a.firstSeen <= datetime({epochMillis: $first[k]}) "
    "THEN a.firstSeen ELSE datetime({epochMillis: $first[k]}) END, "
    "a.lastSeen = CASE WHEN a.lastSeen >= datetime({epochMillis: $last[k]}) "
    "THEN a.lastSeen ELSE datetime({epochMillis: $last[k]}) END"
)
_OPTIONAL = ("url", "title", "text", "language")


@dataclass(frozen=True)
class Evidence:
    """One interaction with its item's id.

    Attributes:
        row: Row of the batch.
        item: Id of the amplifying item, the source's own or made from the content.
        record: What the source says.
    """

    row: int
    item: str
    record: InteractionRecord


def write_interactions(
    tx: Transaction,
    stamp: Stamp,
    evidence: Sequence[Evidence],
    actors: Mapping[str, str],
    created: Container[str],
) -> set[int]:
    """Write the interactions that the graph does not hold.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        evidence: The interactions.
        actors: Any actor id in them -> the actor's own id.
        created: Actors that this transaction has created: nothing leads to or from them yet.

    Returns:
        The rows that were new.

    Raises:
        AmpnetError: An actor vanished while the batch was written; nothing was kept.
    """
    if not evidence:
        return set()
    held = {row[0] for row in tx.run(_FIND_ITEMS, id=[e.item for e in evidence]).rows}
    with_item: list[Evidence] = []  # their item exists: only the edge may be missing
    fresh: dict[str, Evidence] = {}
    for each in evidence:
        if each.item in held or each.item in fresh:
            with_item.append(each)
        else:
            fresh[each.item] = each
    new = list(fresh.values())
    _create_items(tx, stamp, new, actors)
    new += _add_evidence(tx, stamp, with_item, actors)
    _aggregate(tx, new, actors, created)
    return {each.row for each in new}


def _create_items(
    tx: Transaction, stamp: Stamp, new: Sequence[Evidence], actors: Mapping[str, str]
) -> None:
    """Create items with their publisher and the one they amplify, in one statement.

    The items of a pair stand together, so that both its ends are looked up once.
    """
    if not new:
        return
    pairs: dict[tuple[str, str], list[Evidence]] = {}
    for each in new:
        ends = actors[each.record.actor], actors[each.record.target]
        pairs.setdefault(ends, []).append(each)
    ordered = [each for items in pairs.values() for each in items]
    until = list(accumulate(map(len, pairs.values())))
    records = [each.record for each in ordered]
    optional = [name for name in _OPTIONAL if any(getattr(r, name) is not None for r in records)]
    columns: dict[str, list[Any]] = {
        "id": [each.item for each in ordered],
        "kind": [r.kind.value for r in records],
        "publishedAt": [r.at for r in records],
        "timePrecision": [r.precision.value for r in records],
        **{name: [getattr(r, name) for r in records] for name in optional},
    }
    written = tx.run(
        _create_items_statement(tuple(columns)),
        actor=[actor for actor, _ in pairs],
        target=[target for _, target in pairs],
        start=[0, *until[:-1]],
        end=[n - 1 for n in until],
        **columns,
        **stamp.as_parameters(),
    ).rows[0][0]
    _check(written, len(new))


def _create_items_statement(names: tuple[str, ...]) -> str:
    facts = statements.assignments(ITEM.properties, names, ": ")
    return (
        "UNWIND range(0, size($actor) - 1) AS p "
        "MATCH (a:Actor {id: $actor[p]}) MATCH (b:Actor {id: $target[p]}) "
        "UNWIND range($start[p], $end[p]) AS k "
        "CREATE (a)-[:PUBLISHED {runId: $runId}]->"
        f"(i:Item {{{', '.join(facts)}, dataset: $dataset, runId: $runId}})"
        "-[:AMPLIFIES {kind: $kind[k], runId: $runId}]->(b) RETURN count(i)"
    )


def _add_evidence(
    tx: Transaction, stamp: Stamp, some: Sequence[Evidence], actors: Mapping[str, str]
) -> list[Evidence]:
    """Add what an item amplifies besides; return what was missing."""
    if not some:
        return []
    unique: dict[tuple[str, str, str], Evidence] = {}
    for each in some:
        unique.setdefault((each.item, each.record.kind, actors[each.record.target]), each)
    columns = {
        "id": [item for item, _, _ in unique],
        "kind": [kind for _, kind, _ in unique],
        "target": [target for _, _, target in unique],
    }
    held = {row[0] for row in tx.run(_FIND_EVIDENCE, **columns).rows}
    missing = [k for k in range(len(unique)) if k not in held]
    if not missing:
        return []
    picked = {name: [column[k] for k in missing] for name, column in columns.items()}
    written = tx.run(_ADD_EVIDENCE, **picked, runId=stamp.run_id).rows[0][0]
    _check(written, len(missing))
    rows = list(unique.values())
    return [rows[k] for k in missing]


def _check(written: int, expected: int) -> None:
    if written != expected:
        raise AmpnetError(
            f"{expected - written} of {expected} interactions found an end missing: somebody "
            "removed actors while they were loaded. Nothing of the batch was kept.",
            "Load the file again.",
        )


_Key = tuple[str, str, str]  # actor, target, kind


@dataclass
class _Sum:
    """Evidence between one pair, of one kind."""

    count: int = 0
    first: int | None = None
    last: int | None = None

    def add(self, at: int | None) -> None:
        self.count += 1
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)


def _aggregate(
    tx: Transaction,
    new: Sequence[Evidence],
    actors: Mapping[str, str],
    created: Container[str],
) -> None:
    """Add the new evidence to the aggregated edges and to when the actors were seen."""
    edges: dict[_Key, _Sum] = {}
    seen: dict[str, _Sum] = {}
    for each in new:
        record = each.record
        actor, target = actors[record.actor], actors[record.target]
        edges.setdefault((actor, target, record.kind.value), _Sum()).add(record.at)
        if record.at is not None:
            seen.setdefault(actor, _Sum()).add(record.at)
            seen.setdefault(target, _Sum()).add(record.at)
    _write_edges(tx, edges, created)
    if seen:
        tx.run(_SEEN, id=list(seen), **_times(list(seen.values())))


def _write_edges(tx: Transaction, edges: Mapping[_Key, _Sum], created: Container[str]) -> None:
    """Add to the aggregated edges that exist, and create the others.

    The edge of a pair is looked for at the end that is less busy in this batch: channels that
    forward tens of thousands of posts, and accounts that tens of thousands retweet, are both
    common (measured on forwards: a fifth of the time from the other end).
    """
    published: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for (actor, target, _), each in edges.items():
        published[actor] += each.count
        received[target] += each.count
    old = [key for key in sorted(edges) if key[0] not in created and key[1] not in created]
    found: set[_Key] = set()
    for statement, from_actor in ((_ADD_FROM_ACTOR, True), (_ADD_FROM_TARGET, False)):
        keys = [key for key in old if (published[key[0]] < received[key[1]]) is from_actor]
        if keys:
            found |= {keys[k] for (k,) in tx.run(statement, **_columns(edges, keys)).rows}
    missing = [key for key in sorted(edges) if key not in found]
    if missing:
        _check(tx.run(_CREATE_EDGES, **_columns(edges, missing)).rows[0][0], len(missing))


def _columns(edges: Mapping[_Key, _Sum], keys: Sequence[_Key]) -> dict[str, list[Any]]:
    sums = [edges[key] for key in keys]
    return {
        "actor": [actor for actor, _, _ in keys],
        "target": [target for _, target, _ in keys],
        "kind": [kind for _, _, kind in keys],
        "count": [each.count for each in sums],
        **_times(sums),
    }


def _times(sums: Sequence[_Sum]) -> dict[str, list[int | None]]:
    return {"first": [s.first for s in sums], "last": [s.last for s in sums]}

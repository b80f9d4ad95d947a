"""Write items: who published them and what they amplify, whatever is there of them already.

An item that another one amplifies is made without a `kind` when it is not known otherwise; the
row that brings it later fills it in. Whichever comes first, the same graph results.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from graph import statements
from graph.database import Transaction
from graph.model import ITEM
from loaders.write import held
from loaders.write.aggregate import Aggregates, check_written
from loaders.write.evidence import Evidenced, evidence
from loaders.write.facts import NAMES, merged
from loaders.write.plan import Edge, Wanted
from loaders.write.stamp import Stamp

_PUBLISH = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (a:Actor {id: $actor[k]}) MATCH (i:Item {id: $id[k]}) "
    "CREATE (a)-[r:PUBLISHED {runId: $runId}]->(i) RETURN count(r)"
)
_AMPLIFY = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (i:Item {{id: $id[k]}}) MATCH (t:{label} {{id: $target[k]}}) "
    "CREATE (i)-[e:AMPLIFIES {{kind: $kind[k], runId: $runId}}]->(t) RETURN count(e)"
)
_WITHDRAW = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (i:Item {id: $id[k]}) MATCH (t:Actor {id: $target[k]}) "
    "MATCH (i)-[e:AMPLIFIES {kind: $kind[k]}]->(t) DELETE e"
)


class ItemsWritten(NamedTuple):
    """What became of the items of a batch.

    Attributes:
        rows: The rows that added or changed something.
        more_expected: Whether the next batch is likely to tell of items that are in the graph:
            this one did, or it amplifies items, which others amplify too or which come later.
    """

    rows: set[int]
    more_expected: bool


def write_items(
    tx: Transaction,
    stamp: Stamp,
    wanted: Mapping[str, Wanted],
    aggregates: Aggregates,
    *,
    look: bool,
) -> ItemsWritten:
    """Write items.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        wanted: What the batch says of items, by item.
        aggregates: What is new is added here.
        look: Look which of the items the graph holds; otherwise none is expected to be there,
            and one that is makes the transaction fail.

    Raises:
        AmpnetError: An actor vanished while the batch was written; nothing was kept.
        DuplicateIdError: An item was there that was not looked for, now or at the commit.
    """
    if not wanted:
        return ItemsWritten(set(), more_expected=False)
    known = held.items(tx, wanted) if look else {}
    published = held.publishers(tx, known)
    gained = {
        id_: [actor for actor in want.publishers if actor not in published.get(id_, ())]
        for id_, want in wanted.items()
    }
    changes = _changes(wanted, known)
    fresh = {id_: want for id_, want in wanted.items() if id_ not in known}
    found = evidence(tx, wanted, known, published, gained, changes)
    _create(tx, stamp, fresh)
    _publish(tx, stamp, _besides_the_first(fresh, gained))
    _update(tx, stamp, known, changes)
    _amplify(tx, stamp, found.new)
    if found.withdrawn:
        tx.run(_WITHDRAW, **_columns(found.withdrawn))
    _aggregate(found, aggregates)
    touched = fresh.keys() | changes.keys() | {id_ for id_, new in gained.items() if new}
    for id_ in touched:
        at = merged(known.get(id_, {}), wanted[id_].facts).get("publishedAt")
        for actor in published.get(id_, set()).union(wanted[id_].publishers):
            aggregates.saw(actor, at)
        if "publishedAt" in changes.get(id_, ()) and "publishedAt" in known[id_]:
            aggregates.see_again(published.get(id_, ()))
    touched |= {id_ for id_, _ in found.new}
    return ItemsWritten(
        {row for id_ in touched for row in wanted[id_].rows},
        more_expected=bool(known) or any(not edge.direct for _, edge in found.new),
    )


def _changes(
    wanted: Mapping[str, Wanted], known: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the properties that change, of the items that exist and change."""
    changes = {}
    for id_, before in known.items():
        after = merged(before, wanted[id_].facts)
        if change := {name: v for name, v in after.items() if before.get(name) != v}:
            changes[id_] = change
    return changes


def _create(tx: Transaction, stamp: Stamp, fresh: Mapping[str, Wanted]) -> None:
    """Create items, each with its first publisher; those of one publisher stand together."""
    by_publisher: dict[str | None, list[str]] = {}
    for id_, want in fresh.items():
        by_publisher.setdefault(next(iter(want.publishers), None), []).append(id_)
    nobodys = by_publisher.pop(None, [])
    ids = [id_ for some in by_publisher.values() for id_ in some]
    if ids:
        until = list(accumulate(map(len, by_publisher.values())))
        columns = _facts_columns([fresh[id_].facts for id_ in ids])
        written = tx.run(
            _create_statement(tuple(columns)),
            actor=list(by_publisher),
            start=[0, *until[:-1]],
            end=[n - 1 for n in until],
            id=ids,
            **columns,
            **stamp.as_parameters(),
        ).rows[0][0]
        check_written(written, len(ids))
    if nobodys:
        columns = _facts_columns([fresh[id_].facts for id_ in nobodys])
        columns |= {name: [v] * len(nobodys) for name, v in stamp.as_parameters().items()}
        tx.run(statements.create_nodes("Item", tuple(columns)), id=nobodys, **columns)


def _create_statement(names: tuple[str, ...]) -> str:
    facts = statements.assignments(ITEM.properties, ("id", *names), ": ")
    return (
        "UNWIND range(0, size($actor) - 1) AS p MATCH (a:Actor {id: $actor[p]}) "
        "UNWIND range($start[p], $end[p]) AS k "
        "CREATE (a)-[:PUBLISHED {runId: $runId}]->"
        f"(i:Item {{{', '.join(facts)}, dataset: $dataset, runId: $runId}}) RETURN count(i)"
    )


def _facts_columns(facts: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return a column for each property that any of them has."""
    names = [name for name in NAMES if any(name in each for each in facts)]
    return {name: [each.get(name) for each in facts] for name in names}


def _besides_the_first(
    fresh: Mapping[str, Wanted], gained: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Return items and publishers that were not written when the item was created."""
    return [
        (id_, actor) for id_, new in gained.items() for actor in (new[1:] if id_ in fresh else new)
    ]


def _publish(tx: Transaction, stamp: Stamp, pairs: Sequence[tuple[str, str]]) -> None:
    if pairs:
        ids, publishers = [id_ for id_, _ in pairs], [actor for _, actor in pairs]
        written = tx.run(_PUBLISH, id=ids, actor=publishers, runId=stamp.run_id).rows[0][0]
        check_written(written, len(pairs))


def _update(
    tx: Transaction,
    stamp: Stamp,
    known: Mapping[str, Mapping[str, Any]],
    changes: Mapping[str, dict[str, Any]],
) -> None:
    """Set the properties that change, in one statement for each set of them.

    An item that was known only because another one amplifies it now comes from this data set.
    """
    by_names: dict[tuple[str, ...], list[str]] = {}
    filled: dict[str, dict[str, Any]] = {}
    for id_, change in changes.items():
        origin = stamp.as_parameters() if "kind" not in known[id_] and "kind" in change else {}
        filled[id_] = {**change, **origin}
        by_names.setdefault(tuple(sorted(filled[id_])), []).append(id_)
    for names, ids in by_names.items():
        columns = {name: [filled[id_][name] for id_ in ids] for name in names}
        tx.run(statements.update_nodes("Item", names), id=ids, **columns)


def _amplify(tx: Transaction, stamp: Stamp, new: Sequence[tuple[str, Edge]]) -> None:
    for label, direct in (("Item", False), ("Actor", True)):
        some = [pair for pair in new if pair[1].direct is direct]
        if some:
            statement = _AMPLIFY.format(label=label)
            written = tx.run(statement, **_columns(some), runId=stamp.run_id).rows[0][0]
            check_written(written, len(some))


def _columns(edges: Collection[tuple[str, Edge]]) -> dict[str, list[str]]:
    return {
        "id": [id_ for id_, _ in edges],
        "kind": [edge.kind for _, edge in edges],
        "target": [edge.target for _, edge in edges],
    }


def _aggregate(found: Evidenced, aggregates: Aggregates) -> None:
    for path, count in found.paths:
        aggregates.add(path.actor, path.target, path.kind, path.at, count)
    for pair in found.changed:
        aggregates.recompute(pair)

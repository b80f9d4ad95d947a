"""Write interactions whose items are new: an item, its publisher and its target in one go."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from graph import statements
from graph.database import Transaction
from graph.model import ITEM
from loaders.records import InteractionRecord
from loaders.write.aggregate import Aggregates, check_written
from loaders.write.stamp import Stamp

_FIND_ITEMS = "UNWIND range(0, size($id) - 1) AS k MATCH (i:Item {id: $id[k]}) RETURN i.id"
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
    elsewhere: Container[str],
    aggregates: Aggregates,
    *,
    look: bool,
) -> tuple[set[int], list[Evidence]]:
    """Write the interactions whose items the graph does not hold.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        evidence: The interactions.
        actors: Any actor id in them -> the actor's own id.
        elsewhere: Items that the batch says more of, which are left to `loaders.write.items`.
        aggregates: What is new is added here.
        look: Look which of the items the graph holds; otherwise none is expected to be there,
            and one that is makes the transaction fail.

    Returns:
        The rows that were new, and the interactions that are left to `loaders.write.items`:
        of their item something is known already.

    Raises:
        AmpnetError: An actor vanished while the batch was written; nothing was kept.
        DuplicateIdError: An item was there that was not looked for, now or at the commit.
    """
    if not evidence:
        return set(), []
    held = (
        {id_ for (id_,) in tx.run(_FIND_ITEMS, id=[e.item for e in evidence]).rows} if look else ()
    )
    left: list[Evidence] = []
    fresh: dict[str, Evidence] = {}
    for each in evidence:
        if each.item in held or each.item in fresh or each.item in elsewhere:
            left.append(each)
        else:
            fresh[each.item] = each
    new = list(fresh.values())
    _create_items(tx, stamp, new, actors)
    for each in new:
        r = each.record
        aggregates.add(actors[r.actor], actors[r.target], r.kind.value, r.at)
    return {each.row for each in new}, left


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
    check_written(written, len(new))


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

"""Write interactions whose items are new: an item, its publisher and its target in one go.

To lay them out for the statement takes a quarter of a load's time in Python, and needs nothing
from the database. So it is a step of its own, `arrange`, which the thread that reads ahead does.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
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


@dataclass(frozen=True)
class Arranged:
    """Interactions as they are written.

    Attributes:
        rows: The rows of those that are new.
        pairs: Who amplifies, whom, and where in `facts` their items start and end.
        facts: Columns of the new items, those of a pair beside each other, so that both its
            ends are looked up once.
        sums: What the new ones add to the aggregated edges.
        left: Those whose item stands here already or is known from elsewhere: they are left to
            `loaders.write.items`.
    """

    rows: set[int]
    pairs: dict[str, list[Any]]
    facts: dict[str, list[Any]]
    sums: Aggregates
    left: list[Evidence]


def arrange(evidence: Sequence[Evidence], elsewhere: Container[str]) -> Arranged:
    """Lay interactions out for writing.

    Args:
        evidence: The interactions of a batch.
        elsewhere: Items that the batch says more of, or that the graph holds.
    """
    left: list[Evidence] = []
    fresh: set[str] = set()
    pairs: dict[tuple[str, str], list[Evidence]] = {}
    for each in evidence:
        if each.item in fresh or each.item in elsewhere:
            left.append(each)
        else:
            fresh.add(each.item)
            pairs.setdefault((each.record.actor, each.record.target), []).append(each)
    sums = Aggregates()
    for (actor, target), items in pairs.items():
        sums.add_pair(actor, target, ((e.record.kind.value, e.record.at) for e in items))
    ordered = [each for items in pairs.values() for each in items]
    until = list(accumulate(map(len, pairs.values())))
    ends: dict[str, list[Any]] = {
        "actor": [actor for actor, _ in pairs],
        "target": [target for _, target in pairs],
        "start": [0, *until[:-1]],
        "end": [n - 1 for n in until],
    }
    return Arranged({each.row for each in ordered}, ends, _facts(ordered), sums, left)


def find_held(tx: Transaction, evidence: Sequence[Evidence]) -> set[str]:
    """Return which items of the interactions the graph holds."""
    if not evidence:
        return set()
    return {id_ for (id_,) in tx.run(_FIND_ITEMS, id=[each.item for each in evidence]).rows}


def write_interactions(tx: Transaction, stamp: Stamp, arranged: Arranged) -> None:
    """Create the items with their publisher and the one they amplify, in one statement.

    Raises:
        AmpnetError: An actor vanished while the batch was written; nothing was kept.
        DuplicateIdError: The graph holds an item, found out now or at the commit.
    """
    if not arranged.rows:
        return
    statement = _create_statement(tuple(arranged.facts))
    found = tx.run(statement, **arranged.pairs, **arranged.facts, **stamp.as_parameters()).rows
    check_written(found[0][0], len(arranged.facts["id"]))


def _facts(evidence: Sequence[Evidence]) -> dict[str, list[Any]]:
    """Return the items' properties as columns, without those that none of them has."""
    records = [each.record for each in evidence]
    optional = [name for name in _OPTIONAL if any(getattr(r, name) is not None for r in records)]
    return {
        "id": [each.item for each in evidence],
        "kind": [r.kind.value for r in records],
        "publishedAt": [r.at for r in records],
        "timePrecision": [r.precision.value for r in records],
        **{name: [getattr(r, name) for r in records] for name in optional},
    }


def _create_statement(names: tuple[str, ...]) -> str:
    facts = statements.assignments(ITEM.properties, names, ": ")
    return (
        "UNWIND range(0, size($actor) - 1) AS p "
        "MATCH (a:Actor {id: $actor[p]}) MATCH (b:Actor {id: $target[p]}) "
        "UNWIND range($start[p], $end[p]) AS k "
        "CREATE (a)-[:PUBLISHED {runId: $runId}]->"
        f"(i:Item {{{', '.join(facts)}, dataset: $dataset, runId: $runId}})"
        "-[:AMPLIFIES {kind: $kind[k], runId: $runId}]->(b) RETURN count(i)"
    )

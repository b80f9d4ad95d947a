"""Write assessments: who says, with which source, that an actor is tied to a state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph import statements
from graph.database import Transaction
from loaders.records import ActorRecord
from loaders.write.parties import write_states
from loaders.write.stamp import Stamp

_FIND = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (a:Actor {id: $id[k]})-[r:ATTRIBUTED_TO]->(s:State) "
    "RETURN a.id, s.id, r.source, r.category"
)
_COLUMNS = (
    "source", "category", "assessedAt", "sourceUrl", "archivedUrl", "quote", "confidence",
)  # fmt: skip


def write_assessments(
    tx: Transaction, stamp: Stamp, records: Sequence[tuple[int, ActorRecord]]
) -> set[str]:
    """Record who ties which actor to which state; return the actors of whom that is new."""
    new: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for _, record in records:
        for assessment in record.assessments:
            key = (
                record.ids[0],
                f"state:{assessment.state}",
                assessment.source.source,
            )
            values = (
                assessment.source.source,
                assessment.category.value,
                assessment.assessed_at,
                assessment.source.sourceUrl,
                assessment.source.archivedUrl,
                assessment.source.quote,
                assessment.source.confidence.value,
            )
            new.setdefault(key, values)
    if not new:
        return set()
    actors = list(dict.fromkeys(actor for actor, _, _ in new))
    held = {(a, s, source) for a, s, source, _ in tx.run(_FIND, id=actors).rows}
    new = {key: values for key, values in new.items() if key not in held}
    if not new:
        return set()
    write_states(tx, stamp, {state for _, state, _ in new})
    columns = dict(zip(_COLUMNS, map(list, zip(*new.values(), strict=True)), strict=True))
    merge = statements.merge_relationships(
        "ATTRIBUTED_TO", "Actor", "State", _COLUMNS, ("dataset", "runId")
    )
    tx.run(
        merge,
        start=[actor for actor, _, _ in new],
        end=[state for _, state, _ in new],
        **columns,
        **stamp.as_parameters(),
    )
    return {actor for actor, _, _ in new}

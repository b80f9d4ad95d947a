"""Write organisations, states, hosts and the formal ties between parties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from babel import Locale

from graph import statements
from graph.database import Transaction
from loaders.records import EntityRecord, OrganizationRecord, TieRecord
from loaders.write.stamp import Stamp

_LABELS = {
    "org": "Organization",
    "state": "State",
    "host": "Host",
    "campaign": "Campaign",
    "technique": "Technique",
    "narrative": "Narrative",
    "entity": "Entity",
}


def label_of(party: str) -> str:
    """Return the label of a party's node, from its id."""
    return _LABELS.get(party.partition(":")[0], "Actor")


def write_states(tx: Transaction, stamp: Stamp, ids: Iterable[str]) -> set[str]:
    """Create states that are missing, under their English names; return the new ones."""
    names = Locale.parse("en").territories
    return _write_named(
        tx, stamp, "State", {id_: {"name": str(names[id_.removeprefix("state:")])} for id_ in ids}
    )


def write_organizations(
    tx: Transaction, stamp: Stamp, records: Sequence[OrganizationRecord]
) -> set[str]:
    """Create or update organisations; return the ids that are new or changed."""
    wanted: dict[str, dict[str, Any]] = defaultdict(dict)
    for record in records:
        for name in ("name", "country", "kind"):
            if (value := getattr(record, name)) is not None:
                wanted[record.id].setdefault(name, value)
    return _write_named(tx, stamp, "Organization", wanted)


def write_entities(tx: Transaction, stamp: Stamp, records: Sequence[EntityRecord]) -> set[str]:
    """Create or update what is neither actor nor item; return the ids that changed."""
    wanted: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for record in records:
        wanted[label_of(record.id)].setdefault(record.id, {}).update(record.facts)
    changed = write_states(tx, stamp, wanted.pop("State", {}))
    for label, facts in wanted.items():
        changed |= _write_named(tx, stamp, label, facts)
    return changed


def _write_named(
    tx: Transaction, stamp: Stamp, label: str, wanted: Mapping[str, Mapping[str, Any]]
) -> set[str]:
    """Create the nodes that are missing and set the facts that differ."""
    if not wanted:
        return set()
    existing = dict(tx.run(statements.find_nodes(label), id=list(wanted)).rows)
    names = tuple(sorted({name for facts in wanted.values() for name in facts}))
    new = [id_ for id_ in wanted if id_ not in existing]
    changed = [
        id_
        for id_ in wanted
        if id_ in existing
        and any(existing[id_].get(name) != value for name, value in wanted[id_].items())
    ]
    if new:
        constants = _constants(stamp, label, len(new))
        columns = {name: [wanted[id_].get(name) for id_ in new] for name in names}
        tx.run(statements.create_nodes(label, (*names, *constants)), id=new, **columns, **constants)
    if changed:
        columns = {
            name: [wanted[id_].get(name, existing[id_].get(name)) for id_ in changed]
            for name in names
        }
        tx.run(statements.update_nodes(label, names), id=changed, **columns)
    return {*new, *changed}


def _constants(stamp: Stamp, label: str, rows: int) -> dict[str, list[str]]:
    known = {p.name for p in statements.node_label(label).properties}
    return {k: [v] * rows for k, v in stamp.as_parameters().items() if k in known}


def write_ties(tx: Transaction, stamp: Stamp, ties: Sequence[tuple[int, TieRecord]]) -> set[int]:
    """Create the ties that are missing.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        ties: Row of the batch and the tie.

    Returns:
        The rows whose tie is new.
    """
    if not ties:
        return set()
    _write_ends(tx, stamp, ties)
    groups: dict[tuple[str, str, str], list[tuple[int, TieRecord]]] = defaultdict(list)
    for row, tie in ties:
        groups[tie.type, label_of(tie.start), label_of(tie.end)].append((row, tie))
    new_rows: set[int] = set()
    for (kind, start_label, end_label), group in groups.items():
        new_rows |= _write_group(tx, stamp, kind, start_label, end_label, group)
    return new_rows


def _write_ends(tx: Transaction, stamp: Stamp, ties: Sequence[tuple[int, TieRecord]]) -> None:
    """Create what a tie names and nothing else describes, whichever label it has."""
    by_label: dict[str, set[str]] = defaultdict(set)
    for _, tie in ties:
        for end in (tie.start, tie.end):
            by_label[label_of(end)].add(end)
    write_states(tx, stamp, by_label["State"])
    for label in set(_LABELS.values()) - {"State"}:
        ids = sorted(by_label[label])
        if not ids:
            continue
        held = set(dict(tx.run(statements.find_nodes(label), id=ids).rows))
        missing = {id_: _bare_facts(label, id_) for id_ in ids if id_ not in held}
        _write_named(tx, stamp, label, missing)


def _bare_facts(label: str, id_: str) -> dict[str, Any]:
    key = id_.partition(":")[2]
    return {"kind": key.partition("-")[0]} if label == "Host" else {"name": key}


def _write_group(
    tx: Transaction,
    stamp: Stamp,
    kind: str,
    start_label: str,
    end_label: str,
    group: Sequence[tuple[int, TieRecord]],
) -> set[int]:
    """Create the ties of one type between two labels."""
    key = statements.relationship_type(kind).key

    def facts_of(tie: TieRecord) -> dict[str, Any]:
        source = {k: v for k, v in tie.source._asdict().items() if v is not None}
        return {**source, "confidence": tie.source.confidence.value, **tie.facts}

    find = (
        "UNWIND range(0, size($start) - 1) AS k "
        f"MATCH (a:{start_label} {{id: $start[k]}})-[r:{kind}]->(b:{end_label} {{id: $end[k]}}) "
        f"RETURN a.id, b.id, {', '.join(f'r.{name}' for name in key)}"
    )
    held = {
        tuple(found)
        for found in tx.run(
            find, start=[tie.start for _, tie in group], end=[tie.end for _, tie in group]
        ).rows
    }
    new: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for row, tie in group:
        facts = facts_of(tie)
        identity = (tie.start, tie.end, *(facts.get(name) for name in key))
        if identity not in held:
            new.setdefault(identity, (row, facts))
    if not new:
        return set()
    names = tuple(sorted({name for _, facts in new.values() for name in facts}))
    tx.run(
        statements.merge_relationships(kind, start_label, end_label, names, ("dataset", "runId")),
        start=[identity[0] for identity in new],
        end=[identity[1] for identity in new],
        **{name: [facts.get(name) for _, facts in new.values()] for name in names},
        **stamp.as_parameters(),
    )
    return {row for row, _ in new.values()}

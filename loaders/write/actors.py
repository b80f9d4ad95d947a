"""Write actors: one node for each real one, with its roles, aliases and assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph import statements
from graph.database import Transaction
from graph.identity import identify
from graph.vocabulary import Role
from loaders.records import ActorRecord, Refusal
from loaders.write.parties import write_states
from loaders.write.stamp import Stamp

_FIND_ALIASES = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (l:Alias {id: $id[k]})-[:ALIAS_OF]->(a:Actor) RETURN l.id, a.id"
)
_FIND_ASSESSMENTS = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (a:Actor {id: $id[k]})-[r:ATTRIBUTED_TO]->(s:State) "
    "RETURN a.id, s.id, r.source, r.category"
)
_FIND_OUTGROWN = "MATCH (a:Actor:Account) WHERE NOT 'Account' IN a.roles RETURN a.id"
_ASSESSMENT_COLUMNS = (
    "source", "category", "assessedAt", "sourceUrl", "archivedUrl", "quote", "confidence",
)  # fmt: skip


@dataclass
class ActorsWritten:
    """What became of the actors of a batch.

    Attributes:
        ids: Any id that was asked for -> the id of the actor that it names.
        created: Actors that are new.
        changed: Actors that are new or gained something.
        outgrown: Actors whose label `Account` has to go, in a transaction of its own.
        warnings: Row of the batch -> what could not be used.
    """

    ids: dict[str, str]
    created: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    outgrown: list[str] = field(default_factory=list)
    warnings: dict[int, list[Refusal]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class _Wanted:
    """What the rows of a batch say of one actor, taken together."""

    facts: dict[str, Any] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)


def write_actors(
    tx: Transaction,
    stamp: Stamp,
    records: Sequence[tuple[int, ActorRecord]],
    mentioned: Iterable[str],
) -> ActorsWritten:
    """Write the actors that a batch states or mentions.

    Within one batch the first row that states a fact wins; over batches and loads the newer
    one does. A role is only ever added; `Account` goes when a source knows better.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        records: Row of the batch and what it states.
        mentioned: Ids that interactions and ties name; missing ones become accounts.
    """
    firsts = [record.ids[0] for _, record in records]
    asked = list(dict.fromkeys([*firsts, *mentioned]))
    existing = _existing(tx, asked)
    ids = {id_: id_ for id_ in existing}
    ids |= _aliases(tx, [id_ for id_ in asked if id_ not in ids])
    existing |= _existing(tx, {a for a in ids.values() if a not in existing})

    wanted: dict[str, _Wanted] = {}
    for id_ in asked:
        wanted.setdefault(ids.setdefault(id_, id_), _Wanted())
    for _, record in records:
        want = wanted[ids[record.ids[0]]]
        want.roles.update(record.roles)
        for name, value in record.facts.items():
            want.facts.setdefault(name, value)

    written = ActorsWritten(ids)
    _create(tx, stamp, {i: w for i, w in wanted.items() if i not in existing}, written)
    _update(tx, {i: w for i, w in wanted.items() if i in existing}, existing, written)
    _write_aliases(tx, stamp, records, written)
    _write_assessments(tx, stamp, records, written)
    return written


def drop_account_labels(tx: Transaction, ids: Sequence[str] | None = None) -> int:
    """Take the label `Account` from actors of which more is known, in a transaction of its own.

    The embedded engine changes the labels of a node once in a transaction, and the batch has
    added some. Between the two an actor has one label too many; its `roles` are right.

    Args:
        tx: A transaction after the batch's.
        ids: The actors; by default all that a load which was killed has left so.

    Returns:
        How many there were.
    """
    if ids is None:
        ids = [id_ for (id_,) in tx.run(_FIND_OUTGROWN).rows]
    if ids:
        tx.run(statements.drop_label("Actor", Role.ACCOUNT.value), id=ids)
    return len(ids)


def _existing(tx: Transaction, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    ids = list(ids)
    if not ids:
        return {}
    return dict(tx.run(statements.find_nodes("Actor"), id=ids).rows)


def _aliases(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    return dict(tx.run(_FIND_ALIASES, id=ids).rows) if ids else {}


def _create(
    tx: Transaction, stamp: Stamp, wanted: Mapping[str, _Wanted], written: ActorsWritten
) -> None:
    """Create actors, those of the same roles in one statement."""
    by_roles: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id_, want in wanted.items():
        by_roles[tuple(sorted(want.roles)) or (Role.ACCOUNT.value,)].append(id_)
    for roles, ids in by_roles.items():
        facts = [_with_identity(id_, wanted[id_].facts) for id_ in ids]
        names = tuple(sorted({name for each in facts for name in each}))
        columns = {name: [each.get(name) for each in facts] for name in names}
        constants = {
            "roles": [list(roles)] * len(ids),
            "dataset": [stamp.dataset] * len(ids),
            "runId": [stamp.run_id] * len(ids),
        }
        statement = statements.create_nodes("Actor", (*names, *constants), roles)
        tx.run(statement, id=ids, **columns, **constants)
    written.created.update(wanted)
    written.changed.update(wanted)


def _with_identity(id_: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what an id says by itself: platform, handle, address."""
    identity = identify(id_)
    return {
        "platform": identity.platform,
        "handle": identity.handle,
        "url": identity.url,
        "name": identity.handle,
        **facts,
    }


def _update(
    tx: Transaction,
    wanted: Mapping[str, _Wanted],
    existing: Mapping[str, Mapping[str, Any]],
    written: ActorsWritten,
) -> None:
    """Set the facts that differ, in one statement for each set of properties."""
    by_names: dict[tuple[str, ...], list[str]] = defaultdict(list)
    changes: dict[str, dict[str, Any]] = {}
    gained: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id_, want in wanted.items():
        old = existing[id_]
        change = {name: value for name, value in want.facts.items() if old.get(name) != value}
        roles = set(old.get("roles") or ())
        if new := want.roles - roles:
            gained[tuple(sorted(new))].append(id_)
            roles |= new
            if Role.ACCOUNT.value in roles and len(roles) > 1:
                roles.discard(Role.ACCOUNT.value)
                written.outgrown.append(id_)
            change["roles"] = sorted(roles)
        if change:
            changes[id_] = change
            by_names[tuple(sorted(change))].append(id_)
    for names, ids in by_names.items():
        columns = {name: [changes[id_][name] for id_ in ids] for name in names}
        tx.run(statements.update_nodes("Actor", names), id=ids, **columns)
    for new_roles, ids in gained.items():
        tx.run(statements.add_labels("Actor", new_roles), id=ids)
    written.changed.update(changes)


def _write_aliases(
    tx: Transaction,
    stamp: Stamp,
    records: Sequence[tuple[int, ActorRecord]],
    written: ActorsWritten,
) -> None:
    """Record the other ids of each actor.

    An id that already names another actor is not moved: two officials share the page of
    their embassy. An id that was loaded as an actor of its own is tied by `SAME_AS`, which
    can be undone.
    """
    other_ids = list(dict.fromkeys(id_ for _, record in records for id_ in record.ids[1:]))
    if not other_ids:
        return
    owners = _aliases(tx, other_ids)
    held = set(owners)
    standalone = set(_existing(tx, other_ids))
    new: dict[str, str] = {}
    same: dict[tuple[str, str], None] = {}
    for row, record in records:
        actor = written.ids[record.ids[0]]
        for other in record.ids[1:]:
            if other == actor:
                continue
            if other in standalone:
                same[actor, other] = None
            elif owners.setdefault(other, actor) != actor:
                reason = f"{other} already names {owners[other]}, so it was not made an alias"
                written.warnings[row].append(Refusal("", reason))
            elif other not in held:
                new[other] = actor
    if new:
        identities = [identify(id_) for id_ in new]
        ids = list(new)
        statement = statements.create_nodes("Alias", ("platform", "handle", "url", "runId"))
        tx.run(
            statement,
            id=ids,
            platform=[i.platform for i in identities],
            handle=[i.handle for i in identities],
            url=[i.url for i in identities],
            runId=[stamp.run_id] * len(ids),
        )
        merge = statements.merge_relationships(
            "ALIAS_OF", "Alias", "Actor", (), ("dataset", "runId")
        )
        tx.run(merge, start=ids, end=list(new.values()), **stamp.as_parameters())
        written.changed.update(new.values())
    if same:
        merge = statements.merge_relationships(
            "SAME_AS", "Actor", "Actor", (), ("source", "dataset", "runId")
        )
        reason = "Two ids stand in one row of the registry"
        tx.run(
            merge,
            start=[pair[0] for pair in same],
            end=[pair[1] for pair in same],
            **{**stamp.as_parameters(), "source": reason},
        )


def _write_assessments(
    tx: Transaction,
    stamp: Stamp,
    records: Sequence[tuple[int, ActorRecord]],
    written: ActorsWritten,
) -> None:
    """Record who ties which actor to which state."""
    new: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for _, record in records:
        for assessment in record.assessments:
            key = (
                written.ids[record.ids[0]],
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
        return
    actors = list(dict.fromkeys(actor for actor, _, _ in new))
    held = {(a, s, source) for a, s, source, _ in tx.run(_FIND_ASSESSMENTS, id=actors).rows}
    new = {key: values for key, values in new.items() if key not in held}
    if not new:
        return
    write_states(tx, stamp, {state for _, state, _ in new})
    columns = dict(
        zip(_ASSESSMENT_COLUMNS, map(list, zip(*new.values(), strict=True)), strict=True)
    )
    merge = statements.merge_relationships(
        "ATTRIBUTED_TO", "Actor", "State", _ASSESSMENT_COLUMNS, ("dataset", "runId")
    )
    tx.run(
        merge,
        start=[actor for actor, _, _ in new],
        end=[state for _, state, _ in new],
        **columns,
        **stamp.as_parameters(),
    )
    written.changed.update(actor for actor, _, _ in new)

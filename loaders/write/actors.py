"""Write actors: one node for each real one, with its roles and aliases."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from graph import statements
from graph.database import Transaction
from graph.identity import identify
from graph.vocabulary import Role
from loaders.records import ActorRecord
from loaders.write.aliases import write_aliases
from loaders.write.assessments import write_assessments
from loaders.write.names import write_names
from loaders.write.said import Said, news_of, news_of_sightings, with_sightings
from loaders.write.sightings import Sightings
from loaders.write.stamp import Stamp

_FIND_OUTGROWN = "MATCH (a:Actor:Account) WHERE NOT 'Account' IN a.roles RETURN a.id"


@dataclass
class ActorsWritten:
    """What became of the actors of a batch.

    Attributes:
        said: The actors that were asked for, which are in the graph now, with what was said of
            them.
        created: Actors that are new.
        changed: Actors that are new or gained something.
        outgrown: Actors whose label `Account` has to go, in a transaction of its own.
    """

    said: dict[str, Said] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    outgrown: list[str] = field(default_factory=list)


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
    known: Mapping[str, Said] = MappingProxyType({}),
    seen: Sightings | None = None,
) -> ActorsWritten:
    """Write the actors that a batch states or mentions, each under the id that it is given.

    An id that is somebody's other id gets an actor of its own when it is seen to act: what it
    did stays under that id, and `graph.linking` says who it is (docs/linking.md). So the order
    in which registries and interactions are loaded changes nothing.

    Of rows that state a fact differently the last one wins, in one batch as over many. A role is
    only ever added; `Account` goes when a source knows better.

    Args:
        tx: The batch's transaction.
        stamp: Run and data set.
        records: Row of the batch and what it states.
        mentioned: Ids that interactions and ties name; missing ones become accounts.
        known: What earlier batches have said; nothing of it is written again.
        seen: When actors were seen, under which other ids and names.
    """
    records, said = news_of(records, known)
    asked = list(dict.fromkeys([*said, *(id_ for id_ in mentioned if id_ not in known)]))
    existing = _existing(tx, asked, {name for _, record in records for name in record.facts})
    wanted = {id_: _Wanted() for id_ in asked}
    for _, record in records:
        want = wanted[record.ids[0]]
        want.roles.update(record.roles)
        want.facts.update(record.facts)

    written = ActorsWritten({id_: said.get(id_, Said()) for id_ in asked})
    _create(tx, stamp, {i: w for i, w in wanted.items() if i not in existing}, written)
    _update(tx, {i: w for i, w in wanted.items() if i in existing}, existing, written)
    stated = [record for _, record in records]
    news = news_of_sightings(seen or Sightings(), known)
    written.changed.update(write_aliases(tx, stamp, stated, news.ids))
    written.changed.update(write_names(tx, news.names))
    written.said.update(with_sightings(ChainMap(written.said, dict(known)), news))
    written.changed.update(write_assessments(tx, stamp, records))
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


def _existing(
    tx: Transaction, ids: Sequence[str], names: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return the roles and the named properties of the actors that exist."""
    if not ids:
        return {}
    columns = tuple(sorted({"roles", *names}))
    rows = tx.run(statements.find_properties("Actor", columns), id=ids).rows
    return {id_: dict(zip(columns, values, strict=True)) for id_, *values in rows}


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
        "name": facts.get("handle", identity.handle),
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

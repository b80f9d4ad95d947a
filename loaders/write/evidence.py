"""Which evidence a batch adds: every way from a publisher over an item to the one amplified.

The evidence for `(a)-[:AMPLIFIED {kind}]->(b)` are the relationships by which an item of a
amplifies b, or an item that b published. A batch can add to it in four ways: by a new
relationship, by a publisher of the amplifying item, by a publisher of the amplified one, and by
a time that was not known.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.database import Transaction
from loaders.write import held
from loaders.write.aggregate import Pair
from loaders.write.facts import Facts
from loaders.write.plan import Edge, Wanted

_FIND_DIRECT = (
    "UNWIND range(0, size($id) - 1) AS k "
    "MATCH (i:Item {id: $id[k]}) MATCH (b:Actor {id: $target[k]}) "
    "MATCH (i)-[e:AMPLIFIES {kind: $kind[k]}]->(b) RETURN k"
)


class Path(NamedTuple):
    """One piece of evidence: who amplified whom, how, and when."""

    actor: str
    target: str
    kind: str
    at: int | None


@dataclass
class Evidenced:
    """What a batch adds.

    Attributes:
        new: Relationships to create: an item and what it amplifies.
        withdrawn: Relationships to actors that one to an item of theirs has replaced.
        paths: Evidence, with 1 if it is new and 0 if only its time is.
        changed: Aggregated edges whose evidence has another time than before.
    """

    new: list[tuple[str, Edge]] = field(default_factory=list)
    withdrawn: dict[tuple[str, Edge], None] = field(default_factory=dict)
    paths: list[tuple[Path, int]] = field(default_factory=list)
    changed: set[Pair] = field(default_factory=set)


def evidence(
    tx: Transaction,
    wanted: Mapping[str, Wanted],
    known: Mapping[str, Facts],
    published: Mapping[str, set[str]],
    gained: Mapping[str, Sequence[str]],
    changes: Mapping[str, Mapping[str, Any]],
) -> Evidenced:
    """Find what a batch adds, before any of it is written.

    Args:
        tx: The batch's transaction.
        wanted: What the batch says, by item.
        known: The items of it that exist, with their properties.
        published: Who is known to have published them.
        gained: The publishers of each that are new.
        changes: Properties of existing items that change.
    """
    found = Evidenced()
    retimed = {id_ for id_, change in changes.items() if "publishedAt" in change}
    moved = {id_ for id_ in known if gained[id_]} | retimed
    before = held.edges(tx, [id_ for id_ in known if wanted[id_].edges or id_ in moved])
    working = _Publishers(published, gained)
    working.look_up(tx, _targets_elsewhere(wanted, before, moved))
    done = set()
    for id_, want in wanted.items():
        old = before.get(id_, set())
        fresh = [edge for edge in want.edges if edge not in old]
        if not fresh and id_ not in moved:
            continue
        done.add(id_)
        facts = known.get(id_, {})
        at, at_before = _time(facts, want, changes.get(id_)), facts.get("publishedAt")
        _of_item(found, id_, old, fresh, working, (at_before, at))
    _toward_items(tx, found, [id_ for id_ in known if gained[id_]], done, working)
    return found


class _Publishers:
    """Who published an item, before the batch and after it."""

    def __init__(
        self, published: Mapping[str, set[str]], gained: Mapping[str, Sequence[str]]
    ) -> None:
        self._published = dict(published)
        self._gained = gained

    def look_up(self, tx: Transaction, ids: Iterable[str]) -> None:
        """Read those of more items."""
        self._published |= held.publishers(tx, list(ids))

    def before(self, item: str) -> set[str]:
        return self._published.get(item, set())

    def after(self, item: str) -> set[str]:
        return self.before(item) | set(self._gained.get(item, ()))

    def amplified(self, edge: Edge) -> tuple[set[str], set[str]]:
        """Return whom a relationship amplifies, before and after."""
        if edge.direct:
            return {edge.target}, {edge.target}
        return self.before(edge.target), self.after(edge.target)


def _time(facts: Facts, want: Wanted, change: Mapping[str, Any] | None) -> int | None:
    """Return when an item was published, by all that is known after the batch."""
    said: Mapping[str, Any] = {**(facts or want.facts), **(change or {})}
    at: int | None = said.get("publishedAt")
    return at


def _targets_elsewhere(
    wanted: Mapping[str, Wanted], before: Mapping[str, set[Edge]], moved: set[str]
) -> set[str]:
    """Return items that the batch does not name, and that items of it amplify already."""
    return {
        edge.target
        for id_, edges in before.items()
        for edge in edges
        if not edge.direct and edge.target not in wanted
        and (id_ in moved or not edges >= wanted[id_].edges.keys())
    }  # fmt: skip


def _of_item(
    found: Evidenced,
    id_: str,
    old: set[Edge],
    fresh: Sequence[Edge],
    publishers: _Publishers,
    times: tuple[int | None, int | None],
) -> None:
    """Add the evidence that goes out from one item."""
    at_before, at = times
    over_items = {
        (edge.kind, b)
        for edge in (*old, *fresh)
        if not edge.direct
        for b in publishers.amplified(edge)[1]
    }
    had = {
        (a, b, edge.kind)
        for edge in old
        if edge.direct
        for a in publishers.before(id_)
        for b in publishers.amplified(edge)[0]
    }
    for edge in sorted((*old, *fresh)):
        new = edge not in old
        if edge.direct and (edge.kind, edge.target) in over_items:
            if not new:
                found.withdrawn[id_, edge] = None
            continue
        if new:
            found.new.append((id_, edge))
        targets_before, targets = publishers.amplified(edge)
        for a in sorted(publishers.after(id_)):
            for b in sorted(targets):
                was = not new and a in publishers.before(id_) and b in targets_before
                replaced = not was and not edge.direct and (a, b, edge.kind) in had
                if replaced:
                    had.discard((a, b, edge.kind))  # counted once already, at the actor
                if not was and not replaced:
                    found.paths.append((Path(a, b, edge.kind, at), 1))
                elif at_before is None and at is not None:
                    found.paths.append((Path(a, b, edge.kind, at), 0))
                elif at != at_before:
                    found.changed.add((a, b, edge.kind))


def _toward_items(
    tx: Transaction,
    found: Evidenced,
    gained: Iterable[str],
    done: Container[str],
    publishers: _Publishers,
) -> None:
    """Add the evidence of older items toward items that have a publisher more now."""
    reached = [each for each in held.incoming(tx, gained) if each.amplifier not in done]
    publishers.look_up(tx, {each.amplifier for each in reached})
    candidates: list[tuple[held.Incoming, str]] = [
        (each, b)
        for each in reached
        for b in sorted(publishers.after(each.item) - publishers.before(each.item))
    ]
    if not candidates:
        return
    columns = {
        "id": [each.amplifier for each, _ in candidates],
        "kind": [each.kind for each, _ in candidates],
        "target": [b for _, b in candidates],
    }
    at_actor = {k for (k,) in tx.run(_FIND_DIRECT, **columns).rows}
    for k, (each, b) in enumerate(candidates):
        direct = each.amplifier, Edge(each.kind, b, direct=True)
        if k in at_actor and direct not in found.withdrawn:
            found.withdrawn[direct] = None  # counted once already, at the actor
            continue
        for a in sorted(publishers.before(each.amplifier)):
            found.paths.append((Path(a, b, each.kind, each.at), 1))

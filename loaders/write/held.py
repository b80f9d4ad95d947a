"""What the graph holds already of the items of a batch, read inside its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.database import Transaction
from loaders.write.facts import LISTS, TEXTS, Facts
from loaders.write.plan import Edge

_EACH = "UNWIND range(0, size($id) - 1) AS k MATCH (i:Item {id: $id[k]})"
_COLUMNS = ("kind", "timePrecision", *TEXTS, *LISTS)
_ITEMS = (
    f"{_EACH} RETURN i.id, datetime(i.publishedAt).epochMillis, "
    f"{', '.join(f'i.{name}' for name in _COLUMNS)}"
)
_PUBLISHERS = f"{_EACH}<-[:PUBLISHED]-(a:Actor) RETURN i.id, a.id"
_EDGES = f"{_EACH}-[e:AMPLIFIES]->(t) RETURN i.id, e.kind, t.id, labels(t)"
_INCOMING = (
    f"{_EACH}<-[e:AMPLIFIES]-(o:Item) "
    "RETURN i.id, e.kind, o.id, datetime(o.publishedAt).epochMillis"
)


@dataclass(frozen=True)
class Incoming:
    """A relationship by which another item amplifies one of the batch."""

    item: str
    kind: str
    amplifier: str
    at: int | None


def items(tx: Transaction, ids: Collection[str]) -> dict[str, Facts]:
    """Return the properties of the items that exist."""
    found: dict[str, Facts] = {}
    if ids:
        for id_, at, *values in tx.run(_ITEMS, id=list(ids)).rows:
            facts = dict(zip(_COLUMNS, values, strict=True))
            facts["publishedAt"] = at
            found[id_] = {name: value for name, value in facts.items() if value is not None}
    return found


def publishers(tx: Transaction, ids: Collection[str]) -> dict[str, set[str]]:
    """Return who published each item; an item that nobody is known to have published is absent."""
    found: dict[str, set[str]] = defaultdict(set)
    if ids:
        for id_, actor in tx.run(_PUBLISHERS, id=list(ids)).rows:
            found[id_].add(actor)
    return found


def edges(tx: Transaction, ids: Collection[str]) -> dict[str, set[Edge]]:
    """Return what each item amplifies."""
    found: dict[str, set[Edge]] = defaultdict(set)
    if ids:
        for id_, kind, target, labels in tx.run(_EDGES, id=list(ids)).rows:
            found[id_].add(Edge(kind, target, direct="Item" not in labels))
    return found


def incoming(tx: Transaction, ids: Iterable[str]) -> list[Incoming]:
    """Return by which relationships other items amplify these."""
    ids = list(ids)
    return [Incoming(*row) for row in tx.run(_INCOMING, id=ids).rows] if ids else []

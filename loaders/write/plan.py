"""What a batch says of items, taken together: the items, their publishers, what they amplify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.records import ItemRecord
from loaders.write.facts import Facts, facts_of, facts_of_id, merged


class Post(NamedTuple):
    """An item of a batch.

    Attributes:
        row: Row of the batch.
        id: Id of the item, the source's own or made from the content.
        record: What the source says.
    """

    row: int
    id: str
    record: ItemRecord


class Edge(NamedTuple):
    """What an item amplifies: `target` is an item's id or, if `direct`, an actor's."""

    kind: str
    target: str
    direct: bool


@dataclass
class Wanted:
    """What the rows of a batch say of one item.

    Attributes:
        facts: Its properties.
        publishers: Actors that published it, as keys.
        edges: What it amplifies, as keys.
        rows: Rows that said something new of it.
    """

    facts: Facts = field(default_factory=dict)
    publishers: dict[str, None] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)

    def take(self, row: int, facts: Facts, publisher: str | None, edges: Iterable[Edge]) -> None:
        """Add what a row says."""
        before = len(self.publishers), len(self.edges)
        both = merged(self.facts, facts)
        if publisher is not None:
            self.publishers[publisher] = None
        self.edges |= dict.fromkeys(edges)
        grown = before != (len(self.publishers), len(self.edges))
        if grown or not self.rows or both != self.facts:
            self.rows.append(row)
        self.facts = both


def plan(posts: Iterable[Post]) -> dict[str, Wanted]:
    """Return what a batch says, by item.

    One amplification is one relationship: to the item where that is known, whose publisher is
    then the one amplified, and to the actor only where the source has no item.
    """
    wanted: dict[str, Wanted] = {}
    for row, id_, record in posts:
        edges = []
        for each in record.amplified:
            if each.item is not None and each.item != id_:
                edges.append(Edge(each.kind.value, each.item, direct=False))
                of_target = wanted.setdefault(each.item, Wanted())
                of_target.take(row, facts_of_id(each.item), each.actor, ())
            elif each.actor is not None:
                edges.append(Edge(each.kind.value, each.actor, direct=True))
        facts = {**facts_of_id(id_), **facts_of(record)}
        wanted.setdefault(id_, Wanted()).take(row, facts, record.actor, edges)
    return wanted

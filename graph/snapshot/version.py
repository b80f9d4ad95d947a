"""Which state of the graph a snapshot shows, found out in a few milliseconds.

`(:Graph {id: 'graph'}).version` rises with every change that ampnet commits. A graph that was
changed by somebody's own Cypher is noticed by its counts per label and type, which both engines
keep ready (measured on 1.3 million relationships: 4 ms embedded, 15 ms on Neo4j).

Not noticed: an edit that leaves version and every count as they were, such as a property set by
hand. Neo4j's community edition does not tell its last transaction either (`lastCommittedTxn` is
null there), so such a change asks for `refresh`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import AmpnetError
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES

if TYPE_CHECKING:
    from graph.database import Database

_GRAPH = "MATCH (g:Graph {id: 'graph'}) RETURN g.version, g.storeId"


@dataclass(frozen=True, slots=True)
class GraphVersion:
    """Which graph, and which state of it.

    Attributes:
        store: Digest of what tells two stores apart: the database's name and, on Neo4j, its
            address and id. The embedded engine's address changes with every start.
        number: Changes that ampnet has committed; 0 for a graph that it never wrote.
        counts: Digest of the counts per label and type.
    """

    store: str
    number: int
    counts: str

    def __str__(self) -> str:
        return f"{self.number}-{self.counts}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes a label has, and how many relationships a type."""

    labels: Mapping[str, int]
    types: Mapping[str, int]


def read_version(database: Database) -> tuple[GraphVersion, Counts]:
    """Ask the database which state its graph is in."""
    rows = database.read(_GRAPH).rows
    number, store_id = rows[0] if rows else (0, None)
    counts = _embedded_counts(database) if database.engine == "embedded" else _counts(database)
    version = GraphVersion(
        store=_digest([database.connection.database, store_id, _place(database)]),
        number=number or 0,
        counts=_digest([sorted(counts.labels.items()), sorted(counts.types.items())]),
    )
    return version, counts


def _embedded_counts(database: Database) -> Counts:
    """The embedded engine counts relationships by walking them, but keeps statistics."""
    stats = database.read("CALL apoc.meta.stats()").as_dicts()[0]
    stats = stats.get("value", stats)
    return Counts(
        {k: v for k, v in stats["labels"].items() if v},
        {k: v for k, v in stats["relTypes"].items() if v},
    )


def _counts(database: Database) -> Counts:
    """Neo4j answers each term from its count store; as a UNION the same takes a second."""
    labels = [node.label for node in NODE_LABELS]
    types = [relationship.type for relationship in RELATIONSHIP_TYPES]
    terms = [f"COUNT {{ (:{label}) }}" for label in labels]
    terms += [f"COUNT {{ ()-[:{name}]->() }}" for name in types]
    numbers = database.read(f"RETURN [{', '.join(terms)}]").rows[0][0]
    found = dict(zip(labels + types, numbers, strict=True))
    return Counts(
        {label: found[label] for label in labels if found[label]},
        {name: found[name] for name in types if found[name]},
    )


def _place(database: Database) -> list[str]:
    """Neo4j names each store; a store made anew under an old address gets a new name."""
    if database.engine == "embedded":
        return []
    try:
        rows = database.read("CALL db.info() YIELD id RETURN id").rows
    except AmpnetError:  # a user without the right to call it
        rows = []
    return [database.connection.uri, *(str(row[0]) for row in rows)]


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""Constraints and indexes, made from the model."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Final

from graph.database import Database
from graph.errors import DuplicateIdError
from graph.labels.parts import PropertyType
from graph.model import NODE_LABELS

_COUNTED: Final = """
MATCH (g:Graph {id: 'graph'}) WHERE g.version IS NOT NULL AND g.storeId IS NOT NULL RETURN 1
"""
_COUNT: Final = """
MERGE (g:Graph {id: 'graph'})
SET g.version = coalesce(g.version, 0), g.storeId = coalesce(g.storeId, $storeId)
"""
_SHOW: Final = ("SHOW CONSTRAINTS YIELD name", "SHOW INDEXES YIELD name")


def constraints() -> dict[str, str]:
    """Return a uniqueness constraint for each label, by its name; it is the key's index too."""
    return {
        (name := f"{node.label.lower()}_id"): (
            f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        )
        for node in NODE_LABELS
    }


def indexes(engine: str = "neo4j") -> dict[str, str]:
    """Return an index for each property that queries look nodes up by, by its name.

    Times are asked for by range, and the embedded engine uses an index for equality alone: one on
    times would only cost it, a twelfth of a load (docs/decisions/0002).

    Args:
        engine: `neo4j` or `embedded`.
    """
    return {
        (name := f"{node.label.lower()}_{prop.name.lower()}"): (
            f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{prop.name})"
        )
        for node in NODE_LABELS
        for prop in node.properties
        if prop.indexed and not (engine == "embedded" and prop.type is PropertyType.DATETIME)
    }


def prepare(database: Database) -> None:
    """Create what is missing of constraints and indexes; doing it again changes nothing."""
    there = {name for show in _SHOW for (name,) in database.read(show).rows}
    for name, statement in {**constraints(), **indexes(database.engine)}.items():
        if name not in there:
            database.execute(statement)
    if not database.read(_COUNTED).rows:
        # Two programs may open a new database at once, and one of them comes second.
        with suppress(DuplicateIdError):
            database.execute(_COUNT, storeId=str(uuid.uuid4()))

"""Changes of the graph: they are counted in the graph itself, and writers of sums take turns."""

from __future__ import annotations

from typing import Final

from graph.database import Transaction

_COUNT: Final = "MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1"
# A property that never changes: Neo4j reads a version before it waits, and would then write back
# one that another transaction has counted on.
_WAIT: Final = "MATCH (g:Graph {id: 'graph'}) SET g.id = 'graph'"


def count_change(tx: Transaction) -> None:
    """Count the graph's version on, by which `graph.snapshot` notices that something changed."""
    tx.run(_COUNT)


def wait_for_writers(tx: Transaction) -> None:
    """Say first in a transaction that writes evidence and sums: no other runs beside it.

    Otherwise two of them could each create the same sum, or one sum up what the other is taking
    away. On Neo4j the second waits here until the first has ended. The embedded engine makes nobody
    wait: of two that began here and count a change, the later is refused, and is done again.
    """
    tx.run(_WAIT)

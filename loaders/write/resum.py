"""Sums made anew from the evidence that is left, where some of it was taken away."""

from __future__ import annotations

from collections.abc import Collection

from graph.database import Transaction
from loaders.write.aggregate import Aggregates

_EACH = "UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {id: $id[k]})"
_FORGET_EDGES = f"{_EACH} MATCH (a)-[r:AMPLIFIED]->() DELETE r"
_FORGET_SEEN = f"{_EACH} SET a.firstSeen = NULL, a.lastSeen = NULL"
_EVIDENCE = tuple(
    f"{_EACH} MATCH (a)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES]->{amplified} "
    "WITH a.id AS actor, b.id AS target, e.kind AS kind, count(*) AS count, "
    "min(i.publishedAt) AS first, max(i.publishedAt) AS last RETURN actor, target, kind, count, "
    "datetime(first).epochMillis, datetime(last).epochMillis"
    for amplified in ("(b:Actor)", "(:Item)<-[:PUBLISHED]-(b:Actor)")
)


def resum(tx: Transaction, amplifiers: Collection[str], seen: Collection[str]) -> None:
    """Write the aggregated edges from some actors anew, and when actors were seen.

    Args:
        tx: The transaction that takes evidence away, after it has done so.
        amplifiers: Actors whose edges are written anew.
        seen: Actors of whom it is found out anew when they were seen.
    """
    if amplifiers:
        tx.run(_FORGET_EDGES, id=list(amplifiers))
    if seen:
        tx.run(_FORGET_SEEN, id=list(seen))
    sums = Aggregates()
    if amplifiers:
        for statement in _EVIDENCE:
            rows = tx.run(statement, id=list(amplifiers)).rows
            for actor, target, kind, count, first, last in rows:
                sums.add(actor, target, kind, first, count)
                sums.add(actor, target, kind, last, 0)
    sums.see_again(seen)
    sums.write(tx, amplifiers)

"""A whole graph as lines of text, so that two graphs can be compared to the last property."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from hashlib import blake2b
from typing import Any

from graph.database import Database

OF_THE_OCCASION = frozenset({"startedAt", "finishedAt", "storeId"})
"""When a run began and ended, and which store it is: all that differs between two equal loads."""

_NODES = "MATCH (n) RETURN labels(n), properties(n)"
_RELATIONSHIPS = (
    "MATCH (a)-[r]->(b) RETURN labels(a), a.id, type(r), properties(r), labels(b), b.id"
)


def contents(database: Database, without: Collection[str] = OF_THE_OCCASION) -> Counter[str]:
    """Return a line for each node and each relationship, with how often it is there.

    Args:
        database: The graph.
        without: Properties to leave out.
    """
    lines: Counter[str] = Counter()
    with database.stream(_NODES) as (_, nodes):
        for labels, facts in nodes:
            lines[_line(sorted(labels), _plain(facts, without))] += 1
    with database.stream(_RELATIONSHIPS) as (_, relationships):
        for start_labels, start, kind, facts, end_labels, end in relationships:
            ends = sorted(start_labels), start, kind, sorted(end_labels), end
            lines[_line(*ends, _plain(facts, without))] += 1
    return lines


def digest(graph: Counter[str]) -> str:
    """Return the digest of a graph's lines."""
    text = "\n".join(f"{count} {line}" for line, count in sorted(graph.items()))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def differences(before: Counter[str], after: Counter[str], most: int = 5) -> list[str]:
    """Return lines that stand in one graph more often than in the other, `most` of each side."""
    gone = [f"- {line}" for line in sorted((before - after).elements())[:most]]
    new = [f"+ {line}" for line in sorted((after - before).elements())[:most]]
    return gone + new


def _plain(facts: dict[str, Any], without: Collection[str]) -> dict[str, Any]:
    return {name: facts[name] for name in sorted(facts) if name not in without}


def _line(*parts: Any) -> str:
    return json.dumps(parts, default=str, ensure_ascii=True)

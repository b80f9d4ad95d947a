"""The graph in a Cypher answer: its nodes, relationships and paths as a subgraph to draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from neo4j import graph as bolt_graph

from graph.database import Database, Rows
from graph.errors import AmpnetError
from graph.subgraph import Subgraph, SubgraphEdge, SubgraphNode
from loaders.datasets import datasets

_ENDS = "UNWIND $ids AS wanted MATCH (n) WHERE elementId(n) = wanted RETURN n"
_NAMES = ("name", "title", "handle", "id")
_SHOWN = frozenset(
    {"name", "title", "handle", "id", "country", "platform", "url", "language", "followers"}
)


class NothingToDrawError(AmpnetError):
    """An answer holds no nodes, relationships or paths."""


def subgraph_of(
    database: Database, rows: Rows, statement: str, parameters: Mapping[str, Any]
) -> Subgraph:
    """Gather what an answer holds of the graph, in lists and maps too.

    Ends of relationships that the answer itself does not hold are read from the database.

    Raises:
        NothingToDrawError: It holds only values.
    """
    entities = [entity for row in rows.rows for value in row for entity in _entities(value)]
    nodes = {e.element_id: e for e in entities if isinstance(e, bolt_graph.Node) and _known(e)}
    ties = {e.element_id: e for e in entities if isinstance(e, bolt_graph.Relationship)}
    missing = {
        end.element_id
        for tie in ties.values()
        for end in tie.nodes
        if end is not None and end.element_id not in nodes
    }
    if missing:
        found = database.read(_ENDS, {"ids": sorted(missing)}).rows
        nodes |= {node.element_id: node for (node,) in found}
    if not nodes:
        raise NothingToDrawError(
            "The answer holds no nodes, relationships or paths to draw.",
            "Return them: RETURN a, r, b or RETURN path.",
        )
    shown = {key: _node(node) for key, node in nodes.items()}
    edges = [_edge(tie, shown) for tie in ties.values() if _ends(tie) <= shown.keys()]
    # Sums of evidence carry no data set: any that was loaded may stand behind them.
    whose = [each.credit for each in datasets(database) if each.loads]
    return Subgraph(
        nodes=tuple({node.id: node for node in shown.values()}.values()),
        edges=tuple(edges),
        datasets=tuple(credit.dataset for credit in whose),
        credits=tuple(whose),
        title="Result of a Cypher query",
        description="Cut off at the most rows asked for." if rows.truncated else "",
        query=statement,
        parameters=dict(parameters),
        direction="Arrows point as they are stored: AMPLIFIED from the one who amplifies.",
    )


def _entities(value: Any) -> Iterator[bolt_graph.Entity]:
    if isinstance(value, bolt_graph.Path):
        yield from (*value.nodes, *value.relationships)
    elif isinstance(value, bolt_graph.Relationship):
        yield value
        yield from (end for end in value.nodes if end is not None)
    elif isinstance(value, bolt_graph.Node):
        yield value
    elif isinstance(value, Mapping):
        yield from _each(value.values())
    elif isinstance(value, list | tuple):
        yield from _each(value)


def _each(values: Iterable[Any]) -> Iterator[bolt_graph.Entity]:
    for value in values:
        yield from _entities(value)


def _known(node: bolt_graph.Node) -> bool:
    """Tell whether the answer says more of a node than that it is an end."""
    return bool(node.labels) or bool(len(node))


def _ends(tie: bolt_graph.Relationship) -> set[str]:
    return {end.element_id if end is not None else "" for end in tie.nodes}


def _node(node: bolt_graph.Node) -> SubgraphNode:
    facts = {
        str(key): value
        for key, value in node.items()
        if key not in _SHOWN and isinstance(value, str | int | float)
    }
    followers = node.get("followers")
    return SubgraphNode(
        id=_id(node),
        label=next((str(node[name]) for name in _NAMES if node.get(name)), ""),
        roles=tuple(sorted(node.labels - {"Actor"})),
        country=_text(node.get("country")),
        platform=_text(node.get("platform")),
        handle=_text(node.get("handle")),
        url=_text(node.get("url")),
        language=_text(node.get("language")),
        followers=followers if isinstance(followers, int) else None,
        facts=facts,
    )


def _edge(tie: bolt_graph.Relationship, nodes: Mapping[str, SubgraphNode]) -> SubgraphEdge:
    source, target = (nodes[end.element_id].id for end in tie.nodes if end is not None)
    count = tie.get("count")
    return SubgraphEdge(
        source=source,
        target=target,
        type=tie.type,
        kind=_text(tie.get("kind")),
        count=count if isinstance(count, int) and count > 0 else 1,
        first_at=_time(tie.get("firstAt")),
        last_at=_time(tie.get("lastAt")),
    )


def _id(node: bolt_graph.Node) -> str:
    return str(node.get("id") or node.element_id)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _time(value: Any) -> datetime | None:
    native = value.to_native() if hasattr(value, "to_native") else value
    return native if isinstance(native, datetime) else None

"""What the page knows beside the picture: facts, assessments and evidence, in a compact form."""

from __future__ import annotations

from typing import Any

from api.views import build, colours
from api.views.text import clean, clean_or_none, fact, milliseconds
from graph.sharing_out import share_out
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge, SubgraphNode

EVIDENCE_IN_PAGE = 4_000
"""Observations that a page holds at most: at some 170 bytes each, two thirds of a megabyte."""

CATEGORIES = {
    "official": "official",
    "stateControlled": "state-controlled",
    "stateLinked": "state-linked",
    "stateAligned": "not attributed",
}
"""How a category is shown: being in line with a state is behaviour, and attributes nothing."""


class Texts:
    """A table of the texts that stand in many places, each written once."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self._at: dict[str, int] = {}

    def at(self, text: str | None) -> int:
        """Position of the text in the table; -1 for none."""
        cleaned = clean_or_none(text)
        if cleaned is None:
            return -1
        if cleaned not in self._at:
            self._at[cleaned] = len(self.items)
            self.items.append(cleaned)
        return self._at[cleaned]


def payload(subgraph: Subgraph, *, evidence_in_page: int = EVIDENCE_IN_PAGE) -> dict[str, Any]:
    """Nodes and edges in the order of the subgraph, and the table of shared texts.

    Evidence is cut so that no more than `evidence_in_page` observations are in the page, see
    `share_out`: a strong tie does not silence the weak ones.
    """
    texts = Texts()
    edges = subgraph.edges
    keep = share_out([len(e.evidence) for e in edges], evidence_in_page, [e.count for e in edges])
    measured = build.measures(subgraph)
    number = {node.id: i for i, node in enumerate(subgraph.nodes)}
    radii = [build.radii(subgraph, by) for by in build.SIZES]
    return {
        "nodes": columns(
            [
                _node(node, measure, number) | {"radii": radius}
                for node, measure, *radius in zip(subgraph.nodes, measured, *radii, strict=True)
            ]
        ),
        "edges": columns([_edge(*kept, texts) for kept in zip(edges, keep, strict=True)]),
        "texts": texts.items,
        "colours": {
            dimension: {clean(key): colour for key, colour in scale.items()}
            for dimension, scale in colours.scales(subgraph).items()
        },
    }


def columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns, None where a row has no such key: half the size, a name stands once."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _node(node: SubgraphNode, measured: dict[str, int], number: dict[str, int]) -> dict[str, Any]:
    entry = {
        "id": clean(node.id),
        "roles": [clean(role, 60) for role in node.roles],
        "country": clean(colours.category(node, "country")),
        "community": colours.category(node, "community"),
        "role": clean(colours.category(node, "role")),
        "platform": clean_or_none(node.platform, 60),
        "handle": clean_or_none(node.handle, 200),
        "url": clean_or_none(node.url),
        "language": clean_or_none(node.language, 60),
        "followers": fact(node.followers),
        "facts": [[clean(k, 120), fact(v)] for k, v in node.facts.items() if v not in (None, "")],
        "assessments": [_assessment(a) for a in node.assessments],
        "members": node.members if node.members > 1 else None,
        "parent": None if node.parent is None else number[node.parent],
        "degree": measured["degree"],
        "strength": measured["strength"],
    }
    return {key: value for key, value in entry.items() if value not in (None, [])}


def _assessment(a: Assessment) -> dict[str, Any]:
    return {
        "category": CATEGORIES.get(a.category, clean(a.category, 60)),
        "state": clean_or_none(a.state, 60),
        "source": clean_or_none(a.source),
        "date": clean_or_none(a.date, 60),
        "confidence": fact(a.confidence),
    }


def _edge(edge: SubgraphEdge, keep: int, texts: Texts) -> dict[str, Any]:
    total = edge.evidence_total
    judged = {} if edge.judged is None else {"judged": clean(edge.judged, 300)}
    return judged | {
        "type": texts.at(clean(edge.type, 60)),
        "kind": texts.at(clean(edge.kind or "", 60)),
        "count": edge.count,
        "first": milliseconds(edge.first_at),
        "last": milliseconds(edge.last_at),
        "total": max(len(edge.evidence), total if total is not None else 0),
        "evidence": [_evidence(e, texts) for e in edge.evidence[:keep]],
    }


def _evidence(e: Evidence, texts: Texts) -> list[Any]:
    """A row of eight; `api/views/static/data.js` reads it."""
    return [
        milliseconds(e.published_at),
        texts.at(e.kind),
        clean_or_none(e.title, 400),
        clean_or_none(e.url),
        clean_or_none(e.archived_url),
        texts.at(e.dataset),
        texts.at(e.run),
        texts.at(e.source),
    ]

"""The network as pyvis collects it: nodes and ties with place, size, shape, colour and width.

pyvis is used for what it does well, and never for its page: its template runs names as scripts
(docs/decisions/0004-html-view.md). Nodes are numbered, so that no foreign id reaches a place where
vis-network or the page would give it a meaning.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from api.views import colours
from api.views.layout import Points, place
from api.views.text import LABEL_LENGTH, clean
from graph.subgraph import Subgraph, SubgraphEdge, SubgraphNode, parents_of, strengths

if TYPE_CHECKING:
    from pyvis.network import Network

SIZES = ("degree", "strength", "followers")
MUTUAL = frozenset({"COORDINATED_WITH", "HAS_AGREEMENT_WITH"})
"""Types of tie that have no direction; they get no arrowhead."""

SMALLEST, LARGEST = 5.0, 30.0
"""Radii in pixels at zoom 1."""

# By how much vis-network's shapes of radius 1 must grow to have the area of its dot.
_EQUAL = {
    "dot": 1.0,
    "square": 0.89,
    "diamond": 1.25,
    "star": 1.3,
    "triangle": 1.17,
    "hexagon": 1.1,
}

_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 100000,
        "zoomSpeed": 0.6,
    },
    "nodes": {"borderWidth": 1.25, "borderWidthSelected": 2.5, "labelHighlightBold": False},
    "edges": {
        "smooth": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "arrowStrikethrough": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
    },
}


class _Ids(list[int]):
    """The list in which pyvis looks for every id of every tie, with a look that takes no time.

    pyvis searches a list for each node and both ends of each edge: 1.6 s for 5,000 nodes and
    20,000 edges, of which nearly all is this search.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: set[int] = set()

    def append(self, item: int) -> None:
        super().append(item)
        self._known.add(item)

    def __contains__(self, item: object) -> bool:
        return item in self._known


def laid_out(subgraph: Subgraph, sizes: list[float]) -> tuple[list[tuple[int, int]], Points]:
    """Return each tie as the positions of its ends in `subgraph.nodes`, and where the nodes stand.

    Nodes that another stands for are placed around that one, each group as a drawing of its own.

    Args:
        subgraph: What is drawn.
        sizes: Radius of each node's mark, in pixels at zoom 1.
    """
    number = {node.id: i for i, node in enumerate(subgraph.nodes)}
    pairs = [(number[edge.source], number[edge.target]) for edge in subgraph.edges]
    groups: defaultdict[str | None, list[int]] = defaultdict(list)
    for i, node in enumerate(subgraph.nodes):
        groups[node.parent].append(i)
    points = np.zeros((len(sizes), 2))
    for group in groups.values():
        points[group] = _placed(subgraph, group, pairs, sizes)
    return pairs, points


def _placed(
    subgraph: Subgraph, group: list[int], pairs: list[tuple[int, int]], sizes: list[float]
) -> Points:
    at = {i: k for k, i in enumerate(group)}
    inside = [
        (at[a], at[b], edge.count)
        for (a, b), edge in zip(pairs, subgraph.edges, strict=True)
        if a in at and b in at
    ]
    return place(
        [(a, b) for a, b, _ in inside],
        [count for *_, count in inside],
        [sizes[i] for i in group],
        [subgraph.nodes[i].community for i in group],
        subgraph.seed,
    )


def build(subgraph: Subgraph, *, colour_by: str, size_by: str) -> Network:
    """A directed `pyvis.network.Network` of the subgraph, laid out, physics off.

    Node ids are positions in `subgraph.nodes`, edge ids positions in `subgraph.edges`.
    """
    from pyvis.network import Network  # noqa: PLC0415  takes a quarter of a second, IPython and all

    sizes = radii(subgraph, size_by)
    pairs, points = laid_out(subgraph, sizes)
    palette = colours.scales(subgraph)[colour_by]
    network = Network(directed=True)
    network.node_ids = _Ids()
    for i, (node, radius, (x, y)) in enumerate(zip(subgraph.nodes, sizes, points, strict=True)):
        network.add_node(
            i,
            label=display_name(node),
            shape=colours.shape(node),
            color=palette[colours.category(node, colour_by)],
            size=radius,
            x=round(float(x), 1),
            y=round(float(y), 1),
        )
    lines = zip(subgraph.edges, pairs, bends(pairs), _widths(subgraph), strict=True)
    for i, (edge, (a, b), bend, width) in enumerate(lines):
        curve = {"smooth": _smooth(bend)} if bend else {}
        arrows = "" if edge.type in MUTUAL else "to"
        network.add_edge(a, b, id=i, width=width, arrows=arrows, **curve)
    network.set_options(json.dumps(_OPTIONS))
    return network


def display_name(node: SubgraphNode) -> str:
    """The label, else the id; cut to a length that can be drawn."""
    return clean(node.label or node.id, LABEL_LENGTH) or "(no name)"


def measures(subgraph: Subgraph) -> list[dict[str, int]]:
    """Degree (distinct neighbours), strength (observations) and followers of each node."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    parents = parents_of(subgraph)
    for edge in subgraph.edges:
        if (edge.source in parents) == (edge.target in parents):
            neighbours[edge.source].add(edge.target)
            neighbours[edge.target].add(edge.source)
    strength = strengths(subgraph)
    return [
        {
            "degree": len(neighbours[node.id] - {node.id}),
            "strength": strength[node.id],
            "followers": node.followers or 0,
        }
        for node in subgraph.nodes
    ]


def radii(subgraph: Subgraph, size_by: str) -> list[float]:
    """Radii of the marks; the area of a mark, whatever its shape, grows with the measure."""
    values = [m[size_by] for m in measures(subgraph)]
    inside = [node.parent is not None for node in subgraph.nodes]
    # Members are measured by members: beside a community all of them would be specks.
    largest = {
        level: max((v for v, its in zip(values, inside, strict=True) if its == level), default=0)
        or 1
        for level in (False, True)
    }
    shares = (max(v, 0) / largest[its] for v, its in zip(values, inside, strict=True))
    shapes = (colours.shape(node) for node in subgraph.nodes)
    return [
        round((SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share)) * _EQUAL[shape], 1)
        for share, shape in zip(shares, shapes, strict=True)
    ]


def _widths(subgraph: Subgraph) -> list[float]:
    """Widths by how many ties are seen at once: those of members come on top of all others."""
    parents = parents_of(subgraph)
    between = [not {e.source, e.target} & parents.keys() for e in subgraph.edges]
    at_first, opened = widths(subgraph.edges, sum(between)), widths(subgraph.edges)
    return [a if its else b for a, b, its in zip(at_first, opened, between, strict=True)]


def widths(edges: Sequence[SubgraphEdge], at_once: int | None = None) -> list[float]:
    """Widths in pixels, with the logarithm of the count; all thinner where there are many.

    Args:
        edges: The ties.
        at_once: How many are seen at first, if not all are.
    """
    many = len(edges) if at_once is None else at_once
    scale = min(1.0, max(0.4, math.sqrt(400 / max(many, 1))))
    return [round(scale * min(1 + 0.6 * math.log2(max(e.count, 1)), 6.0), 2) for e in edges]


def bends(pairs: list[tuple[int, int]]) -> list[float]:
    """How far each edge bows to its right (negative: to its left), so that parallel ties part.

    A single tie is straight. Of ties in one direction one stays straight and the rest bow to
    either side; where ties run both ways, each way keeps to its own side.
    """
    count = Counter(pairs)
    seen: Counter[tuple[int, int]] = Counter()
    result = []
    for a, b in pairs:
        nth = seen[a, b]
        seen[a, b] += 1
        if a == b:
            result.append(0.0)
        elif (b, a) in count:
            result.append(0.12 + 0.12 * nth)
        else:
            step = 0.14 * ((nth + 1) // 2)
            result.append(step if nth % 2 else -step)
    return result


def _smooth(bend: float) -> dict[str, object]:
    side = "curvedCW" if bend > 0 else "curvedCCW"
    return {"enabled": True, "type": side, "roundness": round(min(abs(bend), 0.9), 2)}

"""The network view: a subgraph as one HTML file that opens offline."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from api.release import release
from api.views.build import SIZES, build
from api.views.collapse import collapse_communities, communities_of, with_members
from api.views.colours import DIMENSIONS
from api.views.page import render
from api.views.payload import EVIDENCE_IN_PAGE, columns, payload
from api.views.text import clean, json_for_html, said
from api.views.writing import write_page
from graph.answers.credits import MOST_NAMED
from graph.answers.dressing import dress
from graph.credit import Credit
from graph.database import Database
from graph.snapshot import Snapshot
from graph.subgraph import Subgraph, most_active, parents_of

ColourBy = Literal["country", "community", "role"]
SizeBy = Literal["degree", "strength", "followers"]

DEFAULT_NODES = 500
"""How many nodes a view has unless more are asked for."""

MAX_NODES = 5_000
"""Beyond this many nodes, communities are collapsed."""

EVIDENCE_EACH = 20
"""Pieces of evidence in the page for a relationship; the page says how many there are."""

MIN_EDGES, EDGES_PER_NODE = 5_000, 4
"""Of more ties than this, or than this for each node, the strongest are drawn."""


def render_network(
    subgraph: Subgraph,
    *,
    colour_by: ColourBy = "country",
    size_by: SizeBy = "strength",
    evidence_in_page: int = EVIDENCE_IN_PAGE,
) -> str:
    """The view as HTML text, in UTF-8 once it is encoded.

    Above `MAX_NODES` nodes each community becomes one node; of very many ties the strongest are
    kept. The page says how many of how many it shows, and holds dataset, graph version,
    query, seed, date and the version of ampnet.

    Args:
        subgraph: What to show. Strings in it may be hostile.
        colour_by: The dimension that is coloured at first; the reader can switch it.
        size_by: The measure that the area of a node stands for at first.
        evidence_in_page: How many observations the page holds at most.

    Raises:
        ValueError: If `colour_by` or `size_by` is none of those named.
    """
    if colour_by not in DIMENSIONS:
        raise ValueError(f"colour_by must be one of {', '.join(DIMENSIONS)}.")
    if size_by not in SIZES:
        raise ValueError(f"size_by must be one of {', '.join(SIZES)}.")
    shown, collapsed = _drawable(subgraph)
    data = {
        **payload(shown, evidence_in_page=evidence_in_page),
        "colourBy": colour_by,
        "sizeBy": size_by,
        "stamp": stamp(shown, collapsed=collapsed),
    }
    return network_page(shown, data)


def network_page(shown: Subgraph, data: dict[str, Any]) -> str:
    """The page of a subgraph that is small enough to be drawn as it is.

    Args:
        shown: What is drawn.
        data: What the page's scripts read (`static/data.js`), but for what pyvis collects.
    """
    network = build(shown, colour_by=data["colourBy"], size_by=data["sizeBy"])
    data |= {
        "visNodes": columns(network.nodes),
        "visEdges": columns(network.edges),
        "options": network.options,
    }
    return render(
        "network.html.j2",
        title=clean(shown.title, 200) or "Amplification network",
        description=clean(shown.description),
        direction=clean(shown.direction),
        beside="beside" in data,
        data=json_for_html(data),
    )


def write_network(
    subgraph: Subgraph,
    path: str | os.PathLike[str],
    *,
    colour_by: ColourBy = "country",
    size_by: SizeBy = "strength",
    evidence_in_page: int = EVIDENCE_IN_PAGE,
) -> Path:
    """Write the view to a file, whole or not at all, and return its path.

    Raises:
        OSError: If the folder is missing or not writable; an older file is then left as it was.
    """
    html = render_network(
        subgraph, colour_by=colour_by, size_by=size_by, evidence_in_page=evidence_in_page
    )
    return write_page(html, path)


def _drawable(subgraph: Subgraph) -> tuple[Subgraph, bool]:
    """The subgraph, collapsed and cut to what can be drawn; whether it was collapsed."""
    if len(subgraph.nodes) <= MAX_NODES:
        return _strongest_ties(subgraph), bool(parents_of(subgraph))
    community = communities_of(subgraph)
    collapsed = most_active(collapse_communities(subgraph, community), MAX_NODES)
    return with_members(subgraph, _strongest_ties(collapsed), community), True


def dressed_for_page(
    subgraph: Subgraph, database: Database, view: Snapshot, each: int = EVIDENCE_EACH
) -> Subgraph:
    """Put evidence to the ties that the page draws, and no more of it than the page holds.

    Args:
        subgraph: What will be shown.
        database: Asked for evidence and assessments.
        view: The snapshot that the subgraph is a part of.
        each: Most pieces for a tie.
    """
    return dress(_strongest_ties(subgraph), database, each, view, EVIDENCE_IN_PAGE)


def _strongest_ties(subgraph: Subgraph) -> Subgraph:
    """The subgraph with as many ties as are drawn; one that will be collapsed keeps all."""
    limit = max(MIN_EDGES, EDGES_PER_NODE * len(subgraph.nodes))
    nested = bool(parents_of(subgraph))  # and then cut to its size already
    if nested or len(subgraph.nodes) > MAX_NODES or len(subgraph.edges) <= limit:
        return subgraph
    edges = subgraph.edges
    kept = sorted(sorted(range(len(edges)), key=lambda i: (-edges[i].count, i))[:limit])
    return replace(subgraph, edges=tuple(edges[i] for i in kept), total_edges=subgraph.all_edges)


def stamp(shown: Subgraph, *, collapsed: bool = False) -> dict[str, Any]:
    """Everything by which the view can be made again."""
    return {
        "title": clean(shown.title, 200),
        "description": clean(shown.description),
        "direction": clean(shown.direction),
        "datasets": [clean(name, 200) for name in shown.datasets],
        "credits": [_credit(each) for each in shown.credits[:MOST_NAMED]],
        "graphVersion": clean(shown.graph_version or "", 200),
        "query": clean(shown.query or ""),
        "parameters": [
            [clean(name, 120), clean(said(value), 400)]
            for name, value in shown.parameters.items()
            if said(value)
        ],
        "seed": shown.seed,
        "generatedAt": clean(shown.generated_at.isoformat(timespec="seconds"), 60),
        "ampnet": release(),
        "totalNodes": shown.all_nodes,
        "totalEdges": shown.all_edges,
        "collapsed": collapsed,
    }


def _credit(credit: Credit) -> dict[str, str]:
    return {
        "line": clean(credit.line, 600),
        "url": clean(credit.address or ""),
        "licenseUrl": clean(credit.license_url or ""),
        "citation": clean(credit.citation or ""),
        "rights": clean(credit.rights or ""),
    }

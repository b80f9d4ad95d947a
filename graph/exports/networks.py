"""A subgraph for network tools: GEXF, GraphML, Cytoscape and node-link JSON, by networkx."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from graph.exports.values import edge_row, fit, node_row, present
from graph.subgraph import Subgraph

_WRITTEN_BY: Final = "ampnet"


def to_networkx(subgraph: Subgraph) -> nx.MultiDiGraph:
    """Return a subgraph as a networkx graph; arrows as stored, one edge for each type and kind.

    Attributes are texts and numbers; what is unknown is absent. The graph's own attributes say
    where it comes from.
    """
    graph = nx.MultiDiGraph(**_about(subgraph))
    for node in subgraph.nodes:
        row = present(node_row(node))
        graph.add_node(row.pop("id"), **row)
    for edge in subgraph.edges:
        row = present(edge_row(edge))
        ends = row.pop("source"), row.pop("target")
        graph.add_edge(*ends, key=f"{edge.type}:{edge.kind or ''}", **row)
    return graph


def write_gexf(subgraph: Subgraph, path: Path) -> None:
    """Write GEXF 1.2 with dynamics: each edge lives from its first to its last observation."""
    graph = to_networkx(subgraph)
    graph.graph = {"mode": "dynamic"}  # all else goes to the description
    for _, _, data in graph.edges(data=True):
        data["relationship"] = data.pop("type")  # an edge's `type` is `directed` or not there
        for name, end in (("start", "firstAt"), ("end", "lastAt")):
            if end in data:
                data[name] = data[end]
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(graph)
    meta = writer.xml.find("meta")
    SubElement(meta, "description").text = _described(_about(subgraph))
    writer.write(path)


def write_graphml(subgraph: Subgraph, path: Path) -> None:
    """Write GraphML."""
    graph = to_networkx(subgraph)
    numbered = nx.MultiDiGraph(**graph.graph)
    numbered.add_nodes_from(graph.nodes(data=True))
    # The key becomes the edge's id there, and that has to be unique in the file.
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        numbered.add_edge(source, target, key=f"e{number}", **data)
    nx.write_graphml(numbered, path)


def write_cytoscape(subgraph: Subgraph, path: Path) -> None:
    """Write the JSON that Cytoscape and Cytoscape.js open."""
    found = nx.cytoscape_data(to_networkx(subgraph))
    for number, edge in enumerate(found["elements"]["edges"]):
        edge["data"]["id"] = f"e{number}"
    _write_json(found, path)


def write_node_link(subgraph: Subgraph, path: Path) -> None:
    """Write the JSON that networkx and D3 read: `nodes` and `links`."""
    _write_json(nx.node_link_data(to_networkx(subgraph), edges="links"), path)


def _about(subgraph: Subgraph) -> dict[str, str]:
    found = {
        "title": subgraph.title,
        "direction": subgraph.direction,
        "datasets": "|".join(subgraph.datasets),
        "credits": "; ".join(each.line for each in subgraph.credits),
        "graphVersion": subgraph.graph_version,
        "query": subgraph.query,
        "generatedAt": subgraph.generated_at.isoformat(),
        "generator": _WRITTEN_BY,
        "showing": _showing(subgraph),
    }
    return {name: fit(str(value)) for name, value in found.items() if value}


def _described(about: Mapping[str, str]) -> str:
    told = {name: value for name, value in about.items() if name != "title"}
    return "\n".join([about.get("title", ""), *(f"{name}: {told[name]}" for name in told)])


def _showing(subgraph: Subgraph) -> str:
    nodes, edges = len(subgraph.nodes), len(subgraph.edges)
    return f"{nodes} of {subgraph.all_nodes} nodes, {edges} of {subgraph.all_edges} relationships"


def _write_json(value: Any, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False), encoding="utf-8")

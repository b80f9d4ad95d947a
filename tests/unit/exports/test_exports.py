"""Every export is opened by the tool it is for, with hostile strings in every field."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import polars as pl
import pytest
import stix2

from graph.credit import Credit
from graph.exports import EXPORTS, ExportError, export_named, write_export
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge, SubgraphNode
from tests.unit.views.samples import two_groups

HOSTILE = (
    "<script>alert(1)</script> & \"quotes\" 'single' ]]>",
    "=cmd|'/C calc'!A0",
    "nul\x00bell\x07escape\x1bend\ud800\uffff",
    "../../etc/passwd\r\nX-Header: 1",
    "اردو \u202etxt.exe 数据 🦊",
)


def hostile() -> Subgraph:
    at = datetime(2022, 3, 1, tzinfo=UTC)
    nodes = [
        SubgraphNode(
            f"x:{n}-{text}",
            text,
            ("Outlet",),
            "CN",
            "x",
            text,
            text,
            "zh",
            7,
            assessments=(Assessment(text, text, text, text, text),),
        )
        for n, text in enumerate(HOSTILE)
    ]
    nodes.append(SubgraphNode("org:owner", "Owner", ("Organization",), "RU"))
    nodes.append(SubgraphNode("domain:rt.com", "RT", ("Outlet",), "RU", "domain"))
    evidence = tuple(Evidence(t, t, at, "quote", t, t, t, t) for t in HOSTILE)
    edges = [
        SubgraphEdge(a.id, b.id, "AMPLIFIED", "quote", 5, at, at, evidence)
        for a, b in pairwise(nodes)
    ]
    edges += [SubgraphEdge(nodes[0].id, nodes[1].id, "AMPLIFIED", "reply", 2)]
    edges += [SubgraphEdge(nodes[0].id, nodes[0].id, "OWNED_BY")]
    whose = tuple(
        Credit(text, text, (text, text), text, text, text, text, text, text, text, text)
        for text in HOSTILE
    )
    return Subgraph(
        tuple(nodes), tuple(edges), title=HOSTILE[0], query=HOSTILE[2], datasets=HOSTILE,
        credits=whose,
    )  # fmt: skip


WHOSE = Credit("made", title="Made up", creators=("Ada", "Bo"), license="CC0-1.0")
PARTS = {
    "plain": replace(two_groups(), credits=(WHOSE,)),
    "hostile": hostile(),
    "empty": Subgraph((), ()),
}


@pytest.fixture(params=list(PARTS))
def part(request: pytest.FixtureRequest) -> Subgraph:
    return PARTS[request.param]


def written(part: Subgraph, name: str, folder: Path) -> Path:
    export = export_named(name)
    path = folder / f"part{export.suffix}"
    write_export(part, path, export)
    assert [found.name for found in folder.iterdir()] == [path.name]
    return path


def pairs(part: Subgraph) -> int:
    return len({(edge.source, edge.target) for edge in part.edges})


def test_networkx_and_igraph_read_graphml(part: Subgraph, tmp_path: Path) -> None:
    path = written(part, "graphml", tmp_path)
    read = nx.read_graphml(path, force_multigraph=True)
    assert (len(read), read.number_of_edges()) == (len(part.nodes), len(part.edges))
    weights = Counter(data["weight"] for _, _, data in read.edges(data=True))
    assert weights == Counter(edge.count for edge in part.edges)
    again = igraph.Graph.Read_GraphML(str(path))
    assert (again.vcount(), again.ecount()) == (len(part.nodes), len(part.edges))


def test_networkx_reads_gexf_with_its_dynamics(part: Subgraph, tmp_path: Path) -> None:
    path = written(part, "gexf", tmp_path)
    read = nx.read_gexf(path)
    assert (len(read), read.number_of_edges()) == (len(part.nodes), len(part.edges))
    dated = sum(edge.first_at is not None for edge in part.edges)
    assert sum("start" in data for _, _, data in read.edges(data=True)) == dated
    types = Counter(data["relationship"] for _, _, data in read.edges(data=True))
    assert types == Counter(edge.type for edge in part.edges)
    assert 'type="AMPLIFIED"' not in path.read_text(encoding="utf-8")


def test_node_link_and_cytoscape_json(part: Subgraph, tmp_path: Path) -> None:
    found = json.loads(written(part, "nodelink", tmp_path).read_text(encoding="utf-8"))
    graph = nx.node_link_graph(found, edges="links")
    assert (len(graph), graph.number_of_edges()) == (len(part.nodes), len(part.edges))
    (tmp_path / "part.json").unlink()
    found = json.loads(written(part, "cytoscape", tmp_path).read_text(encoding="utf-8"))
    elements = found["elements"]
    assert [len(elements[k]) for k in ("nodes", "edges")] == [len(part.nodes), len(part.edges)]
    assert len({edge["data"]["id"] for edge in elements["edges"]}) == len(part.edges)
    assert len(nx.cytoscape_graph(found)) == len(part.nodes)


def test_tables_hold_all_of_it_and_no_formula(part: Subgraph, tmp_path: Path) -> None:
    pieces = sum(len(edge.evidence) for edge in part.edges)
    sizes = {"nodes": len(part.nodes), "edges": len(part.edges), "evidence": pieces}
    with zipfile.ZipFile(written(part, "csv", tmp_path)) as archive:
        edges = csv.DictReader(io.StringIO(archive.read("edges.csv").decode("utf-8")))
        told = [datetime.fromisoformat(at) if (at := row["firstAt"]) else None for row in edges]
        for name, size in sizes.items():
            text = io.StringIO(archive.read(f"{name}.csv").decode("utf-8"), newline="")
            rows = list(csv.DictReader(text))
            text.seek(0)
            assert len(rows) == len(pd.read_csv(text)) == size
            for row in rows:
                assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    (tmp_path / "part.csv.zip").unlink()
    with zipfile.ZipFile(written(part, "parquet", tmp_path)) as archive:
        frames = {n: pl.read_parquet(io.BytesIO(archive.read(f"{n}.parquet"))) for n in sizes}
        same = pd.read_parquet(io.BytesIO(archive.read("edges.parquet")))
    assert {name: len(frame) for name, frame in frames.items()} == sizes
    assert same["source"].tolist() == frames["edges"]["source"].to_list()
    assert str(same["firstAt"].dtype) == "datetime64[us, UTC]"
    assert frames["edges"]["firstAt"].to_list() == told
    assert str(frames["evidence"].schema["publishedAt"]) == str(frames["edges"].schema["lastAt"])
    assert frames["edges"]["weight"].sum() == sum(edge.count for edge in part.edges)
    assert frames["edges"]["evidenceGiven"].sum() == sizes["evidence"]


def test_stix2_accepts_the_bundle_and_ids_stay(part: Subgraph, tmp_path: Path) -> None:
    path = written(part, "stix", tmp_path)
    text = path.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    parsed = stix2.parse(found, allow_custom=True, version="2.1")
    assert parsed["type"] == "bundle"
    kinds = Counter(each["type"] for each in found["objects"])
    assert kinds["relationship"] == len(part.edges)
    assert kinds["marking-definition"] == len(part.credits)
    assert sum(kinds.values()) == len(part.nodes) + len(part.edges) + len(part.credits)
    write_export(part, path, export_named("stix"))
    assert path.read_text(encoding="utf-8") == text


def test_followthemoney_entities(part: Subgraph, tmp_path: Path) -> None:
    lines = written(part, "ftm", tmp_path).read_text(encoding="utf-8").split("\n")
    entities = [json.loads(line) for line in lines if line]
    ids = {each["id"] for each in entities}
    assert len(ids) == len(entities) == len(part.nodes) + len(part.edges)
    for each in entities:
        assert all(isinstance(v, str) for vs in each["properties"].values() for v in vs)
        # As the package's schema has it: a name on the platform is needed, an address is one.
        assert each["schema"] != "UserAccount" or each["properties"]["username"]
        links = each["properties"].get("sourceUrl", [])
        assert all(link.startswith(("http://", "https://")) for link in links)
        if each["schema"] == "UnknownLink":
            assert {*each["properties"]["subject"], *each["properties"]["object"]} <= ids


def test_the_format_is_told_by_name_or_ending() -> None:
    for export in EXPORTS:
        assert export_named(None, Path(f"a/b{export.suffix}")) is export
    with pytest.raises(ExportError, match="gexf"):
        export_named("xlsx")
    with pytest.raises(ExportError, match=r"part\.xlsx"):
        export_named(None, Path("part.xlsx"))


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        write_export(two_groups(), tmp_path / "missing" / "a.gexf", export_named("gexf"))
    (tmp_path / "a.gexf").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write_export(two_groups(), tmp_path / "a.gexf", export_named("gexf"))
    assert [found.name for found in tmp_path.iterdir()] == ["a.gexf"]


def test_every_format_says_whose_data_it_is(tmp_path: Path) -> None:
    for export in EXPORTS:
        file = tmp_path / f"part{export.suffix}"
        write_export(PARTS["plain"], file, export)
        if export.name == "csv":
            with zipfile.ZipFile(file) as archive:
                text = archive.read("datasets.csv").decode()
            assert "Ada|Bo" in text
        elif export.name == "parquet":
            with zipfile.ZipFile(file) as archive:
                frame = pl.read_parquet(io.BytesIO(archive.read("datasets.parquet")))
            text = frame["credit"][0]
        else:
            text = file.read_text("utf-8")
        assert WHOSE.line in text, export.name

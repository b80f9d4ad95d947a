"""What a reader takes away: tables, graphs and pictures hold all, and run nothing elsewhere."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import networkx as nx

from tests.browser.view_page import ViewPage
from tests.unit.views.samples import two_groups, with_a_formula


def test_the_copied_table_is_safe_in_a_spreadsheet(view: ViewPage) -> None:
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.page.click("#tab-nodes")
    view.page.click("text=Copy table")
    view.wait("document.querySelector('.tables .row p').textContent.includes('copied')")
    copied = view.page.evaluate("navigator.clipboard.readText()")
    rows = [line.split("\t") for line in copied.splitlines()]
    assert rows[0][:3] == ["Name", "Id", "Role"]
    assert "'=1+1" in {row[0] for row in rows}
    assert len({len(row) for row in rows}) == 1


def test_downloaded_tables_hold_everything_and_guard_formulas(view: ViewPage) -> None:
    subgraph = with_a_formula()
    nodes = list(csv.DictReader(io.StringIO(view.download("Nodes").read_text("utf-8-sig"))))
    assert [row["id"] for row in nodes] == [node.id for node in subgraph.nodes]
    assert nodes[0]["name"] == "'=1+1"
    assert nodes[0]["handle"] == "'@sum"
    ties = list(csv.DictReader(io.StringIO(view.download("Ties").read_text("utf-8-sig"))))
    assert [(t["source"], t["target"], t["kind"], int(t["count"])) for t in ties] == [
        (e.source, e.target, e.kind, e.count) for e in subgraph.edges
    ]
    evidence = list(csv.DictReader(io.StringIO(view.download("Evidence").read_text("utf-8-sig"))))
    assert len(evidence) == sum(e.count for e in subgraph.edges)
    assert evidence[0]["published_at"] == "2021-03-01T00:00:00.000Z"


def test_the_downloaded_graph_opens_in_networkx(view: ViewPage) -> None:
    text = view.download("GEXF").read_text("utf-8")
    # networkx reads version 1.2; what is written is the same in both.
    graph = nx.read_gexf(io.BytesIO(text.replace("gexf.net/1.3", "www.gexf.net/1.2draft").encode()))
    subgraph = with_a_formula()
    assert graph.number_of_nodes() == len(subgraph.nodes)
    assert graph.number_of_edges() == len(subgraph.edges)
    assert graph.nodes["1"]["label"] == "Account 1"
    assert graph.nodes["1"]["country"] == "CN"
    assert graph.nodes["1"]["handle"] == "account_1"
    assert {"color", "position", "size"} <= graph.nodes["1"]["viz"].keys()
    tie = next(iter(graph.edges(data=True)))[2]
    assert (tie["start"], tie["end"] > tie["start"]) == ("2021-03-01", True)


def test_ties_in_downloads_bow_as_they_do_on_the_screen(view: ViewPage) -> None:
    apart = view.page.evaluate(
        """() => ampnet.edges.filter((edge) => edge.smooth).map((edge) => {
          const at = (number) => ampnet.network.getPosition(number);
          const [x, y] = ampnet.controlPoint(edge, at(edge.from), at(edge.to));
          const via = ampnet.network.body.edges[edge.number].edgeType.getViaNode();
          return [edge.smooth.type, Math.hypot(x - via.x, y - via.y)];
        })"""
    )
    assert {kind for kind, _ in apart} == {"curvedCW", "curvedCCW"}
    assert max(distance for _, distance in apart) < 0.01


def test_the_downloaded_picture_holds_names_legend_and_stamp(view: ViewPage) -> None:
    svg = ET.fromstring(view.download("SVG").read_text("utf-8"))
    texts = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    joined = "\n".join(texts)
    for part in (
        "Two groups",
        "COUNTRY",
        "China (12)",
        "KIND OF TIE",
        "retweet",
        "seed 3",
        "Account",
    ):
        assert part in joined
    marks = len(svg.findall(".//{http://www.w3.org/2000/svg}path[@stroke]"))
    assert marks >= len(two_groups().nodes)
    png = view.download("PNG").read_bytes()
    assert int.from_bytes(png[16:20], "big") == 3200
    assert len(png) > 50_000


def test_on_paper_the_picture_stands_alone(view: ViewPage) -> None:
    view.page.emulate_media(media="print")
    view.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert view.page.locator("#print-picture svg").is_visible()
    assert view.page.locator("#controls").is_hidden()
    assert view.page.locator("#network").is_hidden()
    view.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert view.page.locator("#print-picture svg").count() == 0

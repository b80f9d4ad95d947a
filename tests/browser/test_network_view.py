"""The network view as a reader uses it: click, search, filter, download, keyboard, phone."""

from __future__ import annotations

import contextlib
import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import networkx as nx
import psutil
import pytest
from playwright.sync_api import Browser, Page

from api.views.network import write_network
from graph.subgraph import Subgraph
from tests.browser.view_page import ViewPage, open_view
from tests.unit.views.samples import large, two_groups


def with_a_formula() -> Subgraph:
    """Two groups, with a name that a spreadsheet would run."""
    whole = two_groups()
    first = replace(whole.nodes[0], label="=1+1", handle="@sum")
    return replace(whole, nodes=(first, *whole.nodes[1:]), total_nodes=1_234, total_edges=5_678)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_network(with_a_formula(), tmp_path_factory.mktemp("view") / "view.html")


@pytest.fixture
def view(page: Page, file: Path) -> Iterator[ViewPage]:
    opened = open_view(page, file)
    yield opened
    opened.assert_sealed()


def seen(view: ViewPage) -> tuple[int, int]:
    """How many nodes and ties are shown."""
    counts = "[ampnet.state.seenNodes, ampnet.state.seenEdges].map((x) => x.filter(Boolean).length)"
    nodes, edges = view.state(counts)
    return nodes, edges


def test_the_page_opens_from_the_disk_and_says_what_it_shows(view: ViewPage) -> None:
    subgraph = with_a_formula()
    assert view.page.title() == "Two groups · ampnet"
    assert view.page.locator("html").get_attribute("lang") == "en"
    showing = view.page.locator("#showing").inner_text()
    assert showing == (
        f"Showing {len(subgraph.nodes)} of 1,234 nodes and {len(subgraph.edges)} of 5,678 ties."
    )
    stamp = view.page.locator("#stamp").inner_text()
    for part in (
        "made",
        "graph v7",
        "query ego-network (depth=2)",
        "seed 3",
        "2021-03-01",
        "ampnet",
    ):
        assert part in stamp
    assert "content flows the other way" in view.page.locator(".caption").inner_text()
    assert view.colours_on_canvas() > 50


def test_a_click_on_a_node_shows_facts_and_assessments_and_dims_the_others(view: ViewPage) -> None:
    fills = [view.colour_at(number) for number in range(25)]
    view.click_node(5)
    panel = view.page.locator("#panel")
    text = panel.inner_text()
    for part in ("Account 5", "x:account_5", "example.org/account_5", "founded", "1,995", "6,000"):
        assert part in text
    assert "state-controlled · China" in text
    assert "A matrix (2024) · 2021-03-01 · confidence high" in text
    assert "not attributed" in text
    assert "not of guilt" in text
    neighbour = view.state("ampnet.nodes[5].ties.map((t) => t.from === 5 ? t.to : t.from)[0]")
    stranger = 24
    assert view.colour_at(neighbour) == fills[neighbour]
    assert view.colour_at(stranger) != fills[stranger]
    view.page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert view.state("ampnet.state.selected") is None
    view.settle()
    assert view.colour_at(stranger) == fills[stranger]


def test_a_click_on_a_tie_shows_its_evidence_with_links(view: ViewPage) -> None:
    straight = view.state("ampnet.edges.filter((e) => !e.smooth && e.count > 1)[0].number")
    view.click_edge(straight)
    chosen = view.state("ampnet.edges[ampnet.state.selected.edge]")
    text = view.page.locator("#panel").inner_text()
    assert f"showing {chosen['count']} of {chosen['total']}" in text
    assert "Content flowed the other way" in text
    items = view.page.locator("#panel .evidence li")
    assert items.count() == chosen["count"]
    first = items.first
    assert "2021-03-01" in first.inner_text()
    assert "Made for the tests · made · run run-1" in first.inner_text()
    links = first.locator("a")
    assert links.nth(0).get_attribute("href") == f"https://example.org/{chosen['kind']}/0"
    assert links.nth(1).inner_text().startswith("archived: web.archive.org/")
    view.assert_links_are_of_the_web()


def test_the_panel_leads_from_node_to_tie_to_node(view: ViewPage) -> None:
    view.click_node(0)
    view.page.locator("#panel .ties button").first.click()
    view.page.wait_for_selector("#panel .evidence")
    view.page.locator("#panel h2 .actor").nth(1).click()
    view.page.wait_for_selector("#panel .numbers")
    assert view.state("ampnet.state.selected.node") is not None


def test_a_legend_is_a_filter(view: ViewPage) -> None:
    nodes, edges = seen(view)
    china = view.page.locator(".entry", has_text="China")
    china.click()
    view.settle()
    assert view.page.locator(".entry", has_text="China").get_attribute("aria-pressed") == "false"
    assert seen(view)[0] < nodes
    assert not view.state(
        "ampnet.nodes.some((n, i) => n.country === 'CN' && ampnet.state.seenNodes[i])"
    )
    view.page.click("#reset")
    view.settle()
    assert seen(view) == (nodes, edges)
    view.page.locator(".entry", has_text="reply").click()
    view.settle()
    assert 0 < seen(view)[1] < edges
    assert not view.state(
        "ampnet.edges.some((e, i) => e.kind === 'reply' && ampnet.state.seenEdges[i])"
    )


def test_colour_and_size_can_be_switched(view: ViewPage) -> None:
    look = "(({ color, size }) => [color.background, size])(ampnet.network.body.nodes[1].options)"
    by_country = view.state(look)
    view.page.select_option("#colour-by", "role")
    view.settle()
    by_role = view.state(look)
    assert by_role[0] != by_country[0]
    assert view.page.locator("#legend").inner_text().startswith("Role (colour)")
    view.page.select_option("#size-by", "followers")
    view.settle()
    assert view.state(look)[1] != by_role[1]


def test_a_least_count_hides_the_weaker_ties(view: ViewPage) -> None:
    view.page.locator("#minimum-count").focus()
    for _ in range(3):
        view.page.keyboard.press("ArrowRight")
    view.settle()
    assert view.page.locator("#minimum-value").inner_text() == "5 observations a tie"
    strong = sum(e.count >= 5 for e in two_groups().edges)
    assert seen(view)[1] == strong


def test_the_time_window_counts_the_evidence_inside(view: ViewPage) -> None:
    start = "ampnet.state.from"
    view.change(f"{{ to: {start} + 25 * 86400000, minimum: 3 }}")
    # One observation every ten days: three in the window where a tie has three.
    assert seen(view)[1] == sum(e.count >= 3 for e in two_groups().edges)
    view.change(f"{{ to: {start} + 15 * 86400000 }}")
    assert seen(view)[1] == 0
    view.change("{ minimum: 2 }")
    assert seen(view)[1] == sum(e.count >= 2 for e in two_groups().edges)
    assert view.page.locator("#time-value").inner_text() == "2021-03-01 – 2021-03-16"


def test_playing_moves_the_end_of_the_window(view: ViewPage) -> None:
    view.page.locator("#time-to").fill("10")
    view.page.click("#play")
    view.wait("Number(document.getElementById('time-to').value) > 12")
    view.page.click("#play")
    assert view.page.locator("#play").inner_text() == "Play"


def test_search_finds_by_name_handle_and_id(view: ViewPage) -> None:
    for wanted in ("Account 17", "@account_17", "x:account_17", "ＡＣＣＯＵＮＴ 17"):
        view.page.keyboard.press("/")
        view.page.keyboard.type(wanted)
        assert view.page.locator("#search-results [role=option]").count() == 1, wanted
        view.page.keyboard.press("Enter")
        view.settle()
        assert view.state("ampnet.state.selected.node") == 17, wanted
        assert view.page.locator("#panel h2").inner_text() == "Account 17"
        view.page.fill("#search", "")
        view.page.locator("#search").blur()
        view.change("{ selected: null }")
    view.page.fill("#search", "nobody at all")
    assert view.page.locator("#search-results").inner_text() == "Nobody found"


def test_tables_sort_and_lead_to_the_panel(view: ViewPage) -> None:
    page = view.page
    page.click("#tab-nodes")
    strengths = [int(t) for t in page.locator("#tables td:nth-child(7)").all_inner_texts()]
    assert strengths == sorted(strengths, reverse=True)
    page.click("#tables th button >> text=Name")
    names = page.locator("#tables td:first-child").all_inner_texts()
    assert names[:4] == ["=1+1", "Account 1", "Account 2", "Account 3"]
    assert page.locator("#tables th").first.get_attribute("aria-sort") == "ascending"
    page.click("#tables td button >> text=Account 3")
    page.wait_for_selector("#panel:not([hidden])")
    page.keyboard.press("Escape")
    page.click("#tab-edges")
    assert page.locator("#tables tbody tr").count() == len(two_groups().edges)


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


def test_the_keyboard_alone_is_enough(view: ViewPage) -> None:
    page = view.page
    page.locator("#network").focus()
    before = view.state("ampnet.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    view.wait(f"ampnet.network.getViewPosition().x > {before}")
    scale = view.state("ampnet.network.getScale()")
    page.keyboard.press("+")
    view.wait(f"ampnet.network.getScale() > {scale}")
    page.locator("#tab-network").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-nodes"
    page.locator("#tables td button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    view.wait("document.activeElement.id === 'panel'")
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.className") == "open"


def test_light_and_dark_follow_the_reader(browser: Browser, file: Path) -> None:
    with browser.new_context(color_scheme="dark") as context:
        view = open_view(context.new_page(), file)
        paper = "getComputedStyle(document.body).backgroundColor"
        assert view.state(paper) == "rgb(20, 22, 26)"
        view.page.click("#theme")
        assert view.state(paper) == "rgb(252, 251, 248)"
        view.assert_sealed()


def test_a_phone_shows_it_all(browser: Browser, file: Path) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        view = open_view(context.new_page(), file)
        page = view.page
        assert view.state("document.documentElement.scrollWidth") == 390
        assert view.colours_on_canvas() > 50
        assert page.locator("#controls").is_hidden()
        page.click("#open-controls")
        assert page.locator("#search").is_visible()
        page.click("#close-controls")
        view.select({"node": 3})
        box = page.locator("#panel").bounding_box()
        assert box is not None
        assert box["width"] == 390
        # The node stays in sight above the panel.
        page.wait_for_timeout(400)
        assert view.position(3)[1] < box["y"]
        page.click("#panel .close")
        page.click("#tab-edges")
        assert view.state("document.documentElement.scrollWidth") == 390
        view.assert_sealed()


def test_on_paper_the_picture_stands_alone(view: ViewPage) -> None:
    view.page.emulate_media(media="print")
    view.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert view.page.locator("#print-picture svg").is_visible()
    assert view.page.locator("#controls").is_hidden()
    assert view.page.locator("#network").is_hidden()
    view.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert view.page.locator("#print-picture svg").count() == 0


def renderers() -> dict[int, float]:
    """Processor seconds of each of our Chromium's processes that draw pages."""
    seconds = {}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "--type=renderer" in process.cmdline():
                times = process.cpu_times()
                seconds[process.pid] = times.user + times.system
    return seconds


def seconds_to_draw(browser: Browser, file: Path, enough: float) -> float:
    """Processor seconds from opening to the first drawing, the best of three at most.

    Not the clock's: other work on the machine must not decide.
    """
    best = float("inf")
    for _ in range(3):
        if best < enough:
            break
        with browser.new_context() as context:
            page = context.new_page()
            before = renderers()
            view = open_view(page, file)
            spent = max(now - before.get(pid, 0.0) for pid, now in renderers().items())
            assert view.colours_on_canvas() > 50
            best = min(best, spent)
    return best


@pytest.mark.parametrize(("nodes", "edges", "limit"), [(500, 1_500, 1.0), (5_000, 15_000, 3.0)])
def test_large_views_are_drawn_soon(
    browser: Browser, tmp_path: Path, nodes: int, edges: int, limit: float
) -> None:
    file = write_network(large(nodes, edges), tmp_path / "large.html", colour_by="community")
    assert 0.05 < seconds_to_draw(browser, file, enough=limit) < limit

"""The network view as a reader uses it: click, search, filter, tables, keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page

from api.views.network import write_network
from tests.browser.view_page import ViewPage, open_view
from tests.unit.views.samples import two_groups, with_a_formula

STOP_AFTER_12 = """() => new Promise((done) => {
  const watch = () => {
    if (Number(document.getElementById("time-to").value) <= 12) return requestAnimationFrame(watch);
    document.getElementById("play").click();
    done();
  };
  watch();
})"""
"""At once: it is at its end some seconds later, and begins anew with a click."""


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


def test_the_legend_tells_ties_of_one_kind_and_different_types_apart(
    page: Page, tmp_path: Path
) -> None:
    ties = [("AMPLIFIED", "link"), ("COORDINATED_WITH", "link"), ("COORDINATED_WITH", "nearText")]
    ties += [("REPUBLISHED", None), ("HAS_AGREEMENT_WITH", "contentExchange")]
    drawn = two_groups()
    edges = tuple(
        replace(edge, type=type_, kind=kind)
        for edge, (type_, kind) in zip(drawn.edges, ties, strict=False)
    )
    view = open_view(page, write_network(replace(drawn, edges=edges), tmp_path / "view.html"))
    assert set(page.locator("#kinds .name").all_inner_texts()) == {
        "link",
        "coordinated: link",
        "coordinated: near text",
        "republished",
        "agreement: content exchange",
    }
    view.assert_sealed()


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
    view.page.evaluate(STOP_AFTER_12)
    assert view.page.locator("#play").inner_text() == "Play"
    value, end = view.page.locator("#time-to").evaluate("(to) => [to.value, to.max]")
    assert 12 < int(value) < int(end)


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

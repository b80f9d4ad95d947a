"""A page of hostile strings: nothing runs, nothing is fetched, and the picture is still drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pyvis.network import Network

from api.views.network import write_network
from graph.credit import Credit
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge, SubgraphNode
from tests.browser.view_page import ViewPage, open_view
from tests.support.chromium import Traffic

RUN = "window.ran=(window.ran||0)+1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</ScRiPt ><svg onload={RUN}>",
    f"</style><img src=x onerror={RUN}>",
    f"</title><img src=http://127.0.0.1:9/a onerror={RUN}>",
    f"<!--<script>{RUN}//",
    f"--><img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"'\"`><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"href <img src=x onerror={RUN}> href",
    f'<a href="javascript:{RUN}">href</a>',
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}//https://example.org",
    f"\x01java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "http://user:pass@127.0.0.1:9/",
    "//127.0.0.1:9/x",
    "file:///etc/passwd",
    "vbscript:msgbox(1)",
    "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    f"');{RUN};//",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"\u2028{RUN}\u2029",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    "\x00nul\x00",
    "\u202egnp.exe\u202c",
    "\ud800lone\udfff",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    '=HYPERLINK("http://127.0.0.1:9/","a")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "a" * 100_000,
    "漢" * 100_000,
    "<b>" * 30_000,
    "",
    " ",
    "\n\r\t",
    "*bold* _it_ <i>x</i>",
)


def hostile_subgraph() -> Subgraph:
    """Every hostile string in every field of a node, an edge, and the subgraph itself."""
    nodes = tuple(
        SubgraphNode(
            id=f"{text}{i}" if i % 2 else f"{i}{text}",
            label=text,
            roles=(text, "Outlet") if i % 2 else (text,),
            country=text,
            platform=text,
            handle=text,
            url=text,
            language=text,
            followers=i,
            community=i % 5,
            facts={text: text, "href": text, "plain": HOSTILE[(i + 1) % len(HOSTILE)]},
            assessments=(Assessment(text, text, text, text, text),),
        )
        for i, text in enumerate(HOSTILE)
    )
    edges = tuple(
        SubgraphEdge(
            source=nodes[i].id,
            target=nodes[(i + 1) % len(nodes)].id,
            type=text,
            kind=text,
            count=i + 1,
            first_at=datetime(2021, 1, 1, tzinfo=UTC),
            last_at=datetime(2022, 1, 1, tzinfo=UTC),
            evidence=(
                Evidence(
                    text, text, datetime(2021, 1, 1, tzinfo=UTC), text, text, text, text, text
                ),
            ),
        )
        for i, text in enumerate(HOSTILE)
    )
    every = " ".join(text[:300] for text in HOSTILE)
    return Subgraph(
        nodes=nodes,
        edges=edges,
        title=every,
        description=every,
        datasets=HOSTILE,
        credits=tuple(
            Credit(text, text, (text,), text, text, text, text, text, text, text, text)
            for text in HOSTILE
        ),
        graph_version=every,
        query=every,
        parameters=dict(zip(HOSTILE, HOSTILE, strict=True)),
        direction=every,
    )


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_network(hostile_subgraph(), tmp_path_factory.mktemp("hostile") / "view.html")


@pytest.fixture
def view(page: Page, hostile_file: Path) -> Iterator[ViewPage]:
    opened = open_view(page, hostile_file)
    yield opened
    # Whatever a test did to the page: nothing ran, nothing was fetched, nothing broke.
    opened.assert_sealed()


def test_this_test_would_see_a_script_run(page: Page, tmp_path: Path) -> None:
    """pyvis' own page runs what stands in its heading; that is why it is not used."""
    network = Network(cdn_resources="in_line", heading=f"<img src=x onerror='{RUN}'>")
    network.add_node(0, label="one")
    file = tmp_path / "pyvis.html"
    file.write_text(network.generate_html(), encoding="utf-8")
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    view = ViewPage(page, file.as_uri(), Traffic())
    view.wait("window.ran")


def test_the_picture_is_drawn(view: ViewPage) -> None:
    assert view.colours_on_canvas() > 50
    assert view.page.locator("h1").inner_text().startswith("<script>")


def test_every_node_can_be_clicked_and_shows_its_facts(view: ViewPage) -> None:
    view.click_node(0)
    assert view.page.locator("#panel h2").inner_text() == HOSTILE[0]
    for number, text in enumerate(HOSTILE):
        view.select({"node": number})
        panel = view.page.locator("#panel")
        if text.startswith("<script>"):
            assert panel.locator("h2").inner_text() == text
        assert panel.locator(".assessments li").count() == 1
        view.assert_links_are_of_the_web()


def test_every_tie_can_be_clicked_and_shows_its_evidence(view: ViewPage) -> None:
    view.click_edge(3)
    assert "showing 1 of 1" in view.page.locator("#panel").inner_text()
    for number in range(len(HOSTILE)):
        view.select({"edge": number})
        assert view.page.locator("#panel .evidence li").count() == 1
        view.assert_links_are_of_the_web()


def test_all_the_rest_is_shown_as_text_too(view: ViewPage) -> None:
    page = view.page
    for dimension in ("country", "community", "role"):
        view.change(f"{{ colourBy: {dimension!r} }}")
    page.evaluate("() => { for (const b of document.querySelectorAll('button.more')) b.click(); }")
    page.click("#about")
    page.fill("#search", "script")
    assert page.locator("#search-results li").count() > 3
    page.keyboard.press("Escape")
    for tab in ("nodes", "edges"):
        page.click(f"#tab-{tab}")
        assert page.locator("#tables tbody tr").count() == len(HOSTILE)
    page.click("#tab-network")
    page.click("#panel .close")
    view.hover_node(1)


def test_every_download_is_made_of_text(view: ViewPage) -> None:
    svg = view.download("Picture (SVG)").read_text(encoding="utf-8")
    assert "<script" not in svg
    assert view.download("Picture (PNG)").read_bytes()[:4] == b"\x89PNG"
    view.download("Graph (GEXF)").read_text(encoding="utf-8")


def test_even_our_own_script_could_not_write_html(view: ViewPage) -> None:
    refused = """() => {
      try { document.body.innerHTML += "<b>x</b>"; return false; } catch { return true; }
    }"""
    assert view.page.evaluate(refused)
    assert view.forget_violations() >= 1

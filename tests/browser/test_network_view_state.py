"""What a reader makes of a view: hidden nodes, a link to what is seen, notes in a saved copy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page

from api.views.network import write_network
from tests.browser.test_network_view_hostile import HOSTILE, hostile_subgraph
from tests.browser.view_page import ViewPage, open_view
from tests.support.chromium import profile
from tests.unit.views.samples import two_groups

SEEN = "ampnet.state.seenNodes.filter(Boolean).length"
STATE = """(({ colourBy, sizeBy, minimum, from, to, selected, hidden, away }) => JSON.stringify([
  colourBy, sizeBy, minimum, from, to, selected, [...hidden.country], [...hidden.kind], [...away],
]))(ampnet.state)"""
CHANGED = "location.hash.length > 1"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_network(two_groups(), tmp_path_factory.mktemp("view") / "view.html")


@pytest.fixture
def view(page: Page, file: Path) -> Iterator[ViewPage]:
    opened = open_view(page, file)
    yield opened
    opened.assert_sealed()


def test_nodes_are_hidden_and_expanded_by_hand(view: ViewPage) -> None:
    page, everybody = view.page, view.state(SEEN)
    view.select({"node": 5})
    near = view.state("new Set(ampnet.nodes[5].ties.flatMap((t) => [t.from, t.to])).size")
    page.click("#panel >> text=Only its neighbours")
    view.settle()
    assert view.state(SEEN) == near < everybody
    other = view.state("ampnet.nodes[5].ties.map((t) => t.from === 5 ? t.to : t.from)[0]")
    view.select({"node": other})
    page.click("#panel .actions >> text=Hide")
    view.settle()
    assert view.state(SEEN) < near
    assert view.state("ampnet.state.selected") is None
    view.select({"node": 5})
    page.click("#panel >> text=Expand 1 hidden neighbour")
    view.settle()
    assert view.state(SEEN) == near
    assert page.locator("#bring-back").inner_text().endswith("hidden by hand")
    page.click("#bring-back")
    view.settle()
    assert view.state(SEEN) == everybody
    assert page.locator("#bring-back").is_hidden()


def test_a_link_brings_back_what_was_seen(view: ViewPage, browser: Browser, file: Path) -> None:
    page = view.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".entry", has_text="Russia").click()
    page.locator(".entry", has_text="reply").click()
    page.select_option("#colour-by", "role")
    page.select_option("#size-by", "followers")
    start = "ampnet.state.from"
    view.change(f"{{ minimum: 2, to: {start} + 40 * 86400000, away: new Set([3]) }}")
    view.select({"node": 7})
    view.rest()  # the drawing moves out of the panel's way
    x, y = view.position(7)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 30, steps=4)
    page.mouse.up()
    page.click("#zoom-in")
    view.rest()
    view.wait(f"{CHANGED} && location.hash.includes('at=')")
    page.click("#copy-link")
    view.wait("document.getElementById('said').textContent === 'Link copied'")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(file.as_uri() + "#")
    places = "[7, 8].map((n) => ampnet.network.getPosition(n)).concat(ampnet.network.getScale())"
    flat = f"JSON.stringify(({places}).map((p) => p.x ? [p.x, p.y].map(Math.round) : p.toFixed(1)))"
    expected = view.state(STATE), view.state(flat)
    with profile(browser) as context:
        again = ViewPage(context.new_page(), link, view.traffic)
        again.page.goto(link)
        again.wait("document.documentElement?.dataset.drawnAfter")
        again.wait("ampnet.state.selected")
        assert (again.state(STATE), again.state(flat)) == expected
        # Within one page too, as when a link is pasted into the address bar, and back to all.
        again.page.evaluate("() => { location.hash = '#no-country=CN' }")
        again.wait("ampnet.state.hidden.country.has('CN') && ampnet.state.colourBy === 'country'")
        assert again.state("ampnet.state.selected") is None


def test_hostile_links_do_nothing(view: ViewPage) -> None:
    fresh = view.state(STATE)
    texts = [
        *(text.encode("utf-8", "replace").decode()[:5_000] for text in HOSTILE),
        "NaN",
        "1e999",
    ]
    names = (
        *("colour", "size", "no-country", "no-kind", "away", "min", "from", "to", "node", "tie"),
        *("tab", "view", "at", "__proto__", "constructor"),
    )
    links = [urlencode([(name, text) for name in names]) for text in texts]
    links += [f"at={quote('9 9 ' + texts[0])}", "view=1 NaN 0", "%ff%00%", "=&&=", "a" * 200_000]
    for link in links:
        view.page.evaluate("(link) => { location.hash = link }", link)
    view.wait("!document.getElementById('stage').hidden")
    view.settle()
    clamped = view.state("ampnet.state.from >= ampnet.edges[0].first")
    assert clamped
    view.page.evaluate("() => { location.hash = 'colour=country' }")
    view.wait(f"{STATE} === {fresh!r}")
    assert view.colours_on_canvas() > 50


def outside_notes(file: Path) -> list[str]:
    """What stands before and after the notes."""
    before, _, rest = file.read_text("utf-8").partition('id="notes">')
    return [before, rest.partition("<")[2].partition("</body>")[0].strip()]


def test_notes_go_into_a_copy(view: ViewPage, browser: Browser, file: Path) -> None:
    page, strong = view.page, view.state("ampnet.edges.find((e) => e.count > 2).number")
    for selected, text in (({"node": 5}, "Ask about 2021"), ({"edge": strong}, "=1+1")):
        view.select(selected)
        page.fill("#panel textarea", text)
    page.click("#about")
    page.fill("#panel textarea", "What I think")
    assert page.locator("#panel .ties li").first.inner_text() == "Account 5\nAsk about 2021"
    view.change("{ minimum: 2 }")
    with page.expect_download() as waiting:
        page.click("#save-notes")
    copy = view.downloads / "copy.html"
    waiting.value.save_as(copy)
    assert waiting.value.suggested_filename == "Two-groups-with-notes.html"
    with profile(browser) as context:
        again = open_view(context.new_page(), copy)
        again.settle()
        assert again.state("ampnet.state.minimum") == 2
        assert again.state("[...ampnet.notes.values()]") == [
            "Ask about 2021",
            "=1+1",
            "What I think",
        ]
        again.select({"node": 5})
        assert again.page.locator("#panel textarea").input_value() == "Ask about 2021"
        nodes = list(csv.DictReader(io.StringIO(again.download("Nodes").read_text("utf-8-sig"))))
        assert [row["note"] for row in nodes if row["note"]] == ["Ask about 2021"]
        ties = list(csv.DictReader(io.StringIO(again.download("Ties").read_text("utf-8-sig"))))
        assert [row["note"] for row in ties if row["note"]] == ["'=1+1"]
        again.page.click("#about")
        assert again.page.locator("#panel .ties li").count() == 2
        # A copy of the copy is the same file again.
        with again.page.expect_download() as waiting:
            again.page.click("#save-notes")
        second = again.downloads / "second.html"
        waiting.value.save_as(second)
        assert outside_notes(second) == outside_notes(copy)
        assert outside_notes(copy)[1] == outside_notes(file)[1]
        again.assert_sealed()


def test_hostile_notes_stay_text(page: Page, browser: Browser, tmp_path: Path) -> None:
    view = open_view(page, write_network(hostile_subgraph(), tmp_path / "view.html"))
    for number, text in enumerate(HOSTILE):
        view.select({"node": number})
        fit = text.encode("utf-8", "replace").decode()[:9_000]
        page.locator("#panel textarea").fill(fit)
    view.downloads = tmp_path
    with page.expect_download() as waiting:
        page.click("#save-notes")
    copy = tmp_path / "copy.html"
    waiting.value.save_as(copy)
    view.assert_sealed()
    with profile(browser) as context:
        again = open_view(context.new_page(), copy)
        kept = again.state("ampnet.notes.size")
        assert kept == view.state("ampnet.notes.size") > 30
        again.page.click("#about")
        again.page.click("#tab-nodes")
        again.download("GEXF").read_text("utf-8")
        again.assert_sealed()

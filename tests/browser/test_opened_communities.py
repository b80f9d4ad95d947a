"""Communities in a mailed file: opened and closed by mouse and keyboard, without a server."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from api.views.network import write_network
from tests.browser.test_network_view_hostile import hostile_subgraph
from tests.browser.view_page import ViewPage, open_view
from tests.unit.views.samples import large
from tests.unit.views.test_nesting import nested

SEEN = "ampnet.nodes.filter(({ number }) => ampnet.state.seenNodes[number])"
APART = f"""(() => {{
  const place = (n) => ({{ ...ampnet.network.getPosition(n.number), r: n.radii[1], of: n.parent }});
  const at = {SEEN}.map(place);
  const over = (a, b) => a.of !== b.of && Math.hypot(a.x - b.x, a.y - b.y) < a.r + b.r;
  return at.filter((a) => at.some((b) => a !== b && over(a, b))).length;
}})()"""
PLACES = "ampnet.nodes.map(({ number }) => Object.values(ampnet.network.getPosition(number)))"


DOUBLE = 250
"""Milliseconds in which two clicks are surely one double click."""


def double_click(view: ViewPage, number: int) -> None:
    """Click twice on a node; anew when a busy machine let so much time pass that it was no double.

    The page says how much, which itself judges by when it hears of a click.
    """
    page = view.page
    page.evaluate(
        """() => {
          window.heard = [];
          const note = () => window.heard.push(performance.now());
          for (const type of ["pointerdown", "pointerup"]) addEventListener(type, note, true);
        }"""
    )
    while True:
        page.mouse.dblclick(*view.position(number), delay=90)
        first, *_, last = page.evaluate("window.heard.splice(0)")
        if last - first <= DOUBLE:
            return
        page.wait_for_timeout(2 * DOUBLE)
        if view.state("ampnet.state.opened.size"):
            return
        page.keyboard.press("Escape")
        view.rest()


def _file(folder: Path) -> Path:
    return write_network(nested(large(400, 800)), folder / "communities.html")


def _shown(view: ViewPage) -> tuple[int, int]:
    marks = view.state(f"{SEEN}.filter((n) => n.parent === null).length")
    return marks, view.state(f"{SEEN}.filter((n) => n.parent !== null).length")


def test_a_community_is_opened_and_closed(page: Page, tmp_path: Path) -> None:
    view = open_view(page, _file(tmp_path))
    assert _shown(view) == (4, 0)
    places = view.state(PLACES)
    # By a double click, as people try first; as slow as people's, and where the panel comes to lie.
    view.state(
        "(({ x, y }) => ampnet.network.moveTo({ scale: 1, position: {"
        " x: x - document.getElementById('network').clientWidth / 2 + 100, y } }))"
        "(ampnet.network.getPosition(1))"
    )
    double_click(view, 1)
    view.wait("ampnet.state.opened.size === 1")
    view.settle()
    assert _shown(view) == (3, 100)
    assert view.state(APART) == 0
    assert "3 communities and 100 members of 1 opened one" in page.inner_text("#showing")
    members = view.state(f"{SEEN}.filter((n) => n.parent === 1).map((n) => n.number)")
    # A member's panel: all its ties, to members and to communities that are closed.
    view.select({"node": members[0]})
    outside = view.state(
        f"ampnet.nodes[{members[0]}].ties.filter((t) => [t.from, t.to].some((n) => n === 0)).length"
    )
    names = page.locator("#panel .ties .name").all_inner_texts()
    assert outside and any("+97" in name for name in names)
    page.locator("#panel .ties button").first.click()
    view.settle()
    assert page.locator("#panel .evidence li").count() > 0
    page.keyboard.press("Escape")

    # By keyboard alone: a name in the search, then the button in its panel.
    page.keyboard.press("/")
    page.keyboard.type("community:2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel >> text=Open: 100 members")
    page.locator("#panel >> text=Open: 100 members").focus()
    page.keyboard.press("Enter")
    view.wait("ampnet.state.opened.size === 2")
    view.settle()
    assert _shown(view) == (2, 200)
    assert view.state(APART) == 0
    rows = list(csv.DictReader(io.StringIO(view.download("Nodes").read_text("utf-8-sig"))))
    assert len(rows) == 202
    view.wait("location.hash.includes('open=')")
    link = page.url
    page.click("#close-communities")
    view.settle()
    assert _shown(view) == (4, 0)
    moved = np.abs(np.array(view.state(PLACES)) - np.array(places)).max()
    assert moved <= 3, "all is where it was, but for rounding"

    # A link brings it back; so does a search for somebody inside.
    view.wait("!location.hash.includes('open=')")
    page.evaluate("(hash) => { location.hash = hash; }", link.partition("#")[2])
    view.wait("ampnet.state.opened.size === 2")
    page.click("#close-communities")
    view.settle()
    page.fill("#search", "channel_00007")
    page.keyboard.press("Enter")
    view.wait("ampnet.state.opened.size === 1")
    page.wait_for_selector("#panel h2 >> text=Channel 00007")
    page.click("#panel >> text=Close community 3")
    view.wait("ampnet.state.opened.size === 0")
    view.assert_sealed()


def test_hostile_members_are_text(page: Page, tmp_path: Path) -> None:
    whole = hostile_subgraph()
    view = open_view(page, write_network(nested(whole), tmp_path / "hostile.html"))
    marks = view.state(f"{SEEN}.map((n) => n.number)")
    for number in marks:
        view.select({"node": number})
        page.locator("#panel .actions button").first.click()
        view.settle()
    assert _shown(view)[1] == len(whole.nodes)
    for number in view.state(f"{SEEN}.map((n) => n.number)")[::6]:
        view.select({"node": number})
        view.assert_links_are_of_the_web()
    view.assert_sealed()

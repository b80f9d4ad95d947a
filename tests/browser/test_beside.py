"""Two windows side by side as a reader compares them: by eye, by sliders, by keyboard, on paper."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from api.views.beside import render_beside
from api.views.writing import write_page
from tests.browser.test_network_view_hostile import HOSTILE, hostile_subgraph
from tests.browser.view_page import ViewPage, open_view
from tests.support.axe import serious_faults
from tests.support.chromium import profile
from tests.unit.views.samples import side_by_side, two_groups

PLACES = """ampnet.stages.map(({ network }) => ampnet.nodes.map(({ number }) => {
  const { x, y } = network.canvasToDOM(network.getPosition(number));
  return [Math.round(x), Math.round(y)];
}))"""
WIDTHS = """ampnet.stages.map(({ network }) => ampnet.edges.map(({ number }) => {
  const { hidden, width } = network.body.edges[number].options;
  return hidden ? 0 : width;
}))"""


def _written(folder: Path) -> Path:
    return write_page(render_beside(side_by_side(two_groups())), folder / "pair.html")


def _changes(view: ViewPage) -> Counter[str]:
    return Counter(view.state("ampnet.edges.map(({ change }) => change)"))


def test_what_became_of_ties_is_seen_and_proved(page: Page, tmp_path: Path) -> None:
    edges = len(two_groups().edges)
    view = open_view(page, _written(tmp_path))
    before, after = view.state(PLACES)
    assert before == after, "a node has one place"
    names = ("new", "gone", "stronger", "weaker", "alike")
    assert _changes(view) == Counter(names[i % 5] for i in range(edges))
    # What is new is not in the first picture, what is gone not in the second; width is share.
    one, other = view.state(WIDTHS)
    assert [(bool(a), bool(b)) for a, b in zip(one[:2], other[:2], strict=True)] == [
        (False, True),
        (True, False),
    ]
    assert other[2] > one[2] and other[3] < one[3]
    dashes = view.state(
        "ampnet.edges.map((e) => ampnet.stages[0].network.body.edges[e.number].options.dashes)"
    )
    assert len({str(dashes[i]) for i in (1, 2, 3)}) == 3, "told apart without colour"

    # A click on a tie of the second picture: its counts and the evidence of each window.
    page.click("#changes .entry >> text=about the same")
    view.settle()
    assert view.state("ampnet.state.seenEdges.filter(Boolean).length") == edges - len(
        range(4, edges, 5)
    )
    view.select({"edge": 2})
    panel = page.locator("#panel")
    assert "stronger: 2 observations before" in panel.inner_text()
    kinds = panel.locator(".evidence .when span").all_inner_texts()
    assert kinds and all(text.endswith(("before", "after")) for text in kinds)
    view.assert_links_are_of_the_web()
    picture = page.locator("#network-after").bounding_box()
    side = panel.bounding_box()
    assert picture and side and picture["x"] + picture["width"] <= side["x"] + 1
    view.assert_sealed()


def test_windows_and_drawings_are_moved_together(page: Page, tmp_path: Path) -> None:
    edges = len(two_groups().edges)
    view = open_view(page, _written(tmp_path))
    # Sliders by keyboard: the second window takes in all of the first.
    page.locator("#window-1-from").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    view.settle()
    assert page.locator("#window-1-value").inner_text() == "2021-03-11 – 2021-04-29"
    assert page.locator("#window-1-title").inner_text().startswith("After: 2021-03-11")
    assert _changes(view)["gone"] == 0
    view.wait("location.hash.includes('window=')")
    link = page.url
    page.click("#reset")
    view.settle()
    assert _changes(view)["gone"] == len(range(1, edges, 5))
    view.wait("!location.hash")
    page.evaluate("(hash) => { location.hash = hash; }", link.partition("#")[2])
    view.wait("document.getElementById('window-1-value').textContent.startsWith('2021-03-11')")
    page.click("#reset")

    # One drawing is moved, the other follows; a node that is dragged is dragged in both.
    x, y = view.position(0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    page.locator("#network-after").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowDown")
    view.wait(f"(([a, b]) => JSON.stringify(a) === JSON.stringify(b))({PLACES})")

    rows = list(csv.DictReader(io.StringIO(view.download("Ties").read_text("utf-8-sig"))))
    assert (rows[2]["before"], rows[2]["after"], rows[2]["change"]) == ("2", "8", "stronger")
    svg = view.download("Picture (SVG)").read_text(encoding="utf-8")
    for part in ("Before: 2021-03-01", "After: 2021-03-31", "CHANGE", "stronger ("):
        assert part in svg
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#print-picture > svg").is_visible()
    assert page.locator(".windows").is_hidden()
    view.assert_sealed()


def test_on_a_phone_one_window_stands_above_the_other(browser: Browser, tmp_path: Path) -> None:
    file = _written(tmp_path)
    size = ViewportSize(width=390, height=844)
    with profile(browser, viewport=size, color_scheme="dark", bypass_csp=True) as context:
        view = open_view(context.new_page(), file)
        boxes = [view.page.locator(f).bounding_box() for f in ("#network", "#network-after")]
        one, other = (box for box in boxes if box)
        assert one["width"] == other["width"] == 390
        assert one["y"] + one["height"] <= other["y"]
        assert min(one["height"], other["height"]) > 200
        assert view.state("document.documentElement.scrollWidth") == 390
        assert serious_faults(view.page) == []
        view.page.click("#open-controls")
        assert view.page.locator("#window-0-from").is_visible()
        assert serious_faults(view.page) == []


def test_hostile_strings_are_text_in_both_windows(page: Page, tmp_path: Path) -> None:
    html = render_beside(side_by_side(hostile_subgraph()))
    view = open_view(page, write_page(html, tmp_path / "hostile.html"))
    for number in range(0, len(HOSTILE), 5):
        view.select({"edge": number})
        view.assert_links_are_of_the_web()
    view.page.click("#panel .close")
    view.page.click("#about")
    view.page.click("#tab-edges")
    assert view.page.locator("#tables tbody tr").count() == len(HOSTILE)
    assert "<script" not in view.download("Picture (SVG)").read_text(encoding="utf-8")
    view.assert_sealed()

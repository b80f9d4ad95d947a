"""The same files in Firefox: drawn, clicked, filtered, sealed, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.views.beside import render_beside
from api.views.cascade import render_cascade
from api.views.country_map import render_map
from api.views.matrix import render_matrix
from api.views.network import render_network, write_network
from api.views.report import render_report
from api.views.writing import write_page
from graph.answers.country_flows import country_flows
from tests.browser.test_derived_views import _matrix, _story
from tests.support import firefox
from tests.support.firefox import Firefox
from tests.support.missing import MissingError
from tests.support.needs import lack
from tests.unit.views.samples import large, side_by_side, two_groups
from tests.unit.views.test_country_map import world
from tests.unit.views.test_nesting import nested
from tests.unit.views.test_report import hostile

COLOURS = """(() => {
  const canvas = document.querySelector("#network canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()"""
PLACE = """(() => {
  const at = ampnet.network.canvasToDOM(ampnet.network.getPosition(5));
  const { left, top } = document.getElementById("network").getBoundingClientRect();
  return [left + at.x, top + at.y];
})()"""


TEXTS = ("Alpha", "https://beta.example/x", "Гамма", "c" * 300)
PHONE = {"width": 390, "height": 844}
BEYOND = "document.documentElement.scrollWidth > innerWidth"
SEEN = """[...document.querySelectorAll("canvas, svg, table")].filter((e) => {
  const { width, height } = e.getBoundingClientRect();
  return width > 100 && height > 20;
}).length"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Firefox]:
    try:
        started = firefox.running()
        with started as page:
            yield page
    except MissingError as missing:
        lack("firefox", missing)


@pytest.mark.browser
def test_firefox_draws_a_view_and_shows_what_is_clicked(tab: Firefox, tmp_path: Path) -> None:
    tab.open(write_network(two_groups(), tmp_path / "view.html").as_uri())
    tab.wait("document.documentElement?.dataset.drawnAfter")
    assert tab.evaluate(COLOURS) > 50
    tab.click(*tab.evaluate(PLACE))
    tab.wait("!document.getElementById('panel').hidden")
    panel = tab.evaluate("document.getElementById('panel').innerText")
    assert "Account 5" in panel and "state-controlled · China" in panel
    tab.evaluate("document.querySelector('#legend .entry').click()")
    tab.wait("ampnet.state.seenNodes.includes(false)")
    tab.evaluate("document.getElementById('tab-edges').click()")
    tab.wait("document.querySelectorAll('#tables tbody tr').length > 10")
    assert tab.errors == []
    assert {url.partition(":")[0] for url in tab.requests} <= {"file", "data", "blob"}


@pytest.mark.browser
def test_firefox_shows_every_view_on_a_desk_and_on_a_phone(tab: Firefox, tmp_path: Path) -> None:
    views = {
        "communities": render_network(nested(large(400, 1_600))),
        "two windows": render_beside(side_by_side(two_groups())),
        "cascade": render_cascade(_story(TEXTS)),
        "matrix": render_matrix(_matrix(TEXTS)),
        "map": render_map(country_flows(world())),
        "report": render_report(hostile()),
    }
    for name, html in views.items():
        tab.requests.clear()
        tab.open(write_page(html, tmp_path / "view.html").as_uri())
        if "new vis.Network" in html:
            tab.wait("document.documentElement?.dataset.drawnAfter")
        for size in ({"width": 1280, "height": 900}, PHONE):
            tab.resize(**size)
            tab.wait(f"!({BEYOND})")  # it makes room a moment later
            assert tab.evaluate(SEEN) > 0, (name, size)
        assert tab.errors == [], name
        assert {url.partition(":")[0] for url in tab.requests} <= {"file", "data", "blob"}, name

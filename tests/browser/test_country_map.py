"""The map of countries as a person reads it: arcs lead to their evidence, nothing runs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from api.views.country_map import render_map
from api.views.writing import write_page
from graph.answers.country_flows import country_flows
from tests.browser.test_network_view_hostile import HOSTILE
from tests.browser.view_page import WATCH
from tests.support.chromium import Traffic
from tests.unit.views.test_country_map import proved, world

ARC = "a.arc[aria-label^='Kenya amplified China']"


def test_an_arc_leads_to_its_evidence(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    flows = proved(country_flows(world()), "https://example.org/a post")
    file = write_page(render_map(flows), tmp_path / "map.html")
    page.goto(file.as_uri())
    box = "({ x, y, width, height }) => [x, y, width, height]"
    read = f"(all) => all.map((a) => [a.getAttribute('aria-label'), ({box})(a.getBBox())])"
    arcs = {
        says.split(" amplified ")[0]: at for says, at in page.eval_on_selector_all("a.arc", read)
    }
    # Kenya's arc comes from the south-west; the two between Russia and China part.
    x, _, width, height = arcs["Kenya"]
    assert x + width < page.evaluate(f"({box})(document.querySelector('circle').getBBox())")[0] + 30
    assert height > 50
    there, back = (page.locator("text.count", has_text=n).bounding_box() for n in ("90", "12"))
    assert there and back and there["x"] - back["x"] > 10
    thick = "all => all.map((path) => path.getAttribute('stroke-width'))"
    assert len(set(page.eval_on_selector_all("a.arc path:first-of-type", thick))) > 3
    page.locator(ARC).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#flow-KE-CN")
    flow = page.locator("#flow-KE-CN")
    assert flow.locator("h3").inner_text().startswith("Kenya → China 40 observations")
    assert "2021-03-01" in flow.inner_text()
    at = flow.bounding_box()
    assert at and 0 <= at["y"] < 700, "it has come into sight"
    page.emulate_media(media="print")
    assert page.locator("svg.map").is_visible()
    assert (traffic.network, traffic.errors) == ([], [])


def test_hostile_strings_are_text(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    page.add_init_script(WATCH)
    found = country_flows(world())
    for number, text in enumerate(HOSTILE[:12] + HOSTILE[13:30]):
        part = proved(found, text)
        if number % 6:
            continue
        file = write_page(render_map(part), tmp_path / f"{number}.html")
        page.goto(file.as_uri())
        assert page.evaluate("window.ran") is None
        assert page.evaluate("window.violations") == []
        for href in page.eval_on_selector_all("a[target]", "all => all.map((a) => a.href)"):
            assert href.startswith(("http://", "https://")) and "@" not in href.split("/")[2]
    assert (traffic.network, traffic.errors, traffic.dialogs) == ([], [], [])

"""The network view on a phone, in the dark, and with thousands of nodes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.views.network import write_network
from tests.browser.view_page import open_view
from tests.support.chromium import profile
from tests.unit.views.samples import large, with_a_formula


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_network(with_a_formula(), tmp_path_factory.mktemp("view") / "view.html")


def test_light_and_dark_follow_the_reader(browser: Browser, file: Path) -> None:
    with profile(browser, color_scheme="dark") as context:
        view = open_view(context.new_page(), file)
        paper = "getComputedStyle(document.body).backgroundColor"
        assert view.state(paper) == "rgb(20, 22, 26)"
        view.page.click("#theme")
        assert view.state(paper) == "rgb(252, 251, 248)"
        view.assert_sealed()


def test_a_phone_shows_it_all(browser: Browser, file: Path) -> None:
    with profile(browser, viewport={"width": 390, "height": 844}, has_touch=True) as context:
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
        view.rest()
        assert view.position(3)[1] < box["y"]
        page.click("#panel .close")
        page.click("#tab-edges")
        assert view.state("document.documentElement.scrollWidth") == 390
        view.assert_sealed()


def test_a_large_view_is_drawn(page: Page, tmp_path: Path) -> None:
    """How soon is measured by benchmarks/view.py."""
    file = write_network(large(5_000, 15_000), tmp_path / "large.html", colour_by="community")
    assert open_view(page, file).colours_on_canvas() > 50

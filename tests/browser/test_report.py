"""A report opened in a browser: it draws, fetches nothing, and its own policy lets it be."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from api.views.report import write_report
from tests.support.chromium import Traffic
from tests.unit.views.test_report import hostile


def test_a_report_opens_offline(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    file = write_report(hostile(), tmp_path / "report.html")
    page.goto(file.as_uri())
    assert page.locator("svg polyline").count() == 1
    box = page.locator("svg polyline").bounding_box()
    assert box is not None and box["width"] > 300
    shade = "getComputedStyle(document.querySelector('.more-2')).backgroundColor"
    assert page.evaluate(shade) != "rgba(0, 0, 0, 0)", "the style is let through"
    assert traffic.requests == [file.as_uri()]
    assert (traffic.errors, traffic.dialogs) == ([], [])

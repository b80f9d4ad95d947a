"""The harness itself: the browser draws, and nothing that a page does goes unseen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.support.chromium import Traffic


def test_a_page_draws(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<canvas id=c width=50 height=50></canvas><script>"
        "const g = c.getContext('2d'); g.fillStyle = '#c00'; g.fillRect(0, 0, 50, 50);"
        "</script>",
        encoding="utf-8",
    )
    page.goto(file.as_uri())
    pixel = page.evaluate("[...c.getContext('2d').getImageData(25, 25, 1, 1).data]")
    assert pixel == [0xCC, 0, 0, 255]
    assert traffic.requests == [file.as_uri()]
    assert traffic.network == []
    assert traffic.errors == []


def test_what_a_page_does_is_seen(page: Page, traffic: Traffic) -> None:
    page.set_content(
        "<img src='https://elsewhere.example/a.png'>"
        "<script>alert('popped'); console.error('complained'); throw new Error('thrown')</script>"
    )
    assert traffic.external == ["https://elsewhere.example/a.png"]
    assert traffic.dialogs == ["popped"]
    assert "complained" in traffic.errors
    assert any("thrown" in error for error in traffic.errors)

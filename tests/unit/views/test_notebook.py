"""A view in a notebook is a frame of its own, whatever stands in the data."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from api.notebook import NetworkView


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_stays_inside_its_frame(tmp_path: Path) -> None:
    page = "<!doctype html><p title='\"'>&lt;\"></iframe><script>alert(1)</script>"
    view = NetworkView(page)
    reader = _Reader()
    reader.feed(view._repr_html_())
    ((tag, attributes),) = reader.tags
    assert (tag, attributes["srcdoc"]) == ("iframe", page)
    assert attributes["sandbox"] == "allow-scripts allow-downloads"
    assert "alert" not in repr(view)
    assert view.save(tmp_path / "view.html").read_text("utf-8") == page

"""The same file in Firefox: drawn, clicked, filtered, sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.views.network import write_network
from tests.support import firefox
from tests.support.missing import MissingError
from tests.support.needs import lack
from tests.unit.views.samples import two_groups

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


@pytest.mark.browser
def test_firefox_draws_a_view_and_shows_what_is_clicked(tmp_path: Path) -> None:
    file = write_network(two_groups(), tmp_path / "view.html")
    try:
        started = firefox.running()
        with started as page:
            page.open(file.as_uri())
            page.wait("document.documentElement.dataset.drawnAfter")
            assert page.evaluate(COLOURS) > 50
            page.click(*page.evaluate(PLACE))
            page.wait("!document.getElementById('panel').hidden")
            panel = page.evaluate("document.getElementById('panel').innerText")
            assert "Account 5" in panel and "state-controlled · China" in panel
            page.evaluate("document.querySelector('#legend .entry').click()")
            page.wait("ampnet.state.seenNodes.includes(false)")
            page.evaluate("document.getElementById('tab-edges').click()")
            page.wait("document.querySelectorAll('#tables tbody tr').length > 10")
            assert page.errors == []
            assert {url.partition(":")[0] for url in page.requests} <= {"file", "data", "blob"}
    except MissingError as missing:
        lack("firefox", missing)

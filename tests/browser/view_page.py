"""A network view opened in a browser, with what a person does to it and what must never happen."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.chromium import SECONDS, Traffic, record

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass
class ViewPage:
    """An opened view.

    Attributes:
        page: The browser's page.
        address: The file that is open.
        traffic: What the page asked for, complained of and popped up.
        downloads: Where downloads go.
    """

    page: Page
    address: str
    traffic: Traffic
    downloads: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))

    def assert_sealed(self) -> None:
        """Nothing ran that is not ours, nothing was fetched, nothing was even tried."""
        assert self.page.evaluate("window.ran") is None
        assert self.traffic.network == []
        files = {url for url in self.traffic.requests if url.startswith("file:")}
        assert files == {self.address}
        assert self.traffic.errors == []
        assert self.traffic.dialogs == []
        assert self.page.evaluate("window.violations") == []
        foreign = "img, iframe, object, embed, form, base, script[src], [onerror], [onload]"
        assert self.page.locator(foreign).count() == 0

    def forget_violations(self) -> int:
        """How many violations there were; they are forgotten."""
        count: int = self.page.evaluate("window.violations.splice(0).length")
        self.traffic.errors.clear()
        return count

    def assert_links_are_of_the_web(self) -> None:
        links = self.page.eval_on_selector_all(
            "a[target]", "all => all.map((a) => [a.href, a.rel])"
        )
        for href, rel in links:
            assert href.startswith(("http://", "https://")), href
            assert "@" not in href.split("/")[2]
            assert rel == "noopener noreferrer"

    def colours_on_canvas(self) -> int:
        """How many different colours the drawing has; a blank one has one."""
        found: int = self.page.evaluate(
            """() => {
              const canvas = document.querySelector("#network canvas");
              const context = canvas.getContext("2d");
              const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
              return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
        return found

    def colour_at(self, number: int) -> list[int]:
        """The colour that is drawn near the lower rim of a node, where no name is written."""
        found: list[int] = self.page.evaluate(
            """(number) => {
              const { network } = ampnet;
              const size = network.body.nodes[number].options.size;
              const { x, y } = network.getPosition(number);
              const at = network.canvasToDOM({ x, y: y + 0.6 * size });
              const canvas = document.querySelector("#network canvas");
              const ratio = canvas.width / canvas.clientWidth;
              const context = canvas.getContext("2d");
              return [...context.getImageData(at.x * ratio, at.y * ratio, 1, 1).data];
            }""",
            number,
        )
        return found

    def select(self, selected: dict[str, int]) -> None:
        self.page.evaluate("(selected) => ampnet.change({ selected })", selected)
        self.settle()

    def change(self, changes: str) -> None:
        """Change the state by a JavaScript object literal."""
        self.page.evaluate(f"() => ampnet.change({changes})")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has drawn what changed."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def wait(self, expression: str, seconds: float = SECONDS) -> None:
        """Wait until a JavaScript expression is true.

        The page's policy refuses the eval that Playwright's own waiting needs.
        """
        end = time.monotonic() + seconds
        while not self.state(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            self.settle()

    def rest(self) -> None:
        """Wait until the drawing has come to rest: where it lies is the same for six frames."""
        self.page.evaluate(
            """() => new Promise((done) => {
              let before = "", same = 0;
              const look = () => {
                const { network } = ampnet;
                const now = JSON.stringify([network.getViewPosition(), network.getScale()]);
                [same, before] = [now === before ? same + 1 : 0, now];
                if (same === 6) done(); else requestAnimationFrame(look);
              };
              look();
            })"""
        )

    def click_node(self, number: int) -> None:
        x, y = self.position(number)
        self.page.mouse.click(x, y)
        self.page.wait_for_selector("#panel:not([hidden])")
        self.rest()

    def hover_node(self, number: int) -> None:
        x, y = self.position(number)
        self.page.mouse.move(x, y)
        self.page.wait_for_selector("#hint:not([hidden])")

    def click_edge(self, number: int) -> None:
        """Click on the middle of a straight tie."""
        a, b = self.page.evaluate("(i) => [ampnet.edges[i].from, ampnet.edges[i].to]", number)
        (x1, y1), (x2, y2) = self.position(a), self.position(b)
        self.page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2)
        self.page.wait_for_selector("#panel:not([hidden])")
        self.rest()

    def position(self, number: int) -> tuple[float, float]:
        """Where a node is on the screen."""
        x, y = self.page.evaluate(
            """(number) => {
              const { network } = ampnet;
              const at = network.canvasToDOM(network.getPosition(number));
              const box = document.getElementById("network").getBoundingClientRect();
              return [box.left + at.x, box.top + at.y];
            }""",
            number,
        )
        return x, y

    def download(self, name: str) -> Path:
        self.page.click("#download summary")
        with self.page.expect_download() as waiting:
            self.page.click(f"#download-list >> text={name}")
        target = self.downloads / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def state(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        return self.page.evaluate(f"() => {expression}")


def open_view(page: Page, file: Path) -> ViewPage:
    """Open the file from the disk, as from a mail, and wait until it is drawn."""
    view = ViewPage(page, file.as_uri(), record(page))
    page.add_init_script(WATCH)
    page.goto(view.address)
    view.wait("document.documentElement?.dataset.drawnAfter")
    return view

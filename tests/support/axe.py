"""axe-core, which finds what keeps people with disabilities out of a page."""

from __future__ import annotations

from functools import cache
from importlib import resources

from playwright.sync_api import Page

_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
}"""


@cache
def _source() -> str:
    carried = resources.files("axe_playwright_python") / "axe.min.js"
    return carried.read_text(encoding="utf-8")


def serious_faults(page: Page) -> list[str]:
    """Return the rules that a page breaks seriously or critically, with where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: list[str] = page.evaluate(_RUN)
    return found

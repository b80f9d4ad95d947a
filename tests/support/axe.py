"""axe-core, which finds what keeps people with disabilities out of a page."""

from __future__ import annotations

from functools import cache
from importlib import resources

from playwright.sync_api import Page

_RUN = """async () => {
  // Contrast takes most of the time: it is looked at in one text of all that look the same.
  const looks = new Map([[null, ""]]);
  const look = (element) => {
    if (!looks.has(element)) {
      const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, textShadow } =
        getComputedStyle(element);
      const own = [color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight];
      looks.set(element, `${look(element.parentElement)}|${own.join()}${textShadow}`);
    }
    return looks.get(element);
  };
  const hasText = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const texts = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (hasText(element) && element.checkVisibility() && !texts.has(look(element))) {
      texts.set(look(element), element);
    }
  }
  const options = { resultTypes: ["violations"] };
  const rules = { "color-contrast": { enabled: false } };
  const { violations } = await axe.run(document, { ...options, rules });
  if (texts.size) {
    const include = [...texts.values()];
    const contrast = { ...options, runOnly: ["color-contrast"] };
    violations.push(...(await axe.run({ include }, contrast)).violations);
  }
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

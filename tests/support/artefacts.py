"""What a page looked like when a test saw it, kept for people to leaf through.

Screenshots stand in `tests/artefacts/`, which git ignores, by the name of the test and of what is
seen. Each is as its test looked at it, on a desk or on a phone, light or dark; with
`AMPNET_TEST_LOOKS=all` it is taken in all four, which takes half a minute of the processor more.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page, ViewportSize

FOLDER: Final = Path(__file__).resolve().parents[1] / "artefacts"

LOOKS: Final[tuple[tuple[Literal["light", "dark"], int, int], ...]] = (
    ("light", 1280, 900),
    ("dark", 390, 844),
    ("dark", 1280, 900),
    ("light", 390, 844),
)
"""Theme, width and height. Tests look at pages in the first two."""


def keep(page: Page, name: str) -> None:
    """Take screenshots of a page.

    Args:
        page: As it stands.
        name: What is seen, in words or as an address.
    """
    every = os.environ.get("AMPNET_TEST_LOOKS") == "all"
    size = page.viewport_size
    theme: Literal["light", "dark"] = (
        "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    )
    if not every:
        _shoot(page, name, theme)
        return
    for scheme, width, height in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(ViewportSize(width=width, height=height))
        page.wait_for_timeout(150)  # drawings fit themselves anew
        _shoot(page, name, scheme)
    page.emulate_media(color_scheme=theme)
    if size:
        page.set_viewport_size(size)


def _shoot(page: Page, name: str, theme: str) -> None:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").partition("[")[0].split(" ")[0]
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{test.rpartition('::')[2]} {name}").strip("-")[:120]
    width = page.viewport_size["width"] if page.viewport_size else 0
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{words}-{width}-{theme}.png")

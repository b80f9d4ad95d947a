"""The project's pages: where they are, their code blocks and their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_LINK = re.compile(r"(?<!`)!?\[[^\]\n]*\]\(([^)\s]+)\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Block(NamedTuple):
    """A fenced block: what it says it is, and its text."""

    language: str
    text: str


def pages() -> list[Path]:
    """Return every page of the project that is written for people."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("loaders/**/*.md")]
    return sorted(found)


def name(page: Path) -> str:
    """Return a page's path below the project's folder."""
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    """Return a page's text."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path, *languages: str) -> list[Block]:
    """Return a page's fenced blocks of these languages, all where none is named."""
    found = [Block(*match.groups()) for match in _FENCE.finditer(text(page))]
    return [block for block in found if not languages or block.language in languages]


def prose(page: Path) -> str:
    """Return a page's text without fenced blocks and comments."""
    return _COMMENT.sub("", _FENCE.sub("", text(page)))


def links(page: Path) -> Iterator[str]:
    """Yield where a page's links and pictures lead."""
    for match in _LINK.finditer(re.sub(r"`[^`\n]*`", "", prose(page))):
        yield match.group(1)


def anchors(page: Path) -> set[str]:
    """Return the places in a page that a link can name, as forges make them of headings."""
    found: set[str] = set()
    for match in _HEADING.finditer(prose(page)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", match.group(1)).lower()
        words = re.sub(r"[^\w\- ]", "", words.replace("`", "")).replace(" ", "-")
        number = 1
        anchor = words
        while anchor in found:
            anchor = f"{words}-{number}"
            number += 1
        found.add(anchor)
    return found


def section(page: Path, mark: str) -> str:
    """Return what stands between the comments `<!-- mark: ... -->` and `<!-- /mark -->`."""
    found = re.search(rf"<!-- {mark}:[^>]*-->\n(.*?)<!-- /{mark} -->", text(page), re.DOTALL)
    assert found, f"{name(page)} has no section {mark}"
    return found.group(1)


def replace_section(page: Path, mark: str, content: str) -> None:
    """Write what stands between the two comments."""
    pattern = re.compile(rf"(<!-- {mark}:[^>]*-->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    page.write_text(pattern.sub(lambda m: m[1] + content + m[2], text(page)), encoding="utf-8")

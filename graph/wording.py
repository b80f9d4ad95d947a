"""Texts as a reader sees them: Telegram's clients write bold letters and links as Markdown."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\([^\s()]*(?:\)|$)")
_BOLD: Final = re.compile(r"\*\*")
_SLANTED: Final = re.compile(r"(?<!\w)(__|~~|\|\|)(?=\S)([^\n]{0,300}?\s[^\n]{0,300}?)\1(?!\w)")


def unmarked(text: str) -> str:
    """Return a text without the marks of bold, slanted, struck-out and hidden words and of links.

    A link that a cut took the end from counts too. Names such as `__init__` stay: marks other than
    those of bold words are taken away around several words only.
    """
    if "**" not in text and "](" not in text and not _SLANTED.search(text):
        return text
    text = _BOLD.sub("", _LINK.sub(r"\1", text))
    return " ".join(_SLANTED.sub(r"\2", text).split())


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 story`, `1,200 stories`; the plural by an s unless it is given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def begins(text: str, length: int) -> str:
    """Return how a text begins, without marks, in at most so many characters."""
    whole = unmarked(text[: 3 * length]).strip()
    return whole if len(whole) <= length else whole[: length - 1].rstrip() + "…"

"""JSON lines, one object a line, and what makes an object unfit to be stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from loaders.read.json_document import ELEMENT_LIMIT
from loaders.records import Refusal

JsonRow = tuple[int, dict[str, Any], Refusal | None]
"""Line number, the object, and why it was refused if it was."""


def json_lines(raw: IO[bytes]) -> Iterator[JsonRow]:
    """Read one object a line."""
    line = 0
    while data := raw.readline(ELEMENT_LIMIT):
        line += 1
        if len(data) == ELEMENT_LIMIT and not data.endswith(b"\n"):
            while (more := raw.readline(1 << 20)) and not more.endswith(b"\n"):
                pass
            yield line, {}, Refusal("", f"the line is longer than {ELEMENT_LIMIT:,} bytes")
            continue
        text = data.decode("utf-8-sig" if line == 1 else "utf-8", "surrogateescape").strip()
        if not text:
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            shown = {"_text": _plain(text[:1000])}
            yield line, shown, Refusal("", f"not a JSON object: {error}")
            continue
        if isinstance(row, dict):
            yield line, row, unfit(row, suspect(text))
        else:
            yield line, {"_text": _plain(text[:1000])}, Refusal("", "not a JSON object")


_ESCAPED = re.compile(r"\\u(?:0000|[dD])")
"""A NUL or half a character. Ten times as fast as `in` for each, which stops at every `u`."""


def suspect(text: str) -> bool:
    """Return True when a JSON text may hold what no database can store."""
    if "\\" in text and _ESCAPED.search(text):
        return True
    return not text.isascii() and not encodable(text)


def encodable(text: str) -> bool:
    """Return True when a text has no half characters, as bytes that are no UTF-8 become."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


# A NUL as JSON writes it, not a backslash that somebody wrote before `u0000`.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def unfit(row: Any, suspected: bool = True) -> Refusal | None:
    """Refuse an object with half a character (a lone surrogate), a NUL, or bytes not UTF-8."""
    if not suspected:
        return None
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        found = error.object[error.start]
        if "\udc80" <= found <= "\udcff":
            return Refusal("", "its bytes are not UTF-8; save the file as UTF-8")
        half = json.dumps(found)
        return Refusal("", f"{half} is half a character (a lone surrogate), which is no text")
    if _NUL.search(text):
        return Refusal("", "it holds a NUL character, which is no text")
    return None


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()

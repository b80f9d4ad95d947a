"""JSON documents of any size, one element at a time.

Python's own parser needs the whole text. Here only the outer structure is walked, and what
stands at the paths of interest is handed to it element by element, so that an export of
gigabytes is read in the memory of its largest element.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

ELEMENT_LIMIT = 64_000_000
"""Longest single element, in characters."""

Path = tuple[str, ...]
"""Where a value stands: names of keys, `*` for the elements of a list."""

_CHUNK = 1 << 18
_SPACE = re.compile(r"[ \t\n\r]*")
ASSIGNED = re.compile(r"\s*(?:window\.YTD|Grailbird\.data)\.[\w.]{1,100}\s*=\s*(?=[\[{])")
"""What X's archives of an account write before the JSON, so that a web page can load it."""

_HEX_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_DIGITS = 4_000  # Python refuses to read longer whole numbers


class JsonError(ValueError):
    """The text is no JSON from some point on; the message names the line."""


def walk(stream: IO[bytes], *wanted: Path) -> Iterator[tuple[Path, Any]]:
    """Read a document, or several one after the other.

    Args:
        stream: UTF-8. Bytes that are not become lone surrogates, as with `surrogateescape`.
        wanted: Paths of the elements that are to come one by one, such as `("objects", "*")`.

    Yields:
        Path and value, in the order of the document, of the elements wanted and of all values
        that stand beside their paths: from `{"name": "A", "messages": [1, 2]}`, with
        `("messages", "*")` wanted, `("name",): "A"`, `("messages", "*"): 1` and then 2.

    Raises:
        JsonError: It breaks off, is no JSON, or an element is nested too deeply or longer than
            `ELEMENT_LIMIT`.
    """
    prefixes = {path[:depth] for path in wanted for depth in range(len(path))}
    yield from _documents(stream, prefixes.__contains__)


def paths(stream: IO[bytes], depth: int = 6) -> set[Path]:
    """Return the paths in the beginning of a document, down to a depth; it may break off."""
    found: set[Path] = set()
    try:
        for path, _ in _documents(stream, lambda path: len(path) < depth):
            found |= {path[:length] for length in range(1, len(path) + 1)}
    except JsonError:
        pass  # what stands before is what the document has
    return found


def _documents(stream: IO[bytes], descend: Callable[[Path], bool]) -> Iterator[tuple[Path, Any]]:
    text = _Text(stream)
    while begins := text.peek():
        if begins == ";" and text.assigned:
            text.take(";")
            continue
        yield from _value(text, (), descend)


def _value(text: _Text, path: Path, descend: Callable[[Path], bool]) -> Iterator[tuple[Path, Any]]:
    opening = text.peek()
    if opening not in ("{", "[") or not descend(path):
        yield path, text.decode()
        return
    closing = "}" if opening == "{" else "]"
    text.take(opening)
    if text.peek() == closing:
        text.take(closing)
        return
    while True:
        name = "*"
        if opening == "{":
            name = text.decode()
            if not isinstance(name, str):
                raise JsonError(f"line {text.line()}: a key that is no text")
            text.take(":")
        yield from _value(text, (*path, name), descend)
        if text.peek() == closing:
            text.take(closing)
            return
        text.take(",")


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < _DIGITS else float(digits)


class _Text:
    """The part of a document that is in memory, and where in it we are."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._decode = json.JSONDecoder(parse_int=_whole).raw_decode
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines = 1
        self._more()
        self._text = self._text.removeprefix("\ufeff")
        if assignment := ASSIGNED.match(self._text):
            self._at = assignment.end()
        self.assigned = assignment is not None

    def line(self) -> int:
        """Return the line, from 1."""
        return self._lines + self._text.count("\n", 0, self._at)

    def peek(self) -> str:
        """Return the next character that is no space; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more()

    def take(self, expected: str) -> None:
        """Go past a character that has to come next."""
        found = self.peek()
        if found != expected:
            what = f"{found!r} stands" if found else "the text breaks off"
            raise JsonError(f"line {self.line()}: {what} where {expected!r} should")
        self._at += 1

    def decode(self) -> Any:
        """Read a whole value."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if error.msg.startswith("Invalid \\escape") and self._mend():
                    continue
                wrong = not error.msg.startswith("Unterminated") and error.pos < (
                    len(self._text) - 16
                )
                if wrong or self._ended:
                    line = self._lines + self._text.count("\n", 0, error.pos)
                    raise JsonError(f"line {line}: {error.msg}") from None
            except RecursionError:
                raise JsonError(f"line {self.line()}: nested too deeply") from None
            else:
                # A number may go on in what is not read yet: 1, then 1., then 1.5e-7.
                if end + 3 < len(self._text) or self._ended:
                    self._at = end
                    return value
            if len(self._text) - self._at > ELEMENT_LIMIT:
                raise JsonError(
                    f"line {self.line()}: an element longer than {ELEMENT_LIMIT:,} characters"
                )
            self._more()

    def _mend(self) -> bool:
        r"""Write control characters as JSON does, and return whether any were written otherwise.

        Telegram Desktop writes `\x0B`, as C++ does, which no reader of JSON takes.
        """
        rest = self._text[self._at :]
        mended = _HEX_ESCAPE.sub(r"\1\\u00\2", rest)
        self._text = self._text[: self._at] + mended
        return mended != rest

    def _more(self) -> None:
        """Drop what was read, and read on, the more the longer the element at hand is."""
        self._lines += self._text.count("\n", 0, self._at)
        rest = self._text[self._at :]
        data = self._stream.read(max(_CHUNK, len(rest)))
        self._ended = not data
        self._text = rest + self._decoder.decode(data, final=self._ended)
        self._at = 0

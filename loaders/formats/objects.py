"""A file of JSON objects, one a line or in a document, each of which is read by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from loaders.read.bytes import BROKEN
from loaders.read.json_document import JsonError
from loaders.read.json_lines import unfit
from loaders.records import Record, Refusal, Row, RowError
from loaders.sources import Source

Json = dict[str, Any]
Read = Callable[[Json], Iterable[Record]]


def objects(source: Source, *wanted: str) -> Iterator[tuple[int, str, Json, Refusal | None]]:
    """Yield the objects of a file.

    Args:
        source: JSON lines or a JSON document.
        wanted: Of a document: paths of the objects, such as `statuses.*`.

    Yields:
        Line, or number of the object in a document; its path (empty for JSON lines); the object;
        and why it was refused if it was.
    """
    if source.container == "jsonl":
        for line, value, refusal in source.rows():
            yield line, "", value, refusal
        return
    number = 0
    for path, value in source.elements(*wanted):
        if path not in wanted:
            continue
        number += 1
        if isinstance(value, dict):
            yield number, path, value, unfit(value)
        else:
            shown = {"_text": str(value)[:1000]}
            yield number, path, shown, Refusal("", "not an object, as the others are")


def beside(source: Source, name: str, wanted: str = "") -> Json:
    """Return the first object of the JSON document that stands beside a file.

    Args:
        source: The file.
        name: Of the document.
        wanted: Path of the object; empty for the document as a whole.

    Returns:
        An empty object when there is none, or when it cannot be read or stored.
    """
    there = source.beside(name)
    try:
        for path, value in there.elements(*filter(None, [wanted])) if there else ():
            if path == wanted and isinstance(value, dict) and unfit(value) is None:
                return value
    except (*BROKEN, JsonError):
        pass  # what is loaded is the file, and it can do without
    return {}


def row(line: int, value: Any, read: Read, refusal: Refusal | None = None) -> Row:
    """Return what one object says, or why it was refused."""
    if not isinstance(value, dict):
        shown = {"_text": str(value)[:1000]}
        return Row(line, shown, refusal=Refusal("", "not an object, as the others are"))
    if refusal is not None:
        return Row(line, value, refusal=refusal)
    try:
        return Row(line, value, tuple(read(value)))
    except RowError as error:
        return Row(line, value, refusal=error.refusal)


def rows(source: Source, read: Read, *wanted: str) -> Iterator[Row]:
    """Read the objects of a file, at the first of the paths that a document has."""
    path = next((p for p in wanted if p in source.paths), wanted[-1])
    for line, _, value, refusal in objects(source, path):
        yield row(line, value, read, refusal)


def child(value: Json, name: str) -> Json:
    """Return the object under a key; an empty one when there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def members(value: Json, name: str) -> list[Json]:
    """Return the objects of the list under a key; nothing of what is none."""
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

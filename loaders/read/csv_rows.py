"""Delimited tables, row by row, in the memory of one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from loaders.read.json_lines import encodable
from loaders.records import Refusal

FIELD_LIMIT = 20_000_000
"""Longest single field, in characters; a longer one is refused with its line."""

CsvRow = tuple[int, list[str], Refusal | None]
"""Line number, the cells, and why they were refused if they were."""


def csv_rows(raw: IO[bytes], delimiter: str, width: int) -> Iterator[CsvRow]:
    """Read a table after its header; fields may be quoted and hold line breaks.

    Args:
        raw: UTF-8.
        delimiter: What separates the fields.
        width: Number of columns in the header.
    """
    csv.field_size_limit(FIELD_LIMIT)
    # Bytes that are no UTF-8 become lone surrogates here, and the row is refused below.
    with io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="") as text:
        reader = csv.reader(_Lines(text), delimiter=delimiter)
        next(reader)
        line = reader.line_num + 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield line, [], Refusal("", f"the line cannot be read: {error}")
                line = reader.line_num + 1
                continue
            if cells is None:
                return
            if cells:
                yield line, cells, _refusal(cells, width)
            line = reader.line_num + 1


class _Lines:
    """The lines of a text; one that is longer than memory should hold is passed over."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._read = text.readline

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._read(2 * FIELD_LIMIT)
        if not line:
            raise StopIteration
        if len(line) == 2 * FIELD_LIMIT and not line.endswith(("\n", "\r")):
            while (more := self._read(FIELD_LIMIT)) and not more.endswith(("\n", "\r")):
                pass
            raise csv.Error(f"it has more than {2 * FIELD_LIMIT:,} characters")
        return line


def _refusal(cells: list[str], width: int) -> Refusal | None:
    if len(cells) > width and any(cells[width:]):
        return Refusal("", f"it has {len(cells)} fields where the header has {width}")
    if len(cells) < width:
        return Refusal("", f"it has only {len(cells)} fields where the header has {width}")
    for cell in cells:
        if not cell.isascii() and not encodable(cell):
            return Refusal("", "its bytes are not UTF-8; save the file as UTF-8")
        if "\x00" in cell:
            return Refusal("", "it holds a NUL byte, which is no text")
    return None

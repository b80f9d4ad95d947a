"""Inputs as streams of rows with their line numbers.

A row that cannot be read is refused with its line number, and the rows after it are read on. What
a file is, `loaders.sources` tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from graph.polars_errors import POLARS_ERRORS
from loaders.read import json_document
from loaders.read.archive import is_member
from loaders.read.bytes import BROKEN, SourceError, open_bytes
from loaders.read.csv_rows import csv_rows
from loaders.read.json_document import JsonError
from loaders.read.json_lines import json_lines, unfit
from loaders.records import Refusal

_PARQUET_ROWS = 50_000

RawRow = tuple[int, dict[str, Any], Refusal | None]
"""Line number, the row by column name, and why it was refused if it was."""


def as_text(name: str) -> str:
    """Return a name, as of a file, with U+FFFD for what is no text: bytes not UTF-8, NUL."""
    return (
        name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")
    )


@dataclass(frozen=True)
class Source:
    """An input that was recognised.

    Attributes:
        path: Where it is.
        container: `csv`, `jsonl`, `json` (a document), `parquet`, `xml`, `html` or `warc`.
        digest: SHA-256 of its bytes, in hexadecimal; of a member of an archive, of that.
        header: Column names of a table; for JSON the names in the first objects; for XML the
            name of the outermost element.
        delimiter: What separates the fields of a CSV file.
        expected_rows: How many rows it has, as far as can be told before reading it: exact
            for Parquet, the number of lines for plain text, None for compressed text.
        member: Which member of an archive it is.
        head: The beginning of its text.
        paths: The paths in the beginning of a JSON document, or of the first JSON line, joined
            by dots, `*` for the elements of a list: `objects.*.type`.
    """

    path: Path
    container: str
    digest: str
    header: tuple[str, ...]
    delimiter: str = ","
    expected_rows: int | None = None
    member: str | None = None
    head: str = ""
    paths: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return the file's name without its folder, as text that a database takes."""
        return as_text(f"{self.path.name}/{self.member}" if self.member else self.path.name)

    def beside(self, name: str) -> Source | None:
        """Return the JSON document of a name that stands beside this one; None without it."""
        if self.member is not None:
            member = str(PurePosixPath(self.member).with_name(name))
            there = is_member(self.path, member)
            return replace(self, container="json", member=member) if there else None
        path = self.path.with_name(name)
        there = path.is_file() and not path.is_symlink()
        return replace(self, container="json", path=path) if there else None

    def rows(self) -> Iterator[RawRow]:
        """Read the rows of a table in order, without holding the file in memory.

        A file that breaks off (a download cut short) ends with a refused row that says so.
        """
        line = 0
        try:
            for row in _READERS[self.container](self):
                line = row[0]
                yield row
        except (*BROKEN, *POLARS_ERRORS, JsonError) as error:
            yield line + 1, {}, Refusal("", f"the file breaks off here: {str(error)[:300]}")

    def check_table(self) -> None:
        """Check that it has rows.

        Raises:
            SourceError: It is markup.
        """
        if self.container not in _READERS:
            raise SourceError(
                f"{self.path} is a file of {self.container.upper()}, not a table.",
                "Leave out --format, or export the data itself as CSV, JSON lines or Parquet.",
            )

    def elements(self, *wanted: str) -> Iterator[tuple[str, Any]]:
        """Read a JSON document, or each line of JSON lines, in the order of the text.

        Args:
            wanted: Paths of the elements that come one by one, such as `objects.*`.

        Yields:
            Path and value, as `loaders.read.json_document.walk` does.

        Raises:
            JsonError: It is no JSON from some line on.
            OSError, EOFError: Its compression is broken.
        """
        split = [tuple(path.split(".")) for path in wanted]
        with open_bytes(self.path, self.member) as raw:
            for path, value in json_document.walk(raw, *split):
                yield ".".join(path), value


def _read_csv(source: Source) -> Iterator[RawRow]:
    with open_bytes(source.path, source.member) as raw:
        for line, cells, refusal in csv_rows(raw, source.delimiter, len(source.header)):
            yield line, dict(zip(source.header, cells, strict=False)), refusal


def _read_jsonl(source: Source) -> Iterator[RawRow]:
    with open_bytes(source.path, source.member) as raw:
        yield from json_lines(raw)


def _read_json(source: Source) -> Iterator[RawRow]:
    """Read a list of objects; the line is the number of the object from 1."""
    for number, (path, value) in enumerate(source.elements("*"), start=1):
        if path == "*" and isinstance(value, dict):
            yield number, value, unfit(value)
        else:
            shown = json.dumps(value)[:1000]
            yield number, {"_text": shown}, Refusal("", "not an object in a list of objects")


def _read_parquet(source: Source) -> Iterator[RawRow]:
    """Read a Parquet file in slices; the line is the row number from 1."""
    scan = pl.scan_parquet(source.path)
    start = 0
    while True:
        frame = scan.slice(start, _PARQUET_ROWS).collect()
        for offset, row in enumerate(frame.iter_rows(named=True), start=1):
            yield start + offset, row, None
        start += frame.height
        if frame.height < _PARQUET_ROWS:
            break
    if start != source.expected_rows:
        raise EOFError(f"it has {start:,} rows, and says that it has {source.expected_rows:,}")


_READERS: dict[str, Callable[[Source], Iterator[RawRow]]] = {
    "csv": _read_csv,
    "jsonl": _read_jsonl,
    "json": _read_json,
    "parquet": _read_parquet,
}

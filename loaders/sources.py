"""Inputs as streams of rows with their line numbers.

CSV, JSON lines and Parquet, plain or gzipped. A row that cannot be read is refused with its
line number and the rows after it are read on.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from graph.errors import AmpnetError
from loaders.records import Refusal

FIELD_LIMIT = 20_000_000
"""Longest single field, in characters; a longer one is refused with its line."""

_HEAD = 65_536
_GZIP = b"\x1f\x8b"
_PARQUET_ROWS = 50_000

RawRow = tuple[int, dict[str, Any], Refusal | None]
"""Line number, the row by column name, and why it was refused if it was."""


class SourceError(AmpnetError):
    """An input that cannot be read at all."""


@dataclass(frozen=True)
class Source:
    """A file that was recognised.

    Attributes:
        path: Where it is.
        container: `csv`, `jsonl` or `parquet`.
        digest: SHA-256 of its bytes, in hexadecimal.
        header: Column names of a table; for JSON lines those of the first objects.
        delimiter: What separates the fields of a CSV file.
        expected_rows: How many rows it has, as far as can be told before reading it: exact
            for Parquet, the number of lines for plain text, None for compressed text.
    """

    path: Path
    container: str
    digest: str
    header: tuple[str, ...]
    delimiter: str = ","
    expected_rows: int | None = None

    @property
    def name(self) -> str:
        """Return the file's name without its folder."""
        return self.path.name

    def rows(self) -> Iterator[RawRow]:
        """Read the rows in order, without holding the file in memory.

        A file that breaks off (a download cut short) ends with a refused row that says so.
        """
        line = 0
        try:
            for row in _READERS[self.container](self):
                line = row[0]
                yield row
        except (EOFError, zlib.error, gzip.BadGzipFile, pl.exceptions.PolarsError) as error:
            yield line + 1, {}, Refusal("", f"the file breaks off here: {error}")


def open_source(path: Path) -> Source:
    """Recognise a file by its content.

    Raises:
        SourceError: It does not exist, is empty, or is none of the containers.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder.", "Name the files in it.")
        with _open_bytes(path) as stream:
            head = stream.read(_HEAD)
        digest, lines = _survey(path)
    except (OSError, EOFError) as error:
        raise SourceError(f"{path} cannot be read: {error}") from error
    if not head.strip():
        raise SourceError(f"{path} is empty.")
    if head.startswith(b"PAR1"):
        try:
            schema = pl.read_parquet_schema(path)
            height = pl.scan_parquet(path).select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise SourceError(f"{path} is a broken Parquet file: {error}") from error
        return Source(path, "parquet", digest, tuple(schema), expected_rows=height)
    text = _decode(head, path).lstrip("\ufeff")
    first = text.lstrip()[:1]
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise SourceError(
            f"{path} is a web page or XML, not a table.",
            "Export the data itself as CSV, JSON lines or Parquet.",
        )
    if first == "{":
        header = _json_header(text, path)
        return Source(path, "jsonl", digest, header, expected_rows=lines)
    delimiter = _delimiter(text)
    header = tuple(next(csv.reader(io.StringIO(text), delimiter=delimiter), ()))
    if len(header) < 2 or "\x00" in text:
        raise SourceError(
            f"{path} is no table: line 1 has {len(header)} column.",
            "A table has a line of column names, separated by commas, semicolons or tabs.",
        )
    return Source(path, "csv", digest, header, delimiter, lines)


def _open_bytes(path: Path) -> IO[bytes]:
    stream = path.open("rb")
    if stream.read(2) == _GZIP:
        stream.close()
        return cast(IO[bytes], gzip.open(path, "rb"))
    stream.seek(0)
    return stream


def _survey(path: Path) -> tuple[str, int | None]:
    """Read a file once: its SHA-256 and, when it is not compressed, how many lines it has."""
    digest = hashlib.sha256()
    lines = 0
    with path.open("rb") as stream:
        compressed = stream.read(2) == _GZIP
        stream.seek(0)
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return digest.hexdigest(), None if compressed else lines


def _decode(head: bytes, path: Path) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{path} is in UTF-16.", "Save it as UTF-8.")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 3:  # a character cut by the end of the sample
            return head[: error.start].decode("utf-8")
        line = head[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{path}, line {line}: the bytes are not UTF-8.", "Save the file as UTF-8."
        ) from error


def _delimiter(text: str) -> str:
    line = text.split("\n", 1)[0]
    return max(",;\t|", key=line.count)


def _json_header(text: str, path: Path) -> tuple[str, ...]:
    """Return the names in the objects at the file's beginning; not every object has every one."""
    first, *others = text.lstrip().split("\n")
    try:
        names = dict.fromkeys(json.loads(first))
    except ValueError as error:
        raise SourceError(
            f"{path}, line 1: not a JSON object on one line: {error}",
            "JSON lines have one object a line.",
        ) from error
    for line in others:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue  # cut by the end of the sample, or refused when it is read
        if isinstance(found, dict):
            names |= dict.fromkeys(found)
    return tuple(names)


def _read_csv(source: Source) -> Iterator[RawRow]:
    """Read a delimited table; fields may be quoted and hold line breaks."""
    csv.field_size_limit(FIELD_LIMIT)
    width = len(source.header)
    with (
        _open_bytes(source.path) as raw,
        # Bytes that are no UTF-8 become lone surrogates here, and the row is refused below.
        io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="") as text,
    ):
        reader = csv.reader(text, delimiter=source.delimiter)
        next(reader)
        line = reader.line_num + 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield line, {}, Refusal("", f"the line cannot be read: {error}")
                line = reader.line_num + 1
                continue
            if cells is None:
                return
            if cells:
                row = dict(zip(source.header, cells, strict=False))
                yield line, row, _cells_refusal(cells, width)
            line = reader.line_num + 1


def _cells_refusal(cells: list[str], width: int) -> Refusal | None:
    if len(cells) > width and any(cells[width:]):
        return Refusal("", f"it has {len(cells)} fields where the header has {width}")
    if len(cells) < width:
        return Refusal("", f"it has only {len(cells)} fields where the header has {width}")
    for cell in cells:
        if not cell.isascii() and any("\ud800" <= c <= "\udfff" for c in cell):
            return Refusal("", "its bytes are not UTF-8; save the file as UTF-8")
    return None


def _read_jsonl(source: Source) -> Iterator[RawRow]:
    """Read one object a line."""
    with _open_bytes(source.path) as raw:
        for line, data in enumerate(raw, start=1):
            text = data.decode("utf-8-sig" if line == 1 else "utf-8", errors="replace").strip()
            if not text:
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield line, {"_text": text[:1000]}, Refusal("", f"not a JSON object: {error}")
                continue
            if isinstance(row, dict):
                yield line, row, _text_refusal(text, row)
            else:
                yield line, {"_text": text[:1000]}, Refusal("", "not a JSON object")


def _text_refusal(text: str, row: dict[str, Any]) -> Refusal | None:
    """Refuse a row with half a character, a lone surrogate: no database can store it."""
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(row, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            half = json.dumps(error.object[error.start])
            return Refusal("", f"{half} is half a character (a lone surrogate), which is no text")
    return None


def _read_parquet(source: Source) -> Iterator[RawRow]:
    """Read a Parquet file in slices; the line is the row number from 1."""
    scan = pl.scan_parquet(source.path)
    start = 0
    while True:
        frame = scan.slice(start, _PARQUET_ROWS).collect()
        for offset, row in enumerate(frame.iter_rows(named=True), start=1):
            yield start + offset, row, None
        if frame.height < _PARQUET_ROWS:
            return
        start += frame.height


_READERS: dict[str, Callable[[Source], Iterator[RawRow]]] = {
    "csv": _read_csv,
    "jsonl": _read_jsonl,
    "parquet": _read_parquet,
}

"""What an input is, told by its content.

CSV, JSON lines, a JSON document, Parquet, XML, a web page or a web archive, plain or compressed,
alone or in an archive, zip or tar; or a folder of web pages.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from graph.polars_errors import POLARS_ERRORS
from loaders.read import exports, folder, json_document
from loaders.read.archive import few_enough, is_archive, members
from loaders.read.bytes import BROKEN, SourceError, is_compressed, open_bytes
from loaders.read.json_document import ASSIGNED, ELEMENT_LIMIT
from loaders.read.markup import recognise_markup
from loaders.read.source import RawRow, Source

__all__ = ["RawRow", "Source", "SourceError", "members_of", "open_source"]

_HEAD = 65_536
_TABLE_NAME = re.compile(r"\.(csv|tsv|json|jsonl|ndjson|parquet)(\.\w+)?$", re.IGNORECASE)


def members_of(path: Path) -> tuple[str | None, ...]:
    """Return the members of an archive, each of which is a source; None for another file.

    Of the export of an account, as an archive or as a folder, these are the files of its posts.

    Raises:
        SourceError: It cannot be read, or the archive is broken or empty.
    """
    try:
        if path.is_dir():
            return exports.of_posts(exports.names_in(path)) or (None,)
        if not (path.is_file() and is_archive(path)):
            return (None,)
        found = members(path)
        return few_enough(path, exports.of_posts(found) or found)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error}") from error


def open_source(path: Path, member: str | None = None) -> Source:
    """Recognise a file by its content, or a folder of web pages.

    Args:
        path: The file or folder.
        member: Which member, where it is an archive; not needed where it has only one. Of a
            folder: which file in it.

    Raises:
        SourceError: It does not exist, is empty, is no file, or is none of the containers.
    """
    if path.is_dir():
        if member is None:
            return _open_pages(path)
        path, member = _file_in(path, member), None
    if path.exists() and not path.is_file():  # it is read twice, and may have no end
        raise SourceError(
            f"{path} is no file, but a pipe or a device.",
            "Pass on what comes out of it: `... | ampnet load -`.",
        )
    if member is None:
        member, *others = members_of(path)
        if others:
            raise SourceError(f"{path} holds {len(others) + 1} files.", "Load them one by one.")
    where = f"{path}, {member}" if member else str(path)
    try:
        with open_bytes(path, member) as stream:
            head = stream.read(_HEAD)
            first_line, newline, _ = head.lstrip(b"\xef\xbb\xbf\r\n\t ").partition(b"\n")
            if not newline and first_line.startswith(b"{"):
                first_line += stream.readline(ELEMENT_LIMIT)
        _check_begun(head, where)
        digest, lines = _survey(path, member)
    except BROKEN as error:
        raise SourceError(f"{where} cannot be read: {error}") from error
    if head.startswith(b"PAR1"):
        return _open_parquet(Source(path, "parquet", digest, (), member=member), where)
    if (markup := recognise_markup(head)) is not None:
        container, root = markup
        if container == "html" and _TABLE_NAME.search(member or path.name):
            raise SourceError(
                f"{where} is a web page, although it is called like a table.",
                "A server answers so when it asks to log in, or refuses. Export the data itself.",
            )
        return Source(path, container, digest, (root,), member=member)
    text = _decode(head, where).lstrip("\ufeff")
    source = Source(path, "csv", digest, (), ",", lines, member, text)
    if text.lstrip().startswith(("{", "[")) or ASSIGNED.match(text):
        return _open_json(source, first_line, where)
    return _open_csv(source, where)


def _open_pages(path: Path) -> Source:
    if not (found := folder.pages(path)):
        raise SourceError(f"{path} is a folder without web pages.", "Name the files in it.")
    digest = folder.digest(path, found)
    return Source(path, "html", digest, ("html",), expected_rows=len(found))


def _file_in(path: Path, name: str) -> Path:
    if folder.leads_out(path / name, path):
        raise SourceError(f"{path / name} is a link that leads out of the folder.")
    return path / name


def _check_begun(head: bytes, where: str) -> None:
    """Refuse what begins with nothing, before the rest of it is read."""
    if not head.strip():
        raise SourceError(f"{where} is empty.")
    if not head.strip(b"\0"):
        raise SourceError(
            f"{where} begins with {len(head):,} NUL bytes and no text.",
            "Files look so after a crash of the machine: fetch it again.",
        )


def _survey(path: Path, member: str | None) -> tuple[str, int | None]:
    """Read a file once: its SHA-256 and, when it is not compressed, how many lines it has."""
    digest = hashlib.sha256()
    lines = 0
    packed = member is None and is_compressed(path)
    with path.open("rb") if packed else open_bytes(path, member) as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return digest.hexdigest(), None if packed else lines


def _decode(head: bytes, where: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{where} is in UTF-16.", "Save it as UTF-8.")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 3:  # a character cut by the end of the sample
            return head[: error.start].decode("utf-8")
        line = head[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{where}, line {line}: the bytes are not UTF-8.", "Save the file as UTF-8."
        ) from error


def _open_csv(source: Source, where: str) -> Source:
    line = source.head.split("\n", 1)[0]
    delimiter = max(",;\t|", key=line.count)
    try:
        header = tuple(next(csv.reader(io.StringIO(source.head), delimiter=delimiter), ()))
    except csv.Error as error:
        raise SourceError(f"{where}, line 1: it cannot be read: {error}") from error
    if len(header) < 2 or any("\x00" in name for name in header):
        raise SourceError(
            f"{where} is no table: line 1 has {len(header)} column.",
            "A table has a line of column names, separated by commas, semicolons or tabs.",
        )
    return replace(source, header=header, delimiter=delimiter)


def _open_json(source: Source, first_line: bytes, where: str) -> Source:
    """Tell JSON lines, whose first line is a whole object, from a document."""
    whole = _is_object(first_line)
    begins = first_line if whole else source.head.encode("utf-8")
    seen = json_document.paths(io.BytesIO(begins))
    paths = frozenset(".".join(path) for path in seen)
    if whole:
        header = _names([first_line, *source.head.lstrip().encode("utf-8").split(b"\n")[1:]])
        return replace(source, container="jsonl", header=header, paths=paths)
    assigned = ASSIGNED.match(source.head)
    depth = 1 if source.head[assigned.end() if assigned else 0 :].lstrip().startswith("{") else 2
    header = tuple(sorted({path[depth - 1] for path in seen if len(path) >= depth}))
    if not header and not assigned:  # the archive of who deleted nothing says so
        raise SourceError(
            f"{where}, line 1: not a JSON object on one line, and no JSON document.",
            "JSON lines have one object a line; a document is one object or one list of objects.",
        )
    return replace(source, container="json", header=header, paths=paths, expected_rows=None)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode("utf-8-sig")), dict)
    except (ValueError, RecursionError):
        return False


def _names(lines: list[bytes]) -> tuple[str, ...]:
    """Return the names in the first objects of JSON lines; not every object has every one."""
    names: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            continue  # cut by the end of the sample, or refused when it is read
        if isinstance(found, dict):
            names |= dict.fromkeys(found)
    return tuple(names)


def _open_parquet(source: Source, where: str) -> Source:
    if source.member is not None or is_compressed(source.path):
        raise SourceError(f"{where} is a compressed Parquet file.", "Unpack it first.")
    try:
        schema = pl.read_parquet_schema(source.path)
        height = pl.scan_parquet(source.path).select(pl.len()).collect().item()
    except (*POLARS_ERRORS, OSError) as error:
        raise SourceError(f"{where} is a broken Parquet file: {error}") from error
    return replace(source, container="parquet", header=tuple(schema), expected_rows=height)

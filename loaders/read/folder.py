"""A folder of web pages as one input: its pages in the order of their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")


def pages(folder: Path) -> list[Path]:
    """Return the pages in a folder and below it, sorted; links to folders are not followed."""
    found = []
    for where, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        found += [Path(where, name) for name in files if name.lower().endswith(_ENDINGS)]
    return sorted(found)


def leads_out(page: Path, folder: Path) -> bool:
    """Return True for a link to a file outside of the folder: it is not read."""
    return not page.resolve().is_relative_to(folder.resolve())


def digest(folder: Path, found: list[Path]) -> str:
    """Return the SHA-256 of the names and contents of pages."""
    total = hashlib.sha256()
    for page in found:
        total.update(str(page.relative_to(folder)).encode("utf-8", "surrogateescape") + b"\0")
        if page.is_file() and not leads_out(page, folder):
            for chunk in _chunks(page):
                total.update(chunk)
        total.update(b"\0")
    return total.hexdigest()


def _chunks(page: Path) -> Iterator[bytes]:
    with page.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            yield chunk

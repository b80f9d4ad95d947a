"""Zip archives: which of their members are inputs. Nothing is ever unpacked to disk."""

from __future__ import annotations

import zipfile
from pathlib import Path

from loaders.read.bytes import SourceError

MEMBER_LIMIT = 100_000
"""Most members of an archive that is read."""

_MAGIC = b"PK\x03\x04"
_NOTES = ("__MACOSX/", ".DS_Store", "Thumbs.db")  # what file managers put in unasked


def is_zip(path: Path) -> bool:
    """Return True for a zip archive."""
    with path.open("rb") as stream:
        return stream.read(4) == _MAGIC


def is_member(path: Path, name: str) -> bool:
    """Return True when an archive has a file of that name.

    Raises:
        Exception: One of `loaders.read.bytes.BROKEN`.
    """
    with zipfile.ZipFile(path) as archive:
        return name in archive.NameToInfo


def members(path: Path) -> tuple[str, ...]:
    """Return the names of the files in an archive, without what file managers add.

    Raises:
        SourceError: The archive is broken, empty, or has more members than `MEMBER_LIMIT`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(f"{path} is a broken zip archive: {error}") from error
    names = [name for name in found if not any(note in name for note in _NOTES)]
    if not names:
        raise SourceError(f"{path} is a zip archive without files.")
    if len(names) > MEMBER_LIMIT:
        raise SourceError(
            f"{path} is a zip archive of {len(names):,} files; {MEMBER_LIMIT:,} are allowed.",
            "Unpack it and load the files that you need.",
        )
    return tuple(names)

"""Archives, zip and tar: which of their members are inputs. Nothing is ever unpacked to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from loaders.read.bytes import BROKEN, SourceError, is_tar, is_zip, tar_members

MEMBER_LIMIT = 100_000
"""Most members of an archive that is read."""

TAR_LIMIT = 200
"""Most files of a tar archive that are loaded: for each it is read from its beginning."""

_NOTES = ("__MACOSX/", ".DS_Store", "Thumbs.db")  # what file managers put in unasked


def is_archive(path: Path) -> bool:
    """Return True for a zip archive, and for a tar archive, compressed or not."""
    return is_zip(path) or is_tar(path)


def is_member(path: Path, name: str) -> bool:
    """Return True when an archive has a file of that name.

    Raises:
        Exception: One of `loaders.read.bytes.BROKEN`.
    """
    if is_zip(path):
        with zipfile.ZipFile(path) as archive:
            return name in archive.NameToInfo
    return any(name == each for each, _ in tar_members(path))


def members(path: Path) -> tuple[str, ...]:
    """Return the names of the files in an archive, without what file managers add.

    Raises:
        SourceError: The archive is broken, empty, or has more members than `MEMBER_LIMIT`.
    """
    kind = "zip" if is_zip(path) else "tar"
    try:
        found = list(islice(_names(path), MEMBER_LIMIT + 1))
    except (*BROKEN, ValueError) as error:
        raise SourceError(f"{path} is a broken {kind} archive: {error}") from error
    names = [name for name in found if not any(note in name for note in _NOTES)]
    if not names:
        raise SourceError(f"{path} is a {kind} archive without files.")
    if len(found) > MEMBER_LIMIT:
        raise SourceError(
            f"{path} is a {kind} archive of more than {MEMBER_LIMIT:,} files.",
            "Unpack it and load the files that you need.",
        )
    return tuple(names)


def few_enough(path: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members of an archive that are to be loaded.

    Raises:
        SourceError: It is a tar archive with more than `TAR_LIMIT` of them.
    """
    if len(names) > TAR_LIMIT and not is_zip(path):
        raise SourceError(
            f"{path} is a tar archive of {len(names):,} files; {TAR_LIMIT} are loaded from one.",
            "It would be read from its beginning for each: unpack it, or pack it as zip.",
        )
    return names


def _names(path: Path) -> Iterator[str]:
    if is_zip(path):
        with zipfile.ZipFile(path) as archive:
            yield from (info.filename for info in archive.infolist() if not info.is_dir())
    else:
        yield from (name for name, _ in tar_members(path))

"""Files as streams of bytes, whatever they are compressed with.

Compression is recognised by the first bytes, never by the name: gzip, Zstandard, xz, and the
members of an archive, zip or tar. What expands beyond reason is cut off (`EXPANSION`).
"""

from __future__ import annotations

import gzip
import io
import lzma
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from graph.errors import AmpnetError
from loaders.read.tar import begins_tar, walk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd  # Python 3.14's own module for older Pythons

EXPANSION = 200
"""How many times its own size a compressed file may expand to; ten is usual for tables."""

ALLOWANCE = 256 * 1024 * 1024
"""Bytes that any compressed file may expand to, however small it is."""

BROKEN = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,  # a member that needs a password
    NotImplementedError,  # a member compressed in a way that Python does not know
)
"""What reading a damaged, cut, locked or expanding file raises."""

_ZIP = b"PK\x03\x04"

_OPENERS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", lambda raw: gzip.GzipFile(fileobj=raw)),
    (b"\x28\xb5\x2f\xfd", zstd.ZstdFile),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


class SourceError(AmpnetError):
    """An input that cannot be read at all."""


class ExpansionError(EOFError):
    """A compressed file expands to so much more than its size that it can be a zip bomb."""


def is_compressed(path: Path) -> bool:
    """Return True for gzip, Zstandard and xz."""
    with path.open("rb") as stream:
        head = stream.read(6)
    return any(head.startswith(magic) for magic, _ in _OPENERS)


def is_zip(path: Path) -> bool:
    """Return True for a zip archive."""
    with path.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


def is_tar(path: Path) -> bool:
    """Return True for a tar archive, compressed or not."""
    try:
        with open_bytes(path) as stream:
            return begins_tar(stream)
    except BROKEN:
        return False


@contextmanager
def open_bytes(path: Path, member: str | None = None) -> Iterator[IO[bytes]]:
    """Open a file, or a member of an archive, and undo its compression.

    Args:
        path: The file.
        member: Name of the member, for an archive.

    Raises:
        Exception: One of `BROKEN`, now or as it is read.
    """
    if member is None:
        with path.open("rb") as raw:
            yield _expanded(raw, path.stat().st_size)
    elif is_zip(path):
        with zipfile.ZipFile(path) as archive, archive.open(member) as raw:
            yield _of_member(raw, archive.getinfo(member).compress_size)
    else:
        for name, content in tar_members(path):
            if name == member:
                yield _of_member(content, path.stat().st_size)
                return
        raise FileNotFoundError(f"{path} has no member {member}")


def tar_members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name of each file in a tar archive, and its content until the next is asked for.

    Raises:
        Exception: One of `BROKEN`.
    """
    with open_bytes(path) as stream:
        yield from walk(stream)


def _of_member(raw: IO[bytes], size: int) -> IO[bytes]:
    """Undo the compression of a member, and bound it either way: the archive is compressed too."""
    inner = _expanded(raw, size)
    return inner if inner is not raw else _bounded(raw, size)


def _expanded(raw: IO[bytes], size: int) -> IO[bytes]:
    """Undo compression; a file that is not compressed is returned as it is."""
    head = cast(io.BufferedReader, raw).peek(6)  # a member of a tar archive cannot go back
    for magic, opener in _OPENERS:
        if head.startswith(magic):
            return _bounded(opener(raw), size)
    return raw


def _bounded(stream: IO[bytes], size: int) -> IO[bytes]:
    return cast(IO[bytes], io.BufferedReader(_Bounded(stream, size), 1 << 18))


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where it has grown beyond reason."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size
        self._left = ALLOWANCE + EXPANSION * size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise ExpansionError(
                f"{self._size:,} compressed bytes expand to more than "
                f"{ALLOWANCE + EXPANSION * self._size:,}, as a zip bomb does; if it is none, "
                "unpack it and load what is in it"
            )
        buffer[: len(data)] = data
        return len(data)

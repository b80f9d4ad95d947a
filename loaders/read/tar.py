"""Tar archives as streams: the files in one, in order, without going back and without trust.

Python's tarfile reads the blocks that are wanted; not its archive, which in hostile hands holds
whatever a header announces in memory, or never ends.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any

_BLOCK = tarfile.BLOCKSIZE
_MAGIC_AT = 257  # in the header of a member, of POSIX.1-1988 and after, and of GNU
_CHUNK = 1 << 18
_LONGEST = 1 << 20  # of the headers that only say more of the file after them
_PATH = re.compile(rb"\d+ path=([^\n\0]+)\n")
_SIZE = re.compile(rb"\d+ size=(\d{1,15})\n")


def begins_tar(stream: IO[bytes]) -> bool:
    """Return True when a stream begins with the header of a tar archive."""
    return stream.read(_BLOCK)[_MAGIC_AT:].startswith(b"ustar")


def walk(stream: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name of each file in an archive, and its content until the next is asked for.

    Links, devices and folders are passed over.

    Raises:
        EOFError: It breaks off.
        tarfile.TarError: It is none from some header on.
    """
    name, size = "", None
    while (block := stream.read(_BLOCK)).strip(b"\0"):
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        content = _Content(stream, header.size if size is None else size)
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE):
            said = content.read(_LONGEST)
            if header.type == tarfile.GNUTYPE_LONGNAME:
                name = _text(said.rstrip(b"\0"))
            else:
                name = _text(found[1]) if (found := _PATH.search(said)) else name
                size = int(found[1]) if (found := _SIZE.search(said)) else size
        else:
            if header.isreg():
                path = PurePosixPath(name or header.name)
                yield str(path), io.BufferedReader(content)
            name, size = "", None
        content.finish()


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


class _Content(io.RawIOBase):
    """The next bytes of an archive: those of one member."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        if size < 0:
            raise tarfile.ReadError(f"a member has {size} bytes")
        self._stream = stream
        self._left = size
        self._padding = -size % _BLOCK

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left)
        data = self._stream.read(wanted)
        if len(data) < wanted:
            raise EOFError("the archive breaks off in the middle of a file")
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def finish(self) -> None:
        """Go on to the next header, whatever has been read."""
        left = self._left + self._padding
        while left and (data := self._stream.read(min(left, _CHUNK))):
            left -= len(data)

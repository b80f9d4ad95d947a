"""Files and folders that appear whole or not at all: written beside their place, then moved there.

Who opens one reads the old one or the new one, never half of one, whatever stops the writer. What
a writer that was killed left behind, the next one in that place clears away.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.flock import take

_LONGEST_NAME = 50
_FOLDER = ".ampnet-unfinished-"
_FILE = ".ampnet-unfinished"
_RANDOM = "?" * 8  # what `tempfile` puts into a name


@contextmanager
def whole_file(path: str | os.PathLike[str], mode: int = 0o644) -> Iterator[Path]:
    """Give a file to write to, which takes the place of `path` when the block ends well.

    Args:
        path: Where the file is to be; its folder must be there.
        mode: Its permissions. Until it is whole, only this user may read it.

    Raises:
        OSError: The folder is missing or cannot be written to; an older file is left as it was.
    """
    target = Path(path)
    begins = f".{target.name[:_LONGEST_NAME]}."

    def make() -> tuple[int, str]:
        return tempfile.mkstemp(prefix=begins, suffix=_FILE, dir=target.parent)

    clear(target.parent, f"{glob.escape(begins)}{_RANDOM}{_FILE}")
    with _held(make) as unfinished:
        try:
            yield unfinished
            unfinished.chmod(mode)  # mkstemp's 0600 would follow a page into a shared folder
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of `path` when the block ends well.

    Raises:
        OSError: It cannot be made; an older folder is left as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(path.parent) as unfinished:
        yield unfinished
        if path.exists():
            shutil.rmtree(path)
        unfinished.rename(path)


@contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """Give a folder for what is needed while the block lasts.

    Args:
        parent: Where to make it; by default where the system keeps such things.

    Raises:
        OSError: It cannot be made.
    """
    parent = parent or Path(tempfile.gettempdir())

    def make() -> tuple[int, str]:
        name = tempfile.mkdtemp(prefix=_FOLDER, dir=parent)
        return os.open(name, os.O_RDONLY), name

    clear(parent, _FOLDER + _RANDOM)
    with _held(make) as folder:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear(folder: Path, pattern: str | None = None) -> list[Path]:
    """Delete what writers that were killed left; what somebody still writes is left alone.

    Args:
        folder: Where to look.
        pattern: What to delete there; by default whatever is unfinished there and below.

    Returns:
        What was deleted.
    """
    if pattern is None:
        found = [*folder.rglob(f".*.{_RANDOM}{_FILE}"), *folder.rglob(_FOLDER + _RANDOM)]
    else:
        found = [*folder.glob(pattern)]
    gone = []
    for path in found:
        with suppress(OSError):  # held, or gone already, or not ours to delete
            handle = os.open(path, os.O_RDONLY)
            try:
                take(handle)
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(handle)
            gone.append(path)
    return gone


@contextmanager
def _held(make: Callable[[], tuple[int, str]]) -> Iterator[Path]:
    """Make a file or folder and lock it, so that nobody takes it for left behind."""
    while True:
        handle, name = make()
        with suppress(OSError):  # of a file system without locks nobody clears anything away
            take(handle)
        if Path(name).exists():  # and was not cleared away before it was locked
            break
        os.close(handle)
    try:
        yield Path(name)
    finally:
        os.close(handle)

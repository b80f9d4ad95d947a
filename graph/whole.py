"""Files and folders that appear whole or not at all: written beside their place, then moved there.

Who opens one reads the old one or the new one, never half of one, whatever stops the writer.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST_NAME = 50


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
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:_LONGEST_NAME]}.", dir=target.parent)
    os.close(handle)
    unfinished = Path(name)
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
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=path.parent))
    try:
        yield unfinished
        if path.exists():
            shutil.rmtree(path)
        unfinished.rename(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)

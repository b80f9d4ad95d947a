"""Pages as files."""

from __future__ import annotations

import os
from pathlib import Path

from graph.whole import whole_file


def write_page(html: str, path: str | os.PathLike[str]) -> Path:
    """Write a page to a file, whole or not at all, and return its path.

    Raises:
        OSError: If the folder is missing or not writable; an older file is then left as it was.
    """
    with whole_file(path) as unfinished:
        unfinished.write_text(html, encoding="utf-8", errors="replace", newline="\n")
    return Path(path)

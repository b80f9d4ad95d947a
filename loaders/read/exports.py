"""Exports that a platform gives an account of itself: which of their files hold its posts.

Beside them such an export holds private messages, addresses, advertisers and thousands of
pictures. None of these is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

X_POSTS = re.compile(r"(?:deleted-|community-)?tweets?(?:-part\d+)?\.js")
"""X's names for files of posts, beside `account.js`."""

MASTODON_POSTS = "outbox.json"
"""Mastodon's name for the file of posts, beside `actor.json`."""

_X_MONTH = re.compile(r"(?:.*/)?data/js/tweets/\d{4}_\d{2}\.js")
_PLACES = ("", "data", "data/js/tweets")


def names_in(folder: Path) -> list[str]:
    """Return the files in those places of a folder where an export has its posts."""
    return [
        str(PurePosixPath(place, file.name))
        for place in _PLACES
        if (folder / place).is_dir()
        for file in (folder / place).iterdir()
        if file.is_file()
    ]


def of_posts(names: Iterable[str]) -> tuple[str, ...]:
    """Return the files of posts among those of an export, sorted; nothing if it is none.

    Args:
        names: Of the files of an archive or a folder, with slashes.
    """
    paths = [PurePosixPath(name) for name in names]
    of_mastodon = {path.parent for path in paths if path.name == "actor.json"}
    of_x = {path.parent for path in paths if path.name == "account.js"}
    return tuple(
        sorted(
            str(path)
            for path in paths
            if (path.parent in of_x and X_POSTS.fullmatch(path.name))
            or (path.parent in of_mastodon and path.name == MASTODON_POSTS)
            or _X_MONTH.fullmatch(str(path))
        )
    )

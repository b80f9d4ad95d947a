"""How far the engine's journal is: whether anything was committed, told without asking the engine.

Each commit is appended to a journal beside the data before it is acknowledged
(docs/decisions/0002-embedded-server.md), and what changes the schema rewrites its file. A journal
that stands where it stood when the server was killed has seen no commit; a server that is
stopped in peace deletes it.
"""

from __future__ import annotations

from pathlib import Path

from graph.embedded.credentials import DATABASE
from graph.embedded.home import Home, usable

Mark = frozenset[tuple[str, int, int]]
"""Name, size and time of change of each file of a journal."""


def mark(home: Home) -> Mark:
    """Return how far the journal of `home` is; two marks are equal if nothing was committed.

    The engine may put a full journal aside by itself, so two that differ prove nothing.
    """
    folder = home.data / DATABASE
    with usable(folder):
        return frozenset(_look(p) for p in (*folder.glob("*.wal"), folder / "schema.json"))


def _look(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return path.name, found.st_size, found.st_mtime_ns

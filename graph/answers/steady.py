"""Several statements, or a long one, answered from one state of the graph.

Both engines read what is committed when they come to it, so a statement that runs while a
derivation is committed can see some of the old results and some of the new. The graph's version
rises in the same transaction, and tells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from graph.database import Database

T = TypeVar("T")

_ATTEMPTS: Final = 4
_VERSION: Final = "MATCH (g:Graph {id: 'graph'}) RETURN g.version"


def steady(database: Database, read: Callable[[], T]) -> T:
    """Return what `read` reads, read again where the graph has changed meanwhile.

    While loads go on it changes again and again; then the last reading stands, in which every
    batch is whole or absent but for the one that was just then committed.
    """
    for _ in range(_ATTEMPTS - 1):
        before = database.read(_VERSION).rows
        found = read()
        if database.read(_VERSION).rows == before:
            return found
    return read()

"""Quick computations take turns.

Python runs one thread at a time. Threads that compute at the same time take the interpreter from
each other, at the latest every five milliseconds, and each waits for all others again and again:
16 threads that look for paths at once get through fewer than half as many as one thread alone.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Lets threads through one by one, in the order in which they came.

    For computations of some milliseconds that wait for nothing: whoever takes long, or asks a
    database, would keep the others waiting.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and end it."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    def _begin(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until whoever has the turn passes it on

    def _end(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_TURNS = Turns()


@contextmanager
def turn() -> Iterator[None]:
    """Compute when it is one's turn; at once where threads of Python run side by side."""
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        yield
        return
    with _TURNS.one():
        yield

"""Time limits for an engine that does not keep them itself.

The embedded engine neither heeds the limit that the driver sends nor stops when its client goes
away (docs/decisions/0002). So every statement carries a mark in a comment, and when its time is
up a second session of the same user looks it up among the running ones and ends it.
"""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

_AGAIN_SECONDS: Final = 0.25
_IDLE_SECONDS: Final = 10.0
"""How long the watching thread stays when there is nothing to watch."""
_SHOW: Final = "SHOW TRANSACTIONS"
_TERMINATE: Final = "TERMINATE TRANSACTION '{}'"


@dataclass
class _Running:
    """Statements under one mark."""

    mark: str
    due: float
    over: threading.Event
    ending: bool = False


class Deadlines:
    """Ends statements whose time is up.

    Args:
        driver: Connections of the user whose statements these are.
        database: Name of the database.
    """

    def __init__(self, driver: neo4j.Driver, database: str) -> None:
        self._driver = driver
        self._database = database
        self._name = secrets.token_hex(4)
        # Few marks, used again and again: the engine keeps plans by the statement's whole text.
        self._free: list[int] = []
        self._made = 0
        self._running: dict[int, _Running] = {}
        self._changed = threading.Condition()
        self._wakes = math.inf
        self._watched = False

    @contextmanager
    def limit(self, seconds: float) -> Iterator[str]:
        """Give the mark to put before each statement that has to end within `seconds`."""
        with self._changed:
            number = self._free.pop() if self._free else self._made
            self._made = max(self._made, number + 1)
            mark = f"/* {self._name}-{number} */ "
            running = _Running(mark, time.monotonic() + seconds, threading.Event())
            self._running[number] = running
            if not self._watched:
                self._watched = True
                threading.Thread(target=self._watch, name="ampnet-deadlines", daemon=True).start()
            elif running.due < self._wakes:
                self._changed.notify()
        try:
            yield mark
        finally:
            running.over.set()
            with self._changed:
                del self._running[number]
                self._free.append(number)

    def _watch(self) -> None:
        """End what is due. One thread for all: to start one for each statement costs more."""
        while True:
            with self._changed:
                now = time.monotonic()
                for each in self._running.values():
                    if each.due <= now and not each.ending:
                        each.ending = True
                        threading.Thread(target=self._end, args=(each,), daemon=True).start()
                due = [each.due for each in self._running.values() if not each.ending]
                self._wakes = min([*due, now + _IDLE_SECONDS])
                self._changed.wait(self._wakes - now)
                if not self._running:
                    self._watched, self._wakes = False, math.inf
                    return

    def end(self, mark: str) -> None:
        """End whatever runs under the mark now."""
        # It may have ended meanwhile.
        with (
            suppress(Neo4jError, DriverError, OSError),
            self._driver.session(database=self._database) as session,
        ):
            for running in session.run(_SHOW).data():
                if str(running.get("currentQuery", "")).startswith(mark):
                    number = str(running["transactionId"]).replace("'", "")
                    session.run(_TERMINATE.format(number)).consume()

    def _end(self, running: _Running) -> None:
        """End whatever runs under the mark, until its client has gone on."""
        while not running.over.is_set():
            self.end(running.mark)
            running.over.wait(_AGAIN_SECONDS)

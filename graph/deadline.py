"""Time limits for an engine that does not keep them itself.

The embedded engine neither heeds the limit that the driver sends nor stops when its client goes
away (docs/decisions/0002). So every statement carries a mark in a comment, and when its time is
up a second session of the same user looks it up among the running ones and ends it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

_AGAIN_SECONDS: Final = 0.25
_SHOW: Final = "SHOW TRANSACTIONS"
_TERMINATE: Final = "TERMINATE TRANSACTION '{}'"


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
        self._lock = threading.Lock()
        # Few marks, used again and again: the engine keeps plans by the statement's whole text.
        self._free: list[int] = []
        self._made = 0

    @contextmanager
    def limit(self, seconds: float) -> Iterator[str]:
        """Give the mark to put before each statement that has to end within `seconds`."""
        with self._lock:
            if not self._free:
                self._free.append(self._made)
                self._made += 1
            number = self._free.pop()
        mark = f"/* {self._name}-{number} */ "
        over = threading.Event()
        watch = threading.Timer(seconds, self._end, (mark, over))
        watch.daemon = True
        watch.start()
        try:
            yield mark
        finally:
            over.set()
            watch.cancel()
            with self._lock:
                self._free.append(number)

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

    def _end(self, mark: str, over: threading.Event) -> None:
        """End whatever runs under the mark, until its client has gone on."""
        while not over.is_set():
            self.end(mark)
            over.wait(_AGAIN_SECONDS)

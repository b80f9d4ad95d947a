"""A database that keeps time limits itself, where the engine does not.

The embedded engine does not heed the time limit that the driver sends, and goes on with a statement
after its client has gone, until its own limit (`graph.embedded.launch`). So whoever asked is let
go in time here, and the number of statements that nobody waits for any more is bounded.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

from graph.database import Connection, Database, Rows
from graph.errors import QueryTimeoutError

AT_ONCE: Final = 16
"""Statements under way at the same time; further ones wait, within their own limit."""

GRACE_SECONDS: Final = 0.5
"""An engine that keeps the limit itself is left to say so."""


class DeadlineDatabase(Database):
    """A `Database` whose `read` returns or raises within its time limit.

    Args:
        connection: Address and credentials.
        timeout: Default time limit of a statement, in seconds.
    """

    def __init__(self, connection: Connection, timeout: float) -> None:
        super().__init__(connection, timeout)
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def read(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Rows:
        """Run one reading statement and hold its rows, at most `limit` of them."""
        seconds = timeout or self.timeout
        if self.engine == "neo4j":
            return super().read(statement, parameters, limit=limit, timeout=seconds)
        ends = time.monotonic() + seconds + GRACE_SECONDS
        if not self._free.acquire(timeout=seconds):
            raise QueryTimeoutError(
                "The database is busy with earlier statements.", "Ask again in a minute."
            )
        answer: Future[Rows] = Future()

        def work() -> None:
            try:
                rows = super(DeadlineDatabase, self).read(
                    statement, parameters, limit=limit, timeout=seconds
                )
            except BaseException as error:
                answer.set_exception(error)
            else:
                answer.set_result(rows)
            finally:
                self._free.release()

        # A daemon: the process must be able to end while the engine is still at it.
        threading.Thread(target=work, name="ampnet-statement", daemon=True).start()
        try:
            return answer.result(max(ends - time.monotonic(), 0))
        except FutureTimeoutError:
            if answer.done():  # the statement itself raised a timeout
                raise
            raise QueryTimeoutError(
                f"The statement ran into its time limit of {seconds:g} s.",
                "Narrow it, or allow it more time.",
            ) from None

"""What the endpoints share: one database, one snapshot, and the settings."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from math import inf
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from graph.answers.patience import at_most
from graph.connect import connection
from graph.database import Database
from graph.errors import DatabaseUnavailableError
from graph.settings import Settings
from graph.snapshot import Snapshot, SnapshotHolder

T = TypeVar("T")

THREADS: Final = 24
"""Requests worked on at the same time; further ones wait."""

COMPUTING: Final = 4
"""Computations on the whole graph at the same time: quick answers always find a thread."""

QUERYING: Final = 8
"""Statements of somebody's own at the same time: they may take long, and others go on."""

STATEMENT_SECONDS: Final = 30.0
"""Time limit of a statement that the interface itself sends."""


class _Opened(NamedTuple):
    database: Database
    snapshots: SnapshotHolder


class Service:
    """The state of a running interface.

    It reads with the rights of the read-only user where there is one. The database is opened
    when it is first needed, and again after it went away: the embedded one comes back under
    another port.

    Args:
        settings: Where the database and the caches are.

    Attributes:
        epoch: Changes with what answers depend on and no version tells: this start, a refresh.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.epoch = secrets.token_hex(8)
        self._computing = CapacityLimiter(COMPUTING)
        self._querying = CapacityLimiter(QUERYING)
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._retired: list[Database] = []
        self._ended = False

    def ask(self, work: Callable[[Database], T], *, again: bool = True) -> T:
        """Return what `work` reads from the database.

        Args:
            work: What to read.
            again: Read it a second time, on a new connection, where the first was lost: not for
                statements that may themselves have been the cause.

        Raises:
            DatabaseUnavailableError: None answers.
        """
        return self._again(lambda opened: work(opened.database), again=again)

    def snapshot(self, *, refresh: bool = False) -> Snapshot:
        """Return the newest snapshot; it is made when it is first asked for.

        Args:
            refresh: Export anew even where nothing seems to have changed.
        """
        found = self._again(lambda opened: opened.snapshots.get(refresh=refresh))
        if refresh:
            self.epoch = secrets.token_hex(8)
        return found

    async def compute(self, work: Callable[[], T]) -> T:
        """Run work on the whole graph in a thread, few at a time, so that others go on.

        Raises:
            TooLongError: It is foretold to take longer than the settings allow.
        """
        with at_most(self.settings.answer_seconds or inf):
            return await to_thread.run_sync(work, limiter=self._computing)

    async def query(self, work: Callable[[], T]) -> T:
        """Run somebody's own statement in a thread, some at a time."""
        return await to_thread.run_sync(work, limiter=self._querying)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            closing = [*self._retired, *([self._opened.database] if self._opened else [])]
            self._opened, self._retired, self._ended = None, [], True
        for database in closing:
            database.close()

    def _again(self, work: Callable[[_Opened], T], *, again: bool = True) -> T:
        """Do it a second time, on a new connection, where the old one is of no use any more."""
        opened = self._open()
        try:
            return work(opened)
        except DatabaseUnavailableError:
            with self._lock:
                if self._opened is opened:
                    # Others may still be using it; it is closed in the end.
                    self._retired.append(opened.database)
                    self._opened = None
            if not again:
                raise
            return work(self._open())

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                if self._ended:  # a request that outlived the server's last seconds
                    raise DatabaseUnavailableError("The server is ending.")
                at = connection(self.settings, read_only=True)
                database = Database(at, STATEMENT_SECONDS)
                self._opened = _Opened(database, SnapshotHolder(database, self.settings.cache))
            return self._opened


# Asynchronous, like every dependency here: FastAPI sends each plain function to a thread.
async def _service(request: Request) -> Service:
    found: Any = request.app.state.service
    assert isinstance(found, Service)  # noqa: S101
    return found


ServiceOf = Annotated[Service, Depends(_service)]
"""An endpoint's parameter of this type is given the service."""

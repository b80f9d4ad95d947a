"""One database protocol: Bolt, through the official driver, for every engine.

Every statement of ampnet runs through `Database`. Reads are streamed, writes run in managed
transactions that the driver repeats on transient errors, and both take a time limit.

Parameters are sent as columns (`UNWIND range(0, size($id) - 1) AS k ... $id[k]`) and times as
epoch milliseconds: measured, that loads twice as fast as a list of maps with datetime objects,
because the driver then packs plain lists (docs/decisions/0001-bolt-columns.md).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j
from neo4j import exceptions as bolt

from graph.bolt_errors import plain_errors
from graph.deadline import Deadlines
from graph.errors import DatabaseUnavailableError

T = TypeVar("T")

FETCH_SIZE = 5_000
"""Rows per network round trip while streaming; above this the rate no longer rises."""

# Of what it tries again the driver tells the log: a server's, if there is one, and no terminal's.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

CONNECT_SECONDS = 15.0
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Connection:
    """Where a database is and who is asking.

    Attributes:
        uri: Bolt address, such as `bolt://127.0.0.1:7687` or `neo4j+s://host`.
        user: Name of the database user.
        password: Their password; never shown in `repr`.
        database: Name of the database on that server.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True)
class Rows:
    """An answer held in memory.

    Attributes:
        columns: Column names, in the statement's order.
        rows: One tuple per row.
        truncated: True when more rows existed than the limit allowed.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool = False

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as one dictionary per row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Transaction:
    """A write transaction that is committed when the work function returns."""

    def __init__(self, tx: neo4j.ManagedTransaction, mark: str = "") -> None:
        self._tx = tx
        self._mark = mark

    def run(self, statement: str, /, **parameters: Any) -> Rows:
        """Run one statement inside this transaction and return all its rows."""
        result = self._tx.run(self._mark + statement, parameters)
        columns = tuple(result.keys())
        return Rows(columns, [tuple(record.values()) for record in result])


class Database:
    """A graph database reached over Bolt.

    Args:
        connection: Address and credentials.
        timeout: Default time limit of a statement, in seconds.

    Raises:
        DatabaseUnavailableError: From any method, when no server answers.
        DuplicateIdError: From a write that would create a node whose id exists.
        QueryTimeoutError: From any method, when a statement runs into its limit.
        QueryRefusedError: From any method, when the server refuses a statement.
    """

    def __init__(self, connection: Connection, timeout: float = 120.0) -> None:
        self.connection = connection
        self.timeout = timeout
        self._driver = neo4j.GraphDatabase.driver(
            connection.uri,
            auth=(connection.user, connection.password),
            connection_timeout=CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            notifications_min_severity="OFF",
            user_agent="ampnet",
        )
        self._deadlines = Deadlines(self._driver, connection.database)
        self._engine: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; calling it twice does no harm."""
        self._driver.close()

    @property
    def engine(self) -> str:
        """`neo4j` or `embedded`: which engine answers at this address."""
        if self._engine is None:
            with self._plain_errors():
                agent = self._driver.get_server_info().agent
            self._engine = "embedded" if "ArcadeDB" in agent else "neo4j"
        return self._engine

    def execute(
        self, statement: str, /, *, timeout: float | None = None, **parameters: Any
    ) -> Rows:
        """Run one statement that may write, in a managed transaction of its own."""

        def work(tx: Transaction) -> Rows:
            return tx.run(statement, **parameters)

        return self.write(work, timeout=timeout)

    def write(self, work: Callable[[Transaction], T], *, timeout: float | None = None) -> T:
        """Run `work` in one transaction: all of it is kept, or nothing.

        The driver repeats the whole function on transient errors (a deadlock, a lost
        leader), so it must have no effects besides its statements.
        """
        seconds = timeout or self.timeout

        @neo4j.unit_of_work(timeout=seconds)
        def unit(tx: neo4j.ManagedTransaction) -> T:
            with self._limit(seconds) as mark:
                return work(Transaction(tx, mark))

        with self._plain_errors(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(unit)

    def read(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Rows:
        """Run one reading statement and hold its rows, at most `limit` of them."""
        rows: list[tuple[Any, ...]] = []
        truncated = False
        with self.stream(statement, parameters, timeout=timeout) as (columns, records):
            for record in records:
                if limit is not None and len(rows) == limit:
                    truncated = True
                    break
                rows.append(record)
        return Rows(columns, rows, truncated)

    @contextmanager
    def stream(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> Iterator[tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]]:
        """Open a reading statement; rows are fetched as they are consumed.

        Yields:
            The column names and an iterator of row tuples.
        """
        seconds = timeout or self.timeout
        with (
            self._plain_errors(),
            self._limit(seconds) as mark,
            self._session(neo4j.READ_ACCESS) as session,
        ):
            query = neo4j.Query(mark + statement, timeout=seconds)
            result = session.run(query, dict(parameters or {}))
            columns = tuple(result.keys())
            ended = False

            def records() -> Iterator[tuple[Any, ...]]:
                nonlocal ended
                yield from (tuple(record.values()) for record in result)
                ended = True

            try:
                yield columns, records()
            finally:
                if mark and not ended:
                    # The embedded engine would run through the rest first, up to the limit.
                    self._deadlines.end(mark)
                    with suppress(bolt.Neo4jError, bolt.DriverError):
                        result.consume()

    def plan(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> tuple[str | None, dict[str, Any]]:
        """Return what the server would do for a statement, without doing it.

        Returns:
            The statement's type as the server sees it (`r`, `rw`, `w` or `s`), and the plan's
            operators as the driver gives them.
        """
        query = neo4j.Query(f"EXPLAIN {statement}", timeout=timeout or self.timeout)
        with self._plain_errors(), self._session(neo4j.READ_ACCESS) as session:
            found = session.run(query, dict(parameters or {})).consume()
            return found.query_type, dict(found.plan or {})

    def wait(self, seconds: float) -> None:
        """Return once the database answers a query.

        Raises:
            DatabaseUnavailableError: Nothing answered within `seconds`.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.read("RETURN 1")
            except DatabaseUnavailableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def _limit(self, seconds: float) -> AbstractContextManager[str]:
        """Keep a time limit that the engine does not keep; the mark goes before a statement."""
        return self._deadlines.limit(seconds) if self.engine == "embedded" else nullcontext("")

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self.connection.database,
            default_access_mode=access,
            fetch_size=FETCH_SIZE,
        )

    def _plain_errors(self) -> AbstractContextManager[None]:
        return plain_errors(self.connection.uri, self.connection.user)


def columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Transpose `rows` to `width` columns; no rows give empty columns."""
    if not rows:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*rows, strict=True)]

"""What a database can be found to lack: rights that are too wide, loads cut short, the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from graph.connect import connection
from graph.database import Database, Transaction
from graph.errors import AmpnetError, DatabaseUnavailableError, QueryRefusedError
from graph.settings import Settings

_OLDEST_NEO4J: Final = (5, 26)
_SECONDS: Final = 10.0


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        about: What.
        good: Whether it is as it should be.
        detail: What was found.
        remedy: How to mend it, where it is not.
    """

    about: str
    good: bool
    detail: str
    remedy: str = ""


class _UndoneError(Exception):
    """Rolls a transaction back that should have been refused."""


def graph_findings(settings: Settings) -> Iterator[Finding]:
    """Look into the database; nothing where none answers, which is a finding of its own."""
    try:
        with Database(connection(settings), _SECONDS) as owner:
            yield _version(owner)
            yield _schema(owner)
            yield _cut_short(owner)
        if not settings.neo4j_uri or settings.neo4j_reader_user:
            with Database(connection(settings, read_only=True), _SECONDS) as reader:
                yield _reader(reader)
    except DatabaseUnavailableError:
        return
    except AmpnetError as error:
        yield Finding("graph", False, error.message, error.remedy)


def _version(owner: Database) -> Finding:
    if owner.engine == "embedded":
        return Finding("version", True, "the embedded engine's")
    found = str(owner.read("CALL dbms.components() YIELD versions RETURN versions[0]").rows[0][0])
    numbers = tuple(int(part) for part in found.split(".")[:2])
    return Finding(
        "version",
        numbers >= _OLDEST_NEO4J,
        f"Neo4j {found}",
        f"Use Neo4j {'.'.join(map(str, _OLDEST_NEO4J))} or later.",
    )


def _schema(owner: Database) -> Finding:
    """Without its constraints a load would be slow, and could double nodes."""
    found = len(owner.read("SHOW CONSTRAINTS").rows)
    return Finding(
        "schema",
        found > 0,
        f"{found} constraints",
        "`ampnet up` makes them, or any load; it says so where duplicates stand in the way.",
    )


def _cut_short(owner: Database) -> Finding:
    rows = owner.read(
        "MATCH (r:Run {state: 'running'}) RETURN coalesce(r.input, r.kind) ORDER BY r.id LIMIT 5"
    ).rows
    names = ", ".join(str(row[0]) for row in rows)
    return Finding(
        "runs",
        not rows,
        f"did not end: {names}" if rows else "all have ended",
        "If none of them runs now, ask for it again: a load goes on where it stood.",
    )


def _reader(reader: Database) -> Finding:
    """Try to write as the user that may only read; what is not refused is rolled back."""

    def write(tx: Transaction) -> None:
        tx.run("CREATE (:Host {id: 'ampnet-doctor'})")
        raise _UndoneError

    try:
        reader.write(write)
    except QueryRefusedError:
        return Finding("reader", True, f"user {reader.connection.user!r} may not write")
    except _UndoneError:
        pass
    return Finding(
        "reader",
        False,
        f"user {reader.connection.user!r} may write, and is meant to read only",
        "Give it the role `reader` only; for the embedded database, `ampnet down && ampnet up`.",
    )

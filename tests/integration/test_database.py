"""The one way to the database, on both engines: transactions, streams, limits, errors."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph import schema
from graph.database import Connection, Database, Transaction
from graph.errors import (
    AmpnetError,
    DatabaseUnavailableError,
    DuplicateIdError,
    QueryTimeoutError,
)
from tests.support.engines import Engine

_ENDLESS = (
    "MATCH (a:Actor), (b:Actor), (c:Actor), (d:Actor) "
    "WHERE a.id < b.id AND b.id < c.id AND c.id < d.id RETURN count(*) AS n"
)


@pytest.fixture
def crowded(database: Database) -> Database:
    """A graph in which four-way products do not end."""
    database.execute("UNWIND range(1, 2000) AS i CREATE (:Actor {id: 'x:' + toString(i)})")
    return database


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        tx.run("CREATE (:Actor {id: 'x:a'})")
        assert tx.run("MATCH (a:Actor) RETURN count(a)").rows == [(1,)]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(fails)
    assert database.read("MATCH (a:Actor) RETURN count(a)").rows == [(0,)]


def test_an_id_is_unique(database: Database) -> None:
    database.execute("CREATE (:Actor:Outlet {id: 'domain:rt.com'})")
    with pytest.raises(DuplicateIdError, match=r"rt\.com"):
        database.execute("CREATE (:Actor:Diplomat {id: 'domain:rt.com'})")


def test_two_that_open_a_new_database_at_once_both_can(database: Database) -> None:
    database.execute("MATCH (g:Graph) DELETE g")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: schema.prepare(database), range(4)))
    (before,) = database.read("MATCH (g:Graph) RETURN g.id, g.version, g.storeId").rows
    schema.prepare(database)
    assert database.read("MATCH (g:Graph) RETURN g.id, g.version, g.storeId").rows == [before]
    assert before[:2] == ("graph", 0)


def test_rows_are_streamed_and_a_cap_is_told(crowded: Database) -> None:
    with crowded.stream("MATCH (a:Actor) RETURN a.id AS id") as (columns, records):
        assert columns == ("id",)
        assert sum(1 for _ in records) == 2000
    some = crowded.read("MATCH (a:Actor) RETURN a.id AS id ORDER BY id", limit=10)
    assert (len(some.rows), some.truncated) == (10, True)
    all_of_them = crowded.read("MATCH (a:Actor) RETURN a.id AS id", limit=2000)
    assert (len(all_of_them.rows), all_of_them.truncated) == (2000, False)


def test_a_statement_that_does_not_end_is_ended(crowded: Database) -> None:
    with pytest.raises(QueryTimeoutError):
        crowded.read(_ENDLESS, timeout=1.0)
    # It is gone from the server too, and the next one is answered.
    assert crowded.read("MATCH (a:Actor) RETURN count(a)").rows == [(2000,)]
    deadline = time.monotonic() + 120
    while running := [
        each
        for each in crowded.read("SHOW TRANSACTIONS").as_dicts()
        if "a.id < b.id" in str(each.get("currentQuery"))
    ]:
        assert time.monotonic() < deadline, running


def test_a_write_that_does_not_end_is_ended_and_nothing_is_kept(crowded: Database) -> None:
    endless = _ENDLESS.replace("RETURN count(*) AS n", "WITH count(*) AS n CREATE (:Run {id: 'r'})")
    with pytest.raises(QueryTimeoutError):
        crowded.execute(endless, timeout=1.0)
    assert crowded.read("MATCH (r:Run) RETURN count(r)").rows == [(0,)]


def test_times_go_in_as_milliseconds_and_can_be_compared(database: Database) -> None:
    moment = dt.datetime(2022, 3, 1, 12, tzinfo=dt.UTC)
    database.execute(
        "CREATE (:Item {id: 'i', publishedAt: datetime({epochMillis: $t})})",
        t=int(moment.timestamp() * 1000),
    )
    read = "MATCH (i:Item) WHERE i.publishedAt >= $since RETURN datetime(i.publishedAt).epochMillis"
    assert database.read(read, {"since": moment}).rows == [(1646136000000,)]
    assert database.read(read, {"since": moment + dt.timedelta(seconds=1)}).rows == []


def test_bad_cypher_is_an_error_with_the_engine_s_words(database: Database) -> None:
    with pytest.raises(AmpnetError):
        database.read("MATCH (a RETURN a")


def test_nobody_there_and_a_wrong_password_say_what_to_do(engine: Engine) -> None:
    nowhere = Database(Connection("bolt://127.0.0.1:9", "u", "p", "d"))
    with nowhere, pytest.raises(DatabaseUnavailableError, match="ampnet up"):
        nowhere.read("RETURN 1")
    owner = engine.owner
    stranger = Database(Connection(owner.uri, owner.user, "not the password", owner.database))
    with stranger, pytest.raises(DatabaseUnavailableError, match="AMPNET_NEO4J_PASSWORD"):
        stranger.read("RETURN 1")


def test_passwords_are_not_shown() -> None:
    assert "secret" not in repr(Connection("bolt://h", "u", "secret", "d"))

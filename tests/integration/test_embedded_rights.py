"""What the two users of the embedded database may do, and how the engine says no."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import ClientError, Forbidden, TransientError

from graph.database import Connection, Database
from graph.errors import QueryRefusedError
from tests.support.engines import Engine

pytestmark = pytest.mark.parametrize("served", ["embedded"], indirect=True)

WRITES = [
    "CREATE (:Actor {id: 'x:new'})",
    "CREATE (:Unheard {id: 1})",
    "MERGE (:Actor {id: 'x:new'})",
    "MERGE (a:Actor {id: 'x:one'}) ON MATCH SET a.name = 'changed'",
    "MATCH (a:Actor) SET a.name = 'changed'",
    "MATCH (a:Actor) SET a:Outlet",
    "MATCH (a:Actor) REMOVE a.name",
    "MATCH ()-[r:AMPLIFIED]->() SET r.count = 99",
    "MATCH ()-[r:AMPLIFIED]->() DELETE r",
    "MATCH (a:Actor) DETACH DELETE a",
    "MATCH (a:Actor {id: 'x:one'}), (b:Actor {id: 'x:two'}) CREATE (b)-[:AMPLIFIED]->(a)",
    "MATCH (a:Actor {id: 'x:one'}), (b:Actor {id: 'x:two'}) CREATE (b)-[:UNHEARD]->(a)",
    "FOREACH (i IN [1] | CREATE (:Actor {id: 'x:new'}))",
    "CALL { CREATE (:Actor {id: 'x:new'}) } RETURN 1",
]
SCHEMA_CHANGES = [
    "CREATE INDEX mine FOR (a:Actor) ON (a.followers)",
    "CREATE CONSTRAINT mine FOR (a:Actor) REQUIRE a.name IS UNIQUE",
    "CREATE USER mine SET PASSWORD 'abcdefghijkl'",
    "SHOW USERS",
]
DUMP = (
    "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN labels(n), properties(n), type(r), properties(r)"
)


@pytest.fixture
def reader(engine: Engine, database: Database) -> Iterator[Database]:
    """The reader, connected before the owner writes two actors and an edge."""
    assert engine.reader is not None
    with Database(engine.reader) as reader:
        reader.read("RETURN 1")
        database.execute(
            "CREATE (:Actor {id: 'x:one', name: 'one'})"
            "-[:AMPLIFIED {kind: 'quote', count: 1}]->(:Actor {id: 'x:two', name: 'two'})"
        )
        yield reader


@pytest.mark.parametrize("statement", [*WRITES, *SCHEMA_CHANGES])
def test_the_reader_is_refused(database: Database, reader: Database, statement: str) -> None:
    def dump() -> set[str]:
        return set(map(repr, database.read(DUMP).rows))

    before = dump()
    for run in (reader.read, reader.execute):
        with pytest.raises(QueryRefusedError):
            run(statement)
    assert dump() == before


def test_the_reader_reads(reader: Database) -> None:
    answer = reader.read("MATCH (a:Actor)-[r:AMPLIFIED]->(b) RETURN a.id, r.count, b.id")
    assert answer.rows == [("x:one", 1, "x:two")]


def test_a_type_made_while_the_reader_is_in_a_transaction_is_closed_to_it_too(
    engine: Engine, database: Database, reader: Database, request: pytest.FixtureRequest
) -> None:
    label = f"Fresh{abs(hash(request.node.nodeid))}"
    assert engine.reader is not None
    with _driver(engine.reader) as driver, driver.session(database="ampnet") as session:
        transaction = session.begin_transaction()
        transaction.run("MATCH (a:Actor) RETURN a.id").consume()
        database.execute(f"CREATE (:{label} {{id: 1}})")
        with pytest.raises(Forbidden):
            transaction.run(f"CREATE (:{label} {{id: 2}})").consume()
    with pytest.raises(QueryRefusedError):
        reader.execute(f"MATCH (n:{label}) SET n.id = 2")
    assert reader.read(f"MATCH (n:{label}) RETURN n.id").rows == [(1,)]


@pytest.mark.parametrize("who", ["owner", "reader"])
def test_no_statement_reads_files_or_calls_out(
    who: str, tmp_path: Path, database: Database, reader: Database
) -> None:
    user = database if who == "owner" else reader
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for source in (
        secret.as_uri(),
        str(secret),
        "http://127.0.0.1:9/x.csv",
        "http://192.0.2.1/x.csv",
    ):
        with pytest.raises(QueryRefusedError):
            user.read("LOAD CSV FROM $source AS row RETURN row", {"source": source})


def test_the_owner_changes_schema_and_data_but_not_users(database: Database) -> None:
    database.execute("CREATE INDEX ours IF NOT EXISTS FOR (n:Throwaway) ON (n.id)")
    database.execute("CREATE (:Throwaway {id: 1})")
    assert database.execute("MATCH (n:Throwaway) DELETE n RETURN count(*)").rows == [(1,)]
    with pytest.raises(QueryRefusedError):
        database.execute("CREATE USER another SET PASSWORD 'abcdefghijkl'")


def test_errors_say_what_is_wrong(engine: Engine, database: Database) -> None:
    with (
        _driver(engine.owner) as driver,
        pytest.raises(ClientError, match="UndefinedVariable: Variable 'x' not defined"),
    ):
        driver.execute_query("RETURN x", database_="ampnet")


def test_the_later_of_two_writers_is_told_to_try_again(engine: Engine, database: Database) -> None:
    database.execute("CREATE (:Actor {id: 'x:one', followers: 0})")
    add = "MATCH (a:Actor {id: 'x:one'}) SET a.followers = a.followers + 1"
    with (
        _driver(engine.owner) as driver,
        driver.session(database="ampnet") as first,
        driver.session(database="ampnet") as second,
    ):
        one, two = first.begin_transaction(), second.begin_transaction()
        one.run(add).consume()
        two.run(add).consume()
        one.commit()
        with pytest.raises(TransientError) as refused:
            two.commit()
        assert refused.value.is_retryable()
    assert database.read("MATCH (a:Actor) RETURN a.followers").rows == [(1,)]


def test_open_streams_hold_nobody_up(engine: Engine, database: Database) -> None:
    database.execute("UNWIND range(1, 5000) AS k CREATE (:Item {id: toString(k)})")
    with _driver(engine.owner) as driver, ExitStack() as stack:
        streams = []
        for _ in range(12):
            session = stack.enter_context(driver.session(database="ampnet", fetch_size=10))
            streams.append(iter(session.run("MATCH (i:Item) RETURN i.id")))
            next(streams[-1])
        assert database.execute("CREATE (i:Item {id: 'new'}) RETURN i.id").rows == [("new",)]
        # No snapshot is held for a stream: it may meet what was committed after it began.
        assert sum(1 for _ in streams[0]) in (4999, 5000)


def test_a_batch_above_the_engines_default_limit_of_16_mb_goes_through(
    database: Database,
) -> None:
    texts = ["x" * 1000] * 20_000
    assert database.read("RETURN size($texts)", {"texts": texts}).rows == [(20_000,)]


def test_a_user_can_end_its_own_statement_and_its_code_is_known(engine: Engine) -> None:
    reader = engine.reader
    assert reader is not None
    failures: list[ClientError] = []

    def run_away() -> None:
        with _driver(reader) as driver, pytest.raises(ClientError) as ended:
            driver.execute_query(
                "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
                "WITH a, b WHERE a + b < 0 RETURN count(*) AS mark_of_this_statement",
                database_="ampnet",
            )
        failures.append(ended.value)

    runner = threading.Thread(target=run_away)
    runner.start()
    with _driver(reader) as driver:
        found: list[str] = []
        while not found and runner.is_alive():
            rows = driver.execute_query("SHOW TRANSACTIONS", database_="ampnet").records
            found = [
                str(row["transactionId"])
                for row in rows
                if "mark_of_this_statement" in row["currentQuery"]
            ]
        driver.execute_query(f"TERMINATE TRANSACTION '{found[0]}'", database_="ampnet")
    runner.join(240)
    assert failures[0].code == "Neo.ClientError.Transaction.Terminated"


def _driver(connection: Connection) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        connection.uri,
        auth=(connection.user, connection.password),
        max_transaction_retry_time=0,
    )

"""The harness itself: both engines are real, answer, and are empty for each test."""

from __future__ import annotations

import pytest

from graph.database import Database
from tests.support import neo4j_jars
from tests.support.engines import Engine, empty, named_neo4j


def test_the_engine_is_what_it_says(engine: Engine, database: Database) -> None:
    assert database.read("RETURN 1 AS one").as_dicts() == [{"one": 1}]
    assert database.engine == engine.name


def test_neo4j_is_the_version_of_the_pom(engine: Engine, database: Database) -> None:
    if engine.name == "neo4j":
        parts = database.read("CALL dbms.components() YIELD name, versions, edition").as_dicts()
        kernel = next(part for part in parts if part["name"] == "Neo4j Kernel")
        if named_neo4j() is None:
            assert kernel["versions"] == [neo4j_jars.version()]
            assert kernel["edition"] == "community"
        major, minor, *_ = map(int, kernel["versions"][0].split("-")[0].split("."))
        assert (major, minor) >= (5, 26)


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_begins_with_an_empty_graph(database: Database, turn: int) -> None:
    labels = database.read("MATCH (n) RETURN labels(n)").rows
    assert labels == [(["Graph"],)], f"turn {turn}"
    database.execute("CREATE (:Actor {id: 'x:left-behind'})-[:AMPLIFIED]->(:Actor {id: 'x:too'})")


def test_emptying_goes_on_until_nothing_is_left(database: Database) -> None:
    database.execute("UNWIND range(1, 95) AS i CREATE (:Actor {id: toString(i)})")
    empty(database, batch=10)
    assert database.read("MATCH (n) RETURN count(n)").rows == [(0,)]

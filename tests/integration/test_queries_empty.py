"""On a graph in which nothing is, every query answers with nothing, and names its columns."""

from __future__ import annotations

from graph.database import Database
from queries.catalogue import catalogue, run


def test_an_empty_graph_has_empty_answers(database: Database) -> None:
    for query in catalogue():
        rows = run(database, query)
        assert (rows.rows, rows.truncated) == ([], False), query.name
        assert rows.columns == tuple(column.name for column in query.columns)

"""Every catalogued query runs on every engine and answers rightly on a small graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from neo4j.time import DateTime

from graph.database import Database
from queries.catalogue import catalogue, find, run
from tests.integration.queries_world import build

ANSWERS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("queries_answers.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def world(module_database: Database) -> Database:
    build(module_database)
    return module_database


def plain(value: Any) -> Any:
    """Write times as text and round fractions, as the file of answers does."""
    if isinstance(value, DateTime):
        return value.iso_format()[:19]
    if isinstance(value, float):
        return round(value, 4)
    return [plain(part) for part in value] if isinstance(value, list) else value


def test_every_query_is_answered_by_hand() -> None:
    assert ANSWERS.keys() == {query.name for query in catalogue()}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers(world: Database, name: str) -> None:
    query = find(name)
    for case in ANSWERS[name]:
        rows = run(world, query, case["with"])
        assert rows.columns == tuple(column.name for column in query.columns)
        found = [
            {key: plain(row[key]) for key in wanted}
            for row, wanted in zip(rows.as_dicts(), case["rows"], strict=False)
        ]
        assert found == case["rows"], case["with"]
        assert len(rows.rows) == len(case["rows"]), case["with"]


def test_the_limit_says_when_there_was_more(world: Database) -> None:
    query = find("whom-amplifies")
    whole = run(world, query, {"actor": "x:uno"})
    assert len(whole.rows) == 3
    assert not whole.truncated
    assert not run(world, query, {"actor": "x:uno", "limit": 3}).truncated
    for cut in (
        run(world, query, {"actor": "x:uno", "limit": "2"}),
        run(world, query.name, {"actor": "x:uno"}, limit=2),
    ):
        assert cut.truncated
        assert cut.rows == whole.rows[:2]

"""A small hand-made file of each format, read, against what a person found right.

`python -m tests.unit.loaders.test_golden` writes the golden tables anew: look at the difference
before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.records import Row
from loaders.sources import members_of, open_source
from tests.support.fixtures import EXPORTS, FIXTURES, golden


def read(path: Path) -> tuple[str, list[Row]]:
    (member,) = members_of(path)
    source = open_source(path, member)
    found = format_of(source)
    return found.name, list(found.rows(source, FieldMapping()))


def table(rows: list[Row]) -> str:
    """What was read, a row a line."""
    return "".join(json.dumps(_row(row), ensure_ascii=False) + "\n" for row in rows)


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"line": row.line}
    if row.records:
        found["records"] = [{type(r).__name__: _facts(r._asdict())} for r in row.records]
    if row.refusal is not None:
        found["refused"] = list(row.refusal)
    if row.warnings:
        found["warnings"] = [list(warning) for warning in row.warnings]
    return found


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; source and details as they are."""
    return {
        name: _facts(value._asdict()) if hasattr(value, "_asdict") else value
        for name, value in facts.items()
        if value not in (None, (), "notStated")
    }


@pytest.mark.parametrize("path", (*FIXTURES, *EXPORTS), ids=lambda path: path.name)
def test_a_fixture_is_read_as_a_person_found_right(path: Path) -> None:
    name, rows = read(path)
    assert name == path.name.split(".")[0], "a fixture is called as its format"
    assert any(row.records for row in rows)
    expected = golden(path).read_text(encoding="utf-8")
    assert table(rows) == expected


if __name__ == "__main__":
    for each in (*FIXTURES, *EXPORTS):
        golden(each).write_text(table(read(each)[1]), encoding="utf-8")

"""What each format reads from a small file made by hand, against a table that was read over.

`python -m tests.unit.loaders.test_platform_formats` writes the tables anew: read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.formats import FORMATS, format_of
from loaders.mapping import FieldMapping
from loaders.records import Record, Row
from loaders.sources import open_source

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
INPUTS = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".golden.jsonl"))


def rows_of(path: Path) -> tuple[str, list[Row]]:
    """Recognise a file and read it."""
    source = open_source(path)
    table = format_of(source)
    return table.name, list(table.rows(source, FieldMapping()))


def golden(path: Path) -> Path:
    return path.parent / f"{path.name}.golden.jsonl"


def written(path: Path) -> str:
    """Return what is read of a file, a line for each row."""
    name, rows = rows_of(path)
    lines = [{"format": name}, *map(_row, rows)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"line": row.line}
    if row.refusal is not None:
        found["refused"] = row.refusal
    if row.warnings:
        found["warnings"] = row.warnings
    if row.records:
        found["records"] = [_record(record) for record in row.records]
    return found


def _record(record: Record) -> dict[str, Any]:
    facts = record._asdict()
    if "amplified" in facts:
        facts["amplified"] = [list(each) for each in facts["amplified"]]
    kept = {name: value for name, value in facts.items() if value not in (None, (), {}, [])}
    return {type(record).__name__: kept}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_what_is_read_is_what_the_table_says(path: Path) -> None:
    assert written(path) == golden(path).read_text(encoding="utf-8")


def test_every_input_is_named_after_its_format() -> None:
    names = {table.name for table in FORMATS}
    for path in INPUTS:
        assert path.name.split(".")[0] in names
        assert json.loads(golden(path).read_text("utf-8").splitlines()[0]) == {
            "format": path.name.split(".")[0]
        }


if __name__ == "__main__":
    for each in INPUTS:
        golden(each).write_text(written(each), encoding="utf-8")

"""What is refused comes back from the quarantine file as what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.quarantine import Quarantine
from loaders.records import Row
from loaders.sources import Source, open_source
from tests.support.fixtures import FIXTURES

IN_THE_FILE = ("feed.", "warc.", "stix.", "telegram-desktop.")
"""Formats whose rows mean something within their file alone: docs/formats.md says so."""

FILES = [path for path in FIXTURES if not path.name.startswith(IN_THE_FILE)]


def rows(source: Source) -> tuple[str, list[Row]]:
    found = format_of(source)
    return found.name, list(found.rows(source, FieldMapping()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_refused_row_is_refused_for_the_same_reason(path: Path, tmp_path: Path) -> None:
    name, read = rows(open_source(path))
    # A line that is no JSON, or no object, is kept as text: it is mended in the file.
    refused = [
        row for row in read if row.refusal and ("_text" not in row.raw or name.startswith("gdelt"))
    ]
    if not refused:
        return
    with Quarantine(tmp_path / "q.jsonl", name) as quarantine:
        assert all(quarantine.check(row) for row in refused)
    again, kept = rows(open_source(tmp_path / "q.jsonl"))
    assert again == name
    assert [row.refusal for row in kept] == [row.refusal for row in refused]


def test_a_mended_line_of_gdelt_is_read(tmp_path: Path) -> None:
    path = next(each for each in FIXTURES if each.name == "gdelt-mentions.csv")
    name, read = rows(open_source(path))
    (refused,) = (row for row in read if row.refusal)
    cells = refused.raw["_text"].split("\t")
    cells[3], cells[5] = "1", "https://paper.example/3"
    with Quarantine(tmp_path / "q.jsonl", name) as quarantine:
        quarantine.check(refused._replace(raw={"_text": "\t".join(cells)}))
    _, (mended,) = rows(open_source(tmp_path / "q.jsonl"))
    assert mended.refusal is None
    assert len(mended.records) == 1

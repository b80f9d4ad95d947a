"""What is refused comes back from the quarantine file as what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.quarantine import Quarantine
from loaders.records import Refusal, Row
from loaders.run import LoadInterruptedError
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


def test_a_second_load_that_is_refused_touches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    bad = [Row(line, {}, refusal=Refusal("", "bad")) for line in (1, 2, 3)]
    file.write_text("of an earlier load\n")
    with Quarantine(file, "posts") as first:
        first.check(bad[0])
        with pytest.raises(LoadInterruptedError), Quarantine(file, "posts") as second:
            second.check(bad[0])
            raise LoadInterruptedError("another process is at it")
        assert file.read_text() == "of an earlier load\n"
        assert all(map(first.check, bad[1:]))
    assert [json.loads(line)["_line"] for line in file.read_text().splitlines()] == [1, 2, 3]
    assert list(tmp_path.iterdir()) == [file]


def test_an_error_leaves_what_was_refused_by_then(tmp_path: Path) -> None:
    file = tmp_path / "new" / "q.jsonl"
    with pytest.raises(KeyboardInterrupt), Quarantine(file, "posts") as cut_short:
        cut_short.check(Row(7, {}, refusal=Refusal("", "bad")))
        raise KeyboardInterrupt
    assert json.loads(file.read_text())["_line"] == 7
    assert list(file.parent.iterdir()) == [file]


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

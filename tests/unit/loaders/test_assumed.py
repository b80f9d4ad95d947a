"""A load says which platform it took for granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.assumed import assumed_on_x
from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.sources import open_source


@pytest.mark.parametrize(
    ("table", "constants", "name"),
    [
        ("outlet,date,text\ncgtn,2024-01-02,A text\n", [], "cgtn"),
        ("outlet,date,text\nrt.com,2024-01-02,A\ncgtn,2024-01-02,A\n", [], "cgtn"),
        ("outlet,date,text\ncgtn,2024-01-02,A text\n", ["platform=name"], None),
        ("outlet,date,text,platform\ncgtn,2024-01-02,A text,telegram\n", [], None),
        ("outlet,date,text\n@cgtn,2024-01-02,A text\n", [], None),
        ("outlet,date,text\nrt.com,2024-01-02,A text\n", [], None),
        ("actor,target,kind\nBeehiveChina,@zlj517,retweet\n", [], "BeehiveChina"),
        ("source_channel,target_channel,day\nrybar,sashakots,19044\n", [], None),
    ],
)
def test_a_bare_name_without_a_platform_is_told(
    tmp_path: Path, table: str, constants: list[str], name: str | None
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(table)
    source = open_source(file, None)
    given = FieldMapping.parse((), constants)
    assert assumed_on_x(format_of(source, None, given), source, given) == name

"""docs/formats.md says what the loaders do.

`python -m tests.unit.test_docs_formats` writes its list of formats anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from graph.identity import identify
from loaders.about import read_about
from loaders.formats import FORMATS, format_of
from loaders.formats.document import Format
from loaders.mapping import FieldMapping
from loaders.records import InteractionRecord
from loaders.sources import open_source
from loaders.times import parse_time
from tests.support.pages import ROOT, blocks, replace_section, section, text

PAGE = ROOT / "docs" / "formats.md"
EXAMPLES = ROOT / "docs" / "examples"
MENTIONS = EXAMPLES / "mentions.csv"


def listed() -> str:
    """Write the list of formats as the page has it."""
    return "".join(f"\n{part}" for each in FORMATS for part in _entry(each))


def _entry(each: Format) -> list[str]:
    rows = [
        f"| {'*' if field.needed else ''} | `{field.name}` | "
        f"{', '.join(f'`{also}`' for also in field.also)} | {field.description} |\n"
        for field in each.fields
    ]
    head = "| | field | or column | |\n|---|---|---|---|\n"
    return [
        f"### {each.name}\n",
        f"{each.description}\n",
        *([head + "".join(rows)] if rows else []),
        f"```text\n{each.sample.rstrip()}\n```\n",
    ]


def test_the_list_of_formats_is_fresh() -> None:
    assert section(PAGE, "formats") == listed(), "run python -m tests.unit.test_docs_formats"


@pytest.mark.parametrize("each", FORMATS, ids=lambda f: f.name)
def test_each_sample_is_recognised_and_read(each: Format, tmp_path: Path) -> None:
    path = tmp_path / "sample"
    path.write_text(each.sample, encoding="utf-8")
    source = open_source(path)
    assert format_of(source) is each
    rows = list(each.rows(source, FieldMapping()))
    assert rows
    assert all(row.refusal is None and row.records for row in rows), rows


def test_the_mapping_in_the_page_is_the_example() -> None:
    shown = blocks(PAGE, "yaml")[0].text
    assert shown == (EXAMPLES / "mapping.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(shown)["columns"]["actor"] == "mentioner"


def test_whose_data_the_page_says_is_the_example() -> None:
    shown = blocks(PAGE, "yaml")[1].text
    example = EXAMPLES / "about.yaml"
    assert shown == example.read_text(encoding="utf-8")
    assert read_about(example, "mentions").line == (
        "Mentions of diplomats, 2022 (mentions) by Ada Example, Centre for Examples, licence "
        "CC-BY-4.0, retrieved on 2024-05-31"
    )


def test_the_table_in_the_page_is_the_example() -> None:
    assert MENTIONS.read_text(encoding="utf-8") in [block.text for block in blocks(PAGE, "text")]


@pytest.mark.parametrize("as_file", [True, False])
def test_the_example_is_refused_as_the_page_says(as_file: bool) -> None:
    given = (
        FieldMapping.from_yaml(EXAMPLES / "mapping.yaml")
        if as_file
        else FieldMapping.parse(
            ["actor=mentioner", "target=mentionee", "kind=retweet", "time=created_at"],
            ["platform=x"],
        )
    )
    source = open_source(MENTIONS)
    rows = list(format_of(source, given=given).rows(source, given))
    assert [len(row.records) for row in rows] == [1, 1, 1, 0, 0]
    first, second = (row.records[0] for row in rows[:2])
    assert isinstance(first, InteractionRecord)
    assert first == second
    said = text(PAGE)
    for row in rows[3:]:
        assert row.refusal is not None
        assert f"| {row.line} | `{row.refusal.field}` | {row.refusal.reason} |" in said


def _rows_of(heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading."""
    part = text(PAGE).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return rows[2:]


@pytest.mark.parametrize("cells", _rows_of("Ids"), ids=lambda cells: cells[1])
def test_ids_are_as_the_table_says(cells: list[str]) -> None:
    (expected,) = re.findall(r"`([^`]+)`", cells[1])
    for written in re.findall(r"`([^`]+)`", cells[0]):
        for platform in (None, "x") if "." in written or ":" in written else ("x",):
            if platform == "x" and expected.startswith("domain:") and "/" not in written:
                continue  # a bare host under a platform would be a handle of it
            assert identify(written, platform).id == expected


def test_times_are_as_the_table_says() -> None:
    noon = 1_646_136_000_000
    written = {
        w: t
        for cells in _rows_of("Times")
        for w in re.findall(r"`([^`]+)`", cells[0])
        for t in [cells[1]]
    }
    for each in written:
        if each.startswith("--"):
            continue
        at, precision = parse_time(each)
        offset = 3 * 3_600_000 if "+03:00" in each else 0
        if precision == "day":
            assert (at, len(each) <= 10) == (noon - 12 * 3_600_000, True)
        else:
            assert at == noon - offset


if __name__ == "__main__":
    replace_section(PAGE, "formats", listed())

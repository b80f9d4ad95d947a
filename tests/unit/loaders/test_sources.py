"""Inputs as they come: compressed, broken, misnamed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import polars as pl
import pytest

from loaders.formats import FORMATS, FormatError, format_of
from loaders.mapping import FieldMapping, MappingError
from loaders.read.source import as_text
from loaders.records import InteractionRecord, Row
from loaders.run import DatasetNameError, RunInput
from loaders.sources import SourceError, open_source

GOOD = "actor,target,kind,time\n@a,@b,retweet,2022-03-01\n@a,@c,reply,2022-03-02\n"


def rows_of(path: Path, *pairs: str) -> list[Row]:
    source = open_source(path)
    given = FieldMapping.parse(pairs)
    return list(format_of(source, given=given).rows(source, given))


def write(tmp_path: Path, content: str | bytes, name: str = "in.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def interactions(rows: list[Row]) -> list[InteractionRecord]:
    return [r for row in rows for r in row.records if isinstance(r, InteractionRecord)]


def test_csv_gzip_jsonl_and_parquet_say_the_same(tmp_path: Path) -> None:
    expected = interactions(rows_of(write(tmp_path, GOOD)))
    assert [(r.actor, r.target) for r in expected] == [("x:a", "x:b"), ("x:a", "x:c")]
    frame = pl.read_csv(GOOD.encode())
    frame.write_parquet(tmp_path / "in.parquet")
    lines = "".join(json.dumps(row) + "\n" for row in frame.iter_rows(named=True))
    others = [
        write(tmp_path, gzip.compress(GOOD.encode()), "in.csv.gz"),
        write(tmp_path, lines, "in.jsonl"),
        tmp_path / "in.parquet",
        write(tmp_path, "\ufeff" + GOOD, "bom.csv"),
        write(tmp_path, GOOD.replace(",", ";"), "semicolons.csv"),
        write(tmp_path, GOOD.replace(",", "\t"), "tabs.csv"),
        write(tmp_path, GOOD.replace("\n", "\r\n"), "windows.csv"),
    ]
    for path in others:
        assert interactions(rows_of(path)) == expected, path.name


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"just one column\nand a line\n", "no table"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"actor,target,kind\n\xff\xfe\xfa,b,reply\n" + b"x" * 10, "line 2"),
        (b"PAR1 is not enough", "Parquet"),
        (b'{"actor": \n', "line 1"),
        (b"\0" * 100_000, "NUL"),
    ],
)
def test_what_is_no_table_is_said_plainly(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        open_source(write(tmp_path, content))


def test_a_missing_file_and_a_folder_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        open_source(tmp_path / "nowhere.csv")
    with pytest.raises(SourceError, match="folder"):
        open_source(tmp_path)


def test_what_has_no_end_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(SourceError, match="no file, but a pipe or a device"):
            open_source(path)


def test_a_name_that_is_no_utf_8_is_loaded_under_one_that_is(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_text("actor,target,kind\na,b,reply\n", encoding="utf-8")
    about = RunInput(as_text(path.stem), open_source(path).name, "", "", "")
    assert (about.dataset, about.input) == ("caf\ufffd", "caf\ufffd.csv")
    assert about.run_id.startswith("load:")


@pytest.mark.parametrize("name", ["", "n" * 201, "a\x1b]0;b", "a\nb", "a\ud800"])
def test_a_data_set_is_called_what_can_be_asked_for(name: str) -> None:
    with pytest.raises(DatasetNameError, match="cannot be the name"):
        RunInput(name, "in.csv", "", "", "")


def test_bad_rows_name_their_line_and_the_good_ones_load(tmp_path: Path) -> None:
    text = (
        "actor,target,kind,time\n"
        '@a,@b,retweet,"2022-03-01\n"\n'  # a quoted line break: two lines of the file
        "@a,@b,retweet\n"
        ",@b,retweet,2022-03-01\n"
        "@a,@b,admires,2022-03-01\n"
        "@a,@b,reply,2207-01-01\n"
        "@a,@b,reply,2022-03-01,extra\n"
        "@a,<script>,reply,2022-03-01\n"
        "@a,@b,reply,2022-03-01\n"
    )
    rows = rows_of(write(tmp_path, text))
    refused = [(row.line, row.refusal.field) for row in rows if row.refusal]
    assert refused == [(4, ""), (5, "actor"), (6, "kind"), (7, "time"), (8, ""), (9, "target")]
    assert [row.line for row in rows if not row.refusal] == [2, 10]


def test_a_file_that_breaks_off_loads_up_to_there(tmp_path: Path) -> None:
    whole = gzip.compress(("actor,target,kind\n" + "@a,@b,reply\n" * 50_000).encode())
    rows = rows_of(write(tmp_path, whole[: len(whole) // 2], "cut.csv.gz"))
    assert len(interactions(rows)) > 1000
    assert rows[-1].refusal is not None
    assert "breaks off" in rows[-1].refusal.reason


def test_jsonl_lines_that_are_no_objects_are_refused(tmp_path: Path) -> None:
    lines = '{"actor":"@a","target":"@b","kind":"reply"}\n[1]\n{"actor":\n"x"\n' + "[" * 100_000
    rows = rows_of(write(tmp_path, lines, "in.jsonl"))
    assert [row.line for row in rows if row.refusal] == [2, 3, 4, 5]


def test_a_mapping_names_foreign_columns(tmp_path: Path) -> None:
    text = "created_at,mentionee,mentioner,how\n2022-03-27,AmbLiu,Beehive,replied_to\n"
    rows = rows_of(write(tmp_path, text), "actor=mentioner", "target=mentionee", "kind=how")
    (found,) = interactions(rows)
    assert (found.actor, found.target, found.kind) == ("x:beehive", "x:ambliu", "reply")
    assert found.at == 1_648_339_200_000


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (("actor=mentoner", "target=mentionee", "kind=how"), "did you mean 'mentioner'"),
        (("actr=mentioner",), "did you mean 'actor'"),
        (("actor=mentioner", "target=mentionee"), "no column 'kind'"),
        (("nonsense",), "FIELD=VALUE"),
    ],
)
def test_a_wrong_mapping_says_what_would_be_right(
    tmp_path: Path, pairs: tuple[str, ...], says: str
) -> None:
    path = write(tmp_path, "created_at,mentionee,mentioner,how\n2022-03-27,a,b,reply\n")
    source = open_source(path)
    with pytest.raises(MappingError, match=says):
        given = FieldMapping.parse(pairs)
        format_of(source, "interactions").rows(source, given)


def test_a_yaml_mapping_holds_columns_constants_and_values(tmp_path: Path) -> None:
    text = "wer,wen\na,b\n"
    yaml = "columns: {actor: wer, target: wen}\nconstants: {kind: forward, platform: telegram}\n"
    given = FieldMapping.from_yaml(write(tmp_path, yaml, "map.yaml"))
    source = open_source(write(tmp_path, text))
    (found,) = interactions(list(format_of(source, given=given).rows(source, given)))
    assert (found.actor, found.target, found.kind) == ("telegram:a", "telegram:b", "forward")
    with pytest.raises(MappingError, match="keys other than"):
        FieldMapping.from_yaml(write(tmp_path, "fields: {}\n", "bad.yaml"))
    with pytest.raises(MappingError, match="cannot be read"):
        FieldMapping.from_yaml(write(tmp_path, "a: [", "bad.yaml"))
    with pytest.raises(MappingError, match="cannot be read"):
        FieldMapping.from_yaml(write(tmp_path, "[" * 5_000, "bad.yaml"))
    with pytest.raises(MappingError, match="each key holds"):
        FieldMapping.from_yaml(write(tmp_path, "values: {kind: 3}", "bad.yaml"))
    for hostile in ("\ud800", "\0"):
        with pytest.raises(MappingError, match="A mapping holds"):
            FieldMapping.parse(constants=[f"kind={hostile}"])


def test_an_unknown_table_lists_the_formats(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="--map"):
        format_of(open_source(write(tmp_path, "colour,shape\nred,round\n")))
    with pytest.raises(FormatError, match="interactions"):
        format_of(open_source(write(tmp_path, GOOD)), "nonsense")


@pytest.mark.parametrize("table", FORMATS, ids=lambda f: f.name)
def test_every_format_recognises_and_reads_its_own_sample(tmp_path: Path, table: object) -> None:
    assert table in FORMATS
    each = FORMATS[FORMATS.index(table)]  # type: ignore[arg-type]
    source = open_source(write(tmp_path, each.sample, "sample"))
    assert format_of(source) is each
    rows = list(each.rows(source, FieldMapping()))
    assert rows
    assert all(row.records and not row.refusal for row in rows)

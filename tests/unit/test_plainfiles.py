"""Plain tables: kinds of file, ids, times and complaints."""

import gzip
import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from graph.plainfiles import SUFFIXES, PlainFileError, read_table, write_table
from graph.plaintimes import epoch_milliseconds
from tests.support.full_disk import full_disk

COLUMNS = {"id": "message_id", "time": "date", "text": "text"}
ROWS = pl.DataFrame(
    {
        "message_id": ["0012", "9007199254740993", "=1+1"],
        "date": ["1690000000", "2023-07-22T04:26:40Z", "2023-07-22 07:26:40+0300"],
        "text": ['a "quoted"\nline, here', "привет", "新华社"],
    }
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_comes_back_as_it_was_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "deep" / f"posts{suffix}"
    write_table(ROWS, path)
    frame = read_table(path, COLUMNS)
    assert frame.columns == ["id", "time", "text"]
    assert frame["id"].to_list() == ["0012", "9007199254740993", "=1+1"]
    assert frame["time"].to_list() == [1_690_000_000_000] * 3
    assert frame["text"].to_list() == ROWS["text"].to_list()


def test_numbers_in_parquet_and_json_become_exact_strings(tmp_path: Path) -> None:
    numbers = pl.DataFrame({"id": [9007199254740993], "time": [1_690_000_000]})
    for name in ("a.parquet", "a.jsonl"):
        write_table(numbers, tmp_path / name)
        frame = read_table(tmp_path / name, {"id": "id", "time": "time"})
        assert frame.row(0) == ("9007199254740993", 1_690_000_000_000)


def test_json_ids_may_change_from_number_to_text_and_fields_appear_late(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 7}\n{"id": "007", "text": "late"}\n', encoding="utf-8")
    frame = read_table(path, {"id": "id", "text": "text"})
    assert frame.rows() == [("7", None), ("007", "late")]


def test_whole_numbers_that_a_tool_made_floats_are_whole_again(tmp_path: Path) -> None:
    floats = pl.DataFrame({"id": [7.0, None, float("nan")], "weight": [1.0, 2.5, 1e300]})
    write_table(floats, tmp_path / "a.parquet")
    frame = read_table(tmp_path / "a.parquet", {"id": "id", "weight": "weight"})
    assert frame["id"].to_list() == ["7", None, None]
    assert frame["weight"].to_list() == ["1.0", "2.5", "1e+300"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    write_table(ROWS, tmp_path / f"a{suffix}")
    path = tmp_path / f"b{suffix}.gz"
    path.write_bytes(pack(b"\xef\xbb\xbf" + (tmp_path / f"a{suffix}").read_bytes()))
    assert read_table(path, COLUMNS).equals(read_table(tmp_path / f"a{suffix}", COLUMNS))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_rows_comes_back_without_rows(tmp_path: Path, suffix: str) -> None:
    write_table(ROWS.clear(), tmp_path / f"a{suffix}")
    frame = read_table(tmp_path / f"a{suffix}", COLUMNS)
    assert frame.schema == {"id": pl.String, "time": pl.Int64, "text": pl.String}
    assert not len(frame)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_names_of_columns_are_no_patterns(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    names = ("*", "^a.*$", 'say "x", please', "ab")
    write_table(pl.DataFrame({name: [name] for name in names}), path)
    frame = read_table(path, {f"r{n}": name for n, name in enumerate(names)})
    assert frame.rows() == [names]


def test_one_column_may_play_two_roles(tmp_path: Path) -> None:
    write_table(ROWS, tmp_path / "a.csv")
    frame = read_table(tmp_path / "a.csv", {"id": "message_id", "object": "message_id"})
    assert frame["id"].equals(frame["object"], check_names=False)


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("1690000000", 1_690_000_000_000),
        ("1690000000.25", 1_690_000_000_250),
        ("-1", -1000),
        ("1.65e+09", 1_650_000_000_000),
        ("2022-01-01", 1_640_995_200_000),
        ("2022-01-01T10:00", 1_641_031_200_000),
        (" 2022-01-01 10:00:00.5 ", 1_641_031_200_500),
        ("2022-01-01T10:00:00,5Z", 1_641_031_200_500),
        ("2022-01-01T10:00:00+03", 1_641_020_400_000),
        ("2022-01-01T10:00:00-0330", 1_641_043_800_000),
        ("20220101T100000Z", 1_641_031_200_000),
        ("20220101T100000,5+0300", 1_641_020_400_500),
        ("2999-01-01", 32_472_144_000_000),
        ("", None),
        (None, None),
        ("2022-13-01", None),
        ("1690000000000", None),
        ("yesterday", None),
    ],
)
def test_times(written: str | None, milliseconds: int | None) -> None:
    assert epoch_milliseconds(pl.Series([written], dtype=pl.String)).to_list() == [milliseconds]


def test_typed_times() -> None:
    assert epoch_milliseconds(pl.Series([date(2022, 1, 1)])).to_list() == [1_640_995_200_000]
    moment = pl.Series([datetime(2022, 1, 1, 10)])  # noqa: DTZ001 - naive is the case tested
    assert epoch_milliseconds(moment).to_list() == [1_641_031_200_000]
    away = moment.dt.replace_time_zone("Europe/Moscow")
    assert epoch_milliseconds(away).to_list() == [1_641_020_400_000]


def test_a_bad_time_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("t\n1690000000\n\n1690000000000\n", encoding="utf-8")
    with pytest.raises(PlainFileError, match=r"'t'.*'1690000000000' in data row \d.*milliseconds"):
        read_table(path, {"time": "t"})
    said: list[str] = []
    frame = read_table(path, {"time": "t"}, on_bad_time=said.append)
    assert frame["time"].drop_nulls().to_list() == [1_690_000_000_000]
    assert len(said) == 1
    assert "1 of" in said[0]
    path.write_text("t\n1690000000000\n", encoding="utf-8")
    with pytest.raises(PlainFileError, match="milliseconds"):  # not one of them can be read
        read_table(path, {"time": "t"}, on_bad_time=said.append)


def test_a_missing_column_names_its_near_misses(tmp_path: Path) -> None:
    write_table(ROWS, tmp_path / "a.csv")
    with pytest.raises(PlainFileError, match=r"no column 'Message_ID'.*'message_id'"):
        read_table(tmp_path / "a.csv", {"id": "Message_ID"})


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.xlsx", b"", "ends with one of"),
        ("a.csv", None, "no such file"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", "id\n1\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"id\n\xff\xfe\n", "cannot be read as csv"),
        ("a.csv.gz", b"id\n1\n", None),
        ("a.parquet", b"id", "cannot be read as parquet"),
        ("a.jsonl", b"{", "cannot be read as jsonl"),
        ("a.jsonl.gz", b"\x1f\x8bgarbage", "cannot be read as jsonl.gz"),
    ],
)
def test_files_that_are_not_what_they_say(
    tmp_path: Path, name: str, content: bytes | None, complaint: str | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    if complaint is None:  # a .gz that somebody already unpacked is read as it is
        assert read_table(path, {"id": "id"})["id"].to_list() == ["1"]
        return
    with pytest.raises(PlainFileError, match=complaint):
        read_table(path, {"id": "id"})


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PlainFileError, match="cannot be written"):
        write_table(ROWS, tmp_path / "file" / "a.csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_takes_the_place_of_another_whole_or_not_at_all(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"pairs{suffix}"
    path.write_bytes(b"before")
    noise = pl.DataFrame({"a": [random.random().hex() for _ in range(20_000)]})
    with full_disk(), pytest.raises(PlainFileError, match="cannot be written"):
        write_table(noise, path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]

"""`ampnet coordination FILE`: columns, times, windows and what is said on the side."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from api.cli.coordination import coordination
from graph.coordination import CoordinationError
from graph.plainfiles import PlainFileError

app = typer.Typer()
app.command()(coordination)

UNIX = """object_id,account_id,timestamp_share,content_id
o1,b,100,1
o1,a,130,2
o2,a,1000,3
o2,b,1060,4
o3,a,5000,5
,a,1,6
"""
HEADER = ["source", "target", "weight", "expected", "p_value", "q_value", "first_at", "last_at"]


@pytest.fixture
def shares(tmp_path: Path) -> Path:
    file = tmp_path / "shares.csv"
    file.write_text(UNIX)
    return file


def test_edges_are_written_with_the_agreed_columns_in_unix_seconds(shares: Path) -> None:
    out = shares.with_name("edges.csv")
    arguments = [str(shares), "--window", "60", "--min-participation", "2", "--null", "none"]
    result = CliRunner().invoke(app, [*arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_text().splitlines() == [",".join(HEADER), "a,b,2,,,,100,1060"]
    assert "1 rows left out: no object." in result.stderr
    assert "'content_id'" in result.stderr


def test_the_null_model_is_the_default_and_fills_its_columns(shares: Path) -> None:
    result = CliRunner().invoke(app, [str(shares)])
    edges = pl.read_csv(result.stdout.encode())
    assert edges.columns == HEADER
    row = edges.row(0, named=True)
    assert row["expected"] > 0
    assert 0 < row["p_value"] <= row["q_value"] <= 1


def test_iso_times_come_back_as_iso_in_utc_from_any_kind_of_file(tmp_path: Path) -> None:
    file = tmp_path / "shares.jsonl"
    pl.DataFrame(
        {
            "url": ["u", "u", "v", "v"],
            "who": ["a", "b", "a", "b"],
            "when": [
                "2022-03-01T10:00:00+02:00", "2022-03-01 08:00:30", "2022-03-02T00:00:00Z",
                "2022-03-02T00:00:01Z",
            ],
        }
    ).write_ndjson(file)  # fmt: skip
    out = tmp_path / "edges.parquet"
    columns = ["--object", "url", "--actor", "who", "--time", "when", "--null", "none"]
    result = CliRunner().invoke(app, [str(file), *columns, "--out", str(out)])
    assert result.exit_code == 0, result.output
    edges = pl.read_parquet(out)
    assert edges.schema["first_at"] == pl.Datetime("ms", "UTC")
    assert edges["first_at"].item() == datetime(2022, 3, 1, 8, tzinfo=UTC)
    assert edges["last_at"].item() == datetime(2022, 3, 2, 0, 0, 1, tzinfo=UTC)
    assert "every row an item" in result.stderr


def test_fractions_of_seconds_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "shares.csv"
    file.write_text(UNIX.replace("130", "130.25").replace(",100,", ",99.5,"))
    result = CliRunner().invoke(app, [str(file), "--null", "none"])
    assert result.stdout.splitlines()[1] == "a,b,2,,,,99.5,1060.0"


def test_the_window_can_be_automatic(shares: Path) -> None:
    result = CliRunner().invoke(app, [str(shares), "--window", "auto", "--null", "none"])
    assert "within 30 s" in result.stderr
    # Of two shares of an object, the second is the first beyond half of them.


def test_only_significant_edges_when_asked(shares: Path) -> None:
    result = CliRunner().invoke(app, [str(shares), "--max-q", "0.0000001"])
    assert result.stdout.splitlines() == [",".join(HEADER)]


def test_future_times_are_said(tmp_path: Path) -> None:
    file = tmp_path / "shares.csv"
    file.write_text(UNIX.replace("1060", "4102444800"))
    result = CliRunner().invoke(app, [str(file), "--null", "none"])
    assert "1 shares are dated in the future" in result.stderr


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (["--window", "soon"], CoordinationError, "not a number of seconds"),
        (["--object", "objekt_id"], PlainFileError, "Did you mean 'object_id'"),
        (["--item", "nothing"], PlainFileError, "no column 'nothing'"),
        (["--null", "none", "--max-q", "0.05"], CoordinationError, "no q-values"),
    ],
)
def test_what_is_wrong_is_said(
    shares: Path, options: list[str], error: type[Exception], says: str
) -> None:
    result = CliRunner().invoke(app, [str(shares), *options])
    assert isinstance(result.exception, error)
    assert says in str(result.exception)


def test_an_unreadable_time_is_said_with_its_row_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "shares.csv"
    file.write_text(UNIX.replace("1060", "yesterday"))
    result = CliRunner().invoke(app, [str(file), "--null", "none", "--min-participation", "1"])
    assert result.stdout.splitlines()[1:] == ["a,b,1,,,,100,130"]
    assert "'yesterday' in data row 4" in result.stderr
    assert "1 rows left out: no time" in result.stderr
    file.write_text(UNIX.partition("\n")[0] + "\no1,a,soon,1\n")
    nothing = CliRunner().invoke(app, [str(file)])
    assert isinstance(nothing.exception, PlainFileError)


def test_a_kind_of_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "absent.csv"), "--out", "edges.xlsx"])
    assert isinstance(result.exception, PlainFileError)
    assert "edges.xlsx" in str(result.exception)


def test_pairs_of_shares_can_be_limited_and_what_was_cut_is_said(tmp_path: Path) -> None:
    file = tmp_path / "shares.csv"
    lines = [f'"a, viral one",{n},{n}' for n in range(60)]
    file.write_bytes("\r\n".join(["object_id,account_id,timestamp_share", *lines]).encode())
    asked = [str(file), "--null", "none", "--min-participation", "1"]
    assert len(CliRunner().invoke(app, asked).stdout.splitlines()) == 1 + 60 * 59 // 2
    cut = CliRunner().invoke(app, [*asked, "--most-pairs", "120"])
    assert len(cut.stdout.splitlines()) <= 1 + 120
    assert "1 viral objects were not looked at" in cut.stderr
    assert "'a, viral one'" in cut.stderr


def test_what_stands_behind_the_edges_is_written_as_asked(tmp_path: Path) -> None:
    # a and b meet three times, b first twice (by 5 s and 3 s) and a once (by 1 s); c meets nobody.
    file = tmp_path / "shares.csv"
    shared = ["o1,b,0", "o1,a,5", "o2,b,100", "o2,a,103", "o3,a,200", "o3,b,201", "o4,a,900",
              "o3,c,900", "o4,c,99999"]  # fmt: skip
    file.write_text("\n".join(["object_id,account_id,timestamp_share", *shared]))
    names = ("evidence", "direction", "groups", "sensitivity")
    files = {name: tmp_path / f"{name}.csv" for name in names}
    asked = [part for name in names for part in (f"--{name}", str(files[name]))]
    result = CliRunner().invoke(app, [str(file), "--null", "none", *asked])
    assert result.exit_code == 0, result.output
    tables = {name: pl.read_csv(written) for name, written in files.items()}
    assert tables["evidence"].select(
        "source", "target", "object", "source_at", "target_at", "lag_seconds"
    ).rows() == [
        ("a", "b", "o1", 5, 0, -5.0),
        ("a", "b", "o2", 103, 100, -3.0),
        ("a", "b", "o3", 200, 201, 1.0),
    ]
    assert tables["direction"].rows() == [("a", "b", 1, 2, 0, -3.0, "b", 1.0)]
    group = tables["groups"].row(0, named=True)
    assert group["members"] == '["a", "b"]'
    assert group["targets"] == '["o1", "o2", "o3"]'
    assert group["target_shares"] == "[2, 2, 2]"
    assert (group["size"], group["edges"], group["cohesion"], group["co_shares"]) == (2, 1, 1, 3)
    assert group["coordinated_share_ratio"] == pytest.approx(6 / 7)
    assert (group["first_at"], group["last_at"]) == (0, 201)
    # One second apart they met once, and nobody twice: rule 3 of graph.coordination.pairs.
    by_window = dict(tables["sensitivity"].select("window", "co_shares").rows())
    assert by_window == {1: 0, 5: 3, 10: 3, 30: 3, 60: 3, 300: 3, 900: 5, 3600: 5}
    assert "3 co-shares of 1 edge written" in result.stderr

"""`ampnet republication FILE`."""

from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from api.cli.republication import republication
from graph.plainfiles import PlainFileError
from graph.republication import RepublicationError
from tests.unit.republication.texts import EDITED, LONG, OTHER

app = typer.Typer()
app.command()(republication)

POSTS = pl.DataFrame(
    {
        "message_id": ["007", "8", "9", "10"],
        "channel": ["a", "b", "c", "d"],
        "date": ["2024-01-01T00:00:00", "2024-01-01T01:00:00Z", "1704074400", "2024-01-02"],
        "text": [LONG["ru"], LONG["ru"], EDITED["ru"], OTHER["ru"]],
    }
)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "parquet", "jsonl"])
def test_files_in_and_files_out(tmp_path: Path, suffix: str) -> None:
    posts = tmp_path / "posts.csv"
    POSTS.write_csv(posts)
    pairs, stories = tmp_path / f"pairs.{suffix}", tmp_path / f"stories.{suffix}"
    ran = CliRunner().invoke(app, [str(posts), "--out", str(pairs), "--stories", str(stories)])
    assert ran.exit_code == 0, ran.output
    read = {"parquet": pl.read_parquet, "jsonl": pl.read_ndjson}.get(
        suffix, lambda path: pl.read_csv(path, infer_schema=False)
    )
    written = read(pairs)
    assert written.columns == [
        "later_id", "earlier_id", "similarity", "containment", "method",
        "lag_seconds", "confidence",
    ]  # fmt: skip
    assert set(written.select("later_id", "earlier_id").rows()) == {
        ("8", "007"), ("9", "007"), ("9", "8"),
    }  # fmt: skip
    assert read(stories).columns == ["item_id", "story_id", "root_id", "taken_from"]
    assert read(stories)["root_id"].unique().to_list() == ["007"]
    assert "4 items: 3 pairs, and 1 story of 3 items." in ran.stderr


def test_without_out_the_pairs_go_to_the_terminal(tmp_path: Path) -> None:
    POSTS.rename({"text": "body", "channel": "who"}).write_parquet(tmp_path / "p.parquet")
    ran = CliRunner().invoke(app, [str(tmp_path / "p.parquet"), "--text", "body", "--actor", "who"])
    assert ran.stdout.startswith("later_id,earlier_id,")


def test_ids_that_hold_only_within_an_actor_are_joined_with_it(tmp_path: Path) -> None:
    POSTS.with_columns(message_id=pl.lit("1")).write_csv(tmp_path / "p.csv")
    ran = CliRunner().invoke(app, [str(tmp_path / "p.csv")])
    assert "b/1,a/1," in ran.stdout
    assert "written ACTOR/ID" in ran.stderr


def test_a_few_versions_of_an_item_are_one_and_many_are_an_error(tmp_path: Path) -> None:
    rows = [(str(n), "a", n, LONG["ru"] if n < 2 else f"{n}") for n in range(40)]
    rows.append(("1", "a", 1, EDITED["ru"]))
    schema = ["message_id", "channel", "date", "text"]
    pl.DataFrame(rows, schema=schema, orient="row").write_csv(tmp_path / "p.csv")
    ran = CliRunner().invoke(app, [str(tmp_path / "p.csv")])
    assert ran.stdout.splitlines()[1].startswith("1,0,1.0,1.0,exact")
    assert "1 rows are another version of an item" in ran.stderr
    assert "ACTOR/ID" not in ran.stderr


def test_the_number_of_pairs_can_be_limited(tmp_path: Path) -> None:
    rows = [(str(n), f"c{n}", n * 60, LONG["en"]) for n in range(12)]
    schema = ["message_id", "channel", "date", "text"]
    pl.DataFrame(rows, schema=schema, orient="row").write_csv(tmp_path / "p.csv")
    every = CliRunner().invoke(app, [str(tmp_path / "p.csv")])
    assert len(every.stdout.splitlines()) == 1 + 66
    few = CliRunner().invoke(app, [str(tmp_path / "p.csv"), "--most-pairs", "20"])
    assert len(few.stdout.splitlines()) == 1 + 1 + 2 + 9 * 3
    assert "Of stories with more than 11 items (1)" in few.stderr


def test_what_is_left_out_or_odd_is_said(tmp_path: Path) -> None:
    odd = pl.DataFrame(
        {
            "message_id": ["1", "2", "3", "3"],
            "channel": ["a", "b", "c", "c"],
            "date": ["2999-01-01", "soon", "0", "0"],
            "text": [LONG["en"], LONG["en"], "short", "short"],
        }
    )
    odd.write_csv(tmp_path / "p.csv")
    said = CliRunner().invoke(app, [str(tmp_path / "p.csv")]).stderr
    for part in ("'soon' in data row 2", "1 rows repeat", "1 item not compared",
                 "1 item has no time", "taken as dated: 1 item."):  # fmt: skip
        assert part in said


def test_one_actor_and_one_time_are_said(tmp_path: Path) -> None:
    same = {"channel": ["a", "a"], "date": ["5", "5"], "text": [LONG["en"]] * 2}
    pl.DataFrame({"message_id": ["1", "2"], **same}).write_csv(tmp_path / "p.csv")
    said = CliRunner().invoke(app, [str(tmp_path / "p.csv")]).stderr
    assert "All items are by one actor" in said
    assert "All items have the same time" in said


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"message_id": pl.lit(None)}, RepublicationError, "data row 1 has no id"),
        ({"message_id": pl.lit("1"), "channel": pl.lit("a")}, RepublicationError, "'a/1'"),
        ({"txt": pl.lit("")}, None, ""),
    ],
)
def test_tables_that_cannot_be_used(
    tmp_path: Path, change: dict[str, pl.Expr], error: type[Exception] | None, message: str
) -> None:
    POSTS.with_columns(**change).write_csv(tmp_path / "p.csv")
    ran = CliRunner().invoke(app, [str(tmp_path / "p.csv")])
    if error is None:
        assert ran.exit_code == 0
    else:
        assert isinstance(ran.exception, error)
        assert message in str(ran.exception)


def test_a_wrong_name_for_the_result_shows_before_the_work(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["nowhere.csv", "--out", str(tmp_path / "pairs.xlsx")])
    assert isinstance(ran.exception, PlainFileError)
    assert "pairs.xlsx" in str(ran.exception)

"""Bad input has a clear outcome: an answer that says what was left out, or a plain error."""

from __future__ import annotations

import polars as pl
import pytest

from graph.coordination import EDGES, CoordinationError, coordination

EMPTY = {"object": pl.String, "actor": pl.String, "time": pl.Int64}


def table(*rows: tuple[str | None, str | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=EMPTY, orient="row")


@pytest.mark.parametrize("null", ["none", "configuration"])
def test_an_empty_table_gives_an_empty_answer_with_all_columns(null: str) -> None:
    found = coordination(table(), null=null)  # type: ignore[arg-type]
    assert dict(found.edges.schema) == EDGES
    assert not len(found.edges)
    assert found.notes() == ["No edges: no actor has enough shares to take part."]


@pytest.mark.parametrize("null", ["none", "configuration"])
def test_one_actor_makes_no_pairs(null: str) -> None:
    found = coordination(table(("o", "a", 1), ("o", "a", 2)), null=null)  # type: ignore[arg-type]
    assert not len(found.edges)
    assert found.notes() == ["No edges: only one actor has enough shares to take part."]


def test_all_at_the_same_time_is_counted_and_said() -> None:
    rows = [(f"o{o}", f"a{a}", 5) for o in range(3) for a in range(4)]
    found = coordination(table(*rows))
    assert found.edges["weight"].to_list() == [3] * 6
    assert not len(found.significant())
    assert any("same time" in note for note in found.notes())


def test_rows_without_object_actor_or_time_are_left_out_and_counted() -> None:
    found = coordination(
        table((None, "a", 1), ("", "a", 1), ("o", None, 1), ("o", "a", None), ("o", "a", 1)),
        null="none",
    )
    assert found.found.shares.dropped == {"no object": 2, "no actor": 1, "no time": 1}
    assert "2 rows left out: no object." in found.notes()


def test_future_times_are_used_and_said() -> None:
    found = coordination(table(("o", "a", 10), ("o", "a", 11), ("p", "b", 5), ("p", "b", 6)))
    assert any("2 shares are dated in the future" in note for note in found.notes(now=9))
    assert not any("future" in note for note in found.notes(now=11))


def test_times_before_1970_and_far_apart_do_not_overflow() -> None:
    far, objects = 250_000_000_000_000, 20_000  # milliseconds that int64 cannot hold in all
    times = [("a", -far), ("b", -far + 1), ("a", far), ("b", far)]
    rows = [(f"o{n}", actor, time) for n in range(objects) for actor, time in times]
    found = coordination(table(*rows), 60, 2, "none")
    assert found.edges.rows() == [("a", "b", 2 * objects, None, None, None, -far, far)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"window": -1}, "window of -1"),
        ({"window": float("nan")}, "window of nan"),
        ({"min_participation": -1}, "min_participation is -1"),
        ({"most_pairs": 0}, "most_pairs is 0"),
        ({"null": "shuffle"}, "no null model 'shuffle'"),
    ],
)
def test_a_wrong_parameter_is_an_error(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(CoordinationError, match=says):
        coordination(table(("o", "a", 1)), **arguments)  # type: ignore[arg-type]


def test_a_missing_column_or_a_text_as_time_is_an_error() -> None:
    with pytest.raises(CoordinationError, match="needs the column 'actor'"):
        coordination(pl.DataFrame({"object": ["o"], "time": [1]}))
    with pytest.raises(CoordinationError, match="not whole milliseconds"):
        coordination(pl.DataFrame({"object": ["o"], "actor": ["a"], "time": ["noon"]}))

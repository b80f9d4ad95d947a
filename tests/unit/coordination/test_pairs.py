"""Counting as CooRTweet does: against its reference lists, and against a plain second writing."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.coordination import coordination, pairs, windowed
from graph.coordination.shares import shares_from
from graph.coordination.windowed import WindowedPairs
from graph.plainfiles import read_table

DATA = Path(__file__).resolve().parents[3] / "../shared/data/coordination"
COLUMNS = {
    "object": "object_id",
    "actor": "account_id",
    "time": "timestamp_share",
    "item": "content_id",
}


@pytest.mark.parametrize("window", [60, 10])
def test_the_reference_edges_of_coortweet_are_met(window: int) -> None:
    if not DATA.exists():
        pytest.skip("CooRTweet's sample is not here (../shared/data/coordination)")
    table = read_table(DATA / "russian_coord_tweets.csv.gz", COLUMNS)
    reference = pl.read_csv(DATA / f"reference_edges_russian_retweet_{window}s.csv.gz")
    edges = coordination(table, window, 2, "none").edges
    assert edges.select(a="source", b="target", weight="weight").equals(reference.sort("a", "b"))
    assert edges.select("expected", "p_value", "q_value").null_count().row(0) == (len(edges),) * 3


Row = tuple[Any, Any, Any, Any]
Pair = tuple[str, str, int, int, int]


def plainly(rows: list[Row], window: int, least: int) -> list[Pair]:
    """`detect_groups` in the plainest words: every pair of rows of an object is looked at.

    A row that lacks something is in no pair, as R's comparisons with NA are not true, but counts.
    """
    active = [row for row in rows if sum(r[1] == row[1] for r in rows) >= least]
    found = [
        (a, b)
        for a, b in combinations((row for row in active if None not in row), 2)
        if a[0] == b[0] and abs(a[2] - b[2]) <= window
        and a[1] != b[1] and a[3] != b[3] and a[0] not in (a[3], b[3])
    ]  # fmt: skip
    items = {row[3] for pair in found for row in pair}
    taking = [row for row in active if row[3] in items]
    often = {r[3] for r in taking if sum(t[1] == r[1] for t in taking) >= least}
    edges: dict[tuple[str, str], list[int]] = {}
    for a, b in found:
        if a[3] in often or b[3] in often:
            pair = (min(a[1], b[1]), max(a[1], b[1]))
            edges.setdefault(pair, []).extend((a[2], b[2]))
    return [(*pair, len(t) // 2, min(t), max(t)) for pair, t in sorted(edges.items())]


def table_of(*columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.tuples(*columns), max_size=24)


COLUMN = (
    st.sampled_from(["o1", "o 2", "i1"]),
    st.sampled_from(["a", "B", "é", "b", "007", "7", " a"]),
    st.integers(0, 12),
    st.sampled_from([f"i{n}" for n in range(9)]),
)
rows = table_of(*COLUMN) | table_of(*(st.none() | column for column in COLUMN))


@settings(max_examples=200)
@given(rows, st.integers(0, 6), st.integers(0, 4), st.booleans())
def test_any_table_counts_as_plainly(
    table: list[Row], window: int, least: int, each_its_item: bool
) -> None:
    if each_its_item:
        table = [(o, a, t, f"post {n}") for n, (o, a, t, _) in enumerate(table)]
    frame = pl.DataFrame(
        table, schema={"object": str, "actor": str, "time": pl.Int64, "item": str}, orient="row"
    )
    if each_its_item:
        frame = frame.drop("item")
    edges = coordination(frame, window / 1000, least, "none").edges
    got = edges.select("source", "target", "weight", "first_at", "last_at").rows()
    assert got == plainly(table, window, least)
    assert all(source.encode() < target.encode() for source, target, *_ in got)


@cache
def german_posts() -> pl.DataFrame:
    columns = {"actor": "account_id", "time": "timestamp", "item": "post_id"}
    traces = {name: name for name in ("url_id", "hashtag_id", "phash_id")}
    return read_table(DATA / "german_elections.csv.gz", columns | traces)


def joined_with_itself(table: pl.DataFrame, window: int, least: int) -> pl.DataFrame:
    """`detect_groups` as a join of the table with itself: a third writing, for real data."""
    active = table.filter(pl.len().over("actor") >= least).with_row_index("row")
    both = active.join(active, on="object", suffix="2").filter(
        pl.col("row") < pl.col("row2"),
        (pl.col("time") - pl.col("time2")).abs() <= window * 1000,
        pl.col("actor") != pl.col("actor2"),
        pl.col("item") != pl.col("item2"),
        pl.col("object") != pl.col("item"),
        pl.col("object") != pl.col("item2"),
    )
    items = pl.concat([both["item"], both["item2"]]).unique()
    taking = active.filter(pl.col("item").is_in(items.implode()))
    often = taking.filter(pl.len().over("actor") >= least)["item"].unique().implode()
    both = both.filter(pl.col("item").is_in(often) | pl.col("item2").is_in(often))
    pair = (f("actor", "actor2") for f in (pl.min_horizontal, pl.max_horizontal))
    named = [column.alias(name) for column, name in zip(pair, ("source", "target"), strict=True)]
    counted = both.group_by(named).agg(weight=pl.len().cast(pl.Int64))
    return counted.sort("source", "target")


@pytest.mark.parametrize("window", [0, 60, 3600])
@pytest.mark.parametrize(("trace", "least"), [("url_id", 2), ("hashtag_id", 1), ("phash_id", 5)])
def test_real_posts_count_as_joined_with_themselves(trace: str, least: int, window: int) -> None:
    if not DATA.exists():
        pytest.skip("CooRTweet's sample is not here (../shared/data/coordination)")
    # Most posts have no such trace, but they are posts: they count as taking part.
    table = german_posts().select("actor", "time", "item", object=trace)
    missing = pl.col("object").is_null()
    table = table.filter(missing | pl.len().over("object").is_between(2, 100))
    edges = coordination(table, window, least, "none").edges.select("source", "target", "weight")
    assert len(edges) > 50
    assert edges.equals(joined_with_itself(table, window, least))


def random_shares(seed: int = 1, size: int = 3_000) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "object": rng.integers(0, 40, size),
            "actor": rng.integers(0, 60, size),
            "time": rng.integers(0, 400_000, size),
        }
    )


def test_chunks_and_merges_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = coordination(random_shares(), 30).edges
    monkeypatch.setattr(windowed, "CHUNK", 97)
    monkeypatch.setattr(pairs, "_MERGE_AT", 500)
    assert coordination(random_shares(), 30).edges.equals(whole)


def test_the_order_of_the_rows_changes_nothing() -> None:
    table = random_shares()
    assert coordination(table, 30).edges.equals(
        coordination(table.sample(fraction=1, shuffle=True, seed=3), 30).edges
    )


def test_a_viral_object_is_cut_to_its_nearest_pairs_and_said_so() -> None:
    size = 2_000
    viral = pl.DataFrame(
        {"object": "viral", "actor": [f"a{n}" for n in range(size)], "time": range(size)}
    )
    quiet = pl.DataFrame({"object": "quiet", "actor": ["a0", "a9"] * 2, "time": [0, 1, 2, 3]})
    found = coordination(pl.concat([viral, quiet]), 60, 1, "none", most_pairs=10_000)
    assert found.found.truncated.keys() == {"viral"}
    lost = found.found.truncated["viral"]
    assert size * (size - 1) // 2 - lost <= 10_000
    assert any(str(lost) in note and "'viral'" in note for note in found.notes())
    weights = {(a, b): w for a, b, w in found.edges.select("source", "target", "weight").rows()}
    assert weights["a0", "a9"] == 4  # the quiet object is whole
    assert ("a0", "a1") in weights  # nearest in time
    assert ("a0", "a1999") not in weights


def test_nothing_is_cut_that_fits() -> None:
    table = shares_from(random_shares())
    assert not WindowedPairs(table, 30_000).truncated

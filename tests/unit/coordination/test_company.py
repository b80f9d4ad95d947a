"""What actors do at the same time explains how often they meet, and nothing of a group itself."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from graph.coordination import coordination
from graph.coordination.company import Company
from graph.coordination.lines import Timelines
from graph.coordination.pairs import count_pairs
from graph.coordination.shares import shares_from

HOUR = 3_600_000
WINDOW = 60_000
Row = tuple[str, str, int]


def table(rows: list[Row]) -> pl.DataFrame:
    schema = {"object": pl.String, "actor": pl.String, "time": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def odds(part: float) -> float:
    return min(part, 0.9) / (1 - min(part, 0.9))


def plainly(rows: list[Row], one: str, other: str, window: int) -> float:
    """The three explanations in the plainest words, for a pair of which `one` shares less."""
    cell = max(HOUR, window)
    mine, theirs = ([row for row in rows if row[1] == name] for name in (one, other))
    both = [(a, b) for a in mine for b in theirs]
    near = [(a, b) for a, b in both if abs(a[2] - b[2]) <= window]
    met = [(a, b) for a, b in near if a[0] == b[0]]
    apart = sum(a[0] == b[0] for a, b in both) - len(met)
    part = (len(near) - len(met) + 0.5) / (len(both) - len(met) - apart + 1)
    alone = [a for a in mine if a not in {first for first, _ in met}]
    little_else = busy = 0.0
    for share in alone:
        hour = [row for row in rows if row[2] // cell == share[2] // cell]
        of_all = [(a, b) for i, a in enumerate(hour) for j, b in enumerate(hour) if i != j]
        alike = [(a, b) for a, b in of_all if a[0] == b[0]]
        by_two = [(a, b) for a, b in of_all if a[1] != b[1]]
        meetings = [(a, b) for a, b in by_two if a[0] == b[0] and abs(a[2] - b[2]) <= window]
        company = sum(abs(share[2] - b[2]) <= window for b in theirs)
        in_hour = sum(b in hour for b in theirs)
        little_else += company * odds(len(alike) / max(1, len(of_all)))
        busy += in_hour * odds(len(meetings) / max(1, len(by_two)))
    return max(apart * odds(part) + 0.5 * part, little_else, busy)


@pytest.mark.parametrize(("window", "hours", "objects"), [(WINDOW, 1, 6), (2 * HOUR, 4, 80)])
def test_expected_are_those_of_the_plain_words(window: int, hours: int, objects: int) -> None:
    rng = np.random.default_rng(8)
    # Minutes of their own within hours keep a meeting from lying across two hours.
    minutes = rng.integers(0, 4, 240) * 60 * hours + rng.integers(5, 55 + 20 * (hours - 1), 240)
    rows = sorted(
        {
            (f"o{o}", f"a{a}", int(minute) * 60_000 + n)
            for n, (o, a, minute) in enumerate(
                zip(rng.integers(0, objects, 240), rng.integers(0, 7, 240), minutes, strict=True)
            )
        }
    )
    found = count_pairs(shares_from(table(rows)), window, 1)
    names, pairs = found.shares.actors, found.pairs
    expected = Company(found, window, Timelines(found.shares, window)).of(np.arange(len(pairs)))
    assert len(pairs) > 15
    for k in range(len(pairs)):
        ends = [names[int(pairs.source[k])], names[int(pairs.target[k])]]
        ends.sort(key=lambda name: sum(row[1] == name for row in rows))
        assert expected[k] == pytest.approx(plainly(rows, *ends, window))


def pages_of_one_publisher(seed: int) -> pl.DataFrame:
    """Twelve pages that put up 20 pictures in the same seconds, each but a few, among others."""
    rng = np.random.default_rng(seed)
    ours = [
        (f"picture {n}", f"page {p}", n * 7 * HOUR)
        for n in range(20)
        for p in np.flatnonzero(rng.random(12) < 0.8)
    ]
    others = [
        (f"other {rng.integers(900)}", f"reader {rng.integers(500)}", int(when))
        for when in rng.integers(0, 140 * HOUR, 2_000)
    ]
    return table(ours + others)


@pytest.mark.parametrize("seed", [1, 2])
def test_one_clock_and_one_stock_of_pictures_are_no_coordination_unless_they_agree(
    seed: int,
) -> None:
    real = pages_of_one_publisher(seed)
    assert len(coordination(real).significant()) == 66
    lots = real.with_columns(lot=pl.int_range(pl.len()).shuffle(seed))
    times, objects = pl.col("time").sort_by("lot"), pl.col("object").sort_by("lot")
    for shuffled in (
        lots.with_columns(times.over("actor")),
        lots.with_columns(objects.over(pl.col("time") // HOUR)),
    ):
        found = coordination(shuffled)
        assert len(found.edges) > 20
        assert len(found.significant()) <= 0.05 * len(found.edges)


def test_two_shares_of_each_are_too_few_to_tell() -> None:
    rng = np.random.default_rng(3)
    noise = [
        (f"o{rng.integers(900)}", f"n{rng.integers(400)}", int(t))
        for t in rng.integers(0, 10**9, 6_000)
    ]

    def alike(name: str, times: int) -> list[Row]:
        return [
            (f"{name}{n}", f"{name} {who}", n * 10**7 + 10**6) for n in range(times) for who in "xy"
        ]

    edges = coordination(table(noise + alike("two", 2) + alike("eight", 8))).edges
    q = {e["source"]: e["q_value"] for e in edges.iter_rows(named=True) if " " in e["source"]}
    assert q["two x"] > 0.05
    assert q["eight x"] < 1e-6


def test_times_thousands_of_years_apart_are_tested_too() -> None:
    far = 250_000_000_000_000
    rows = [
        (f"o{n}", f"a{a}", sign * far + n) for n in range(9) for a in range(9) for sign in (-1, 1)
    ]
    found = coordination(table(rows))
    assert found.edges["weight"].min() == 18

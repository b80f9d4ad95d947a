"""How often coordination is found where none can be: in real data that was shuffled.

    python benchmarks/coordination_calibration.py [--seeds 3] [--windows 10 60 3600]

Prints how many edges are significant in real samples (../shared/data), as they are and with the
coordination shuffled away, where none should be. Each post counts once for each object, as
CooRTweet's vignette does it. "left" says how much of the coordination a shuffle left in place: the
part of what significant pairs co-share that the same two accounts co-share in the real data too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from graph.coordination import Coordination, coordination
from graph.coordination.evidence import evidence
from graph.plainfiles import read_table

DAY = 86_400_000
DATA = Path(__file__).resolve().parents[1] / "../shared/data"
GERMAN = "coordination/german_elections.csv.gz"
SAMPLES = {
    "retweets": ("coordination/russian_coord_tweets.csv.gz", "object_id", "account_id",
                 "timestamp_share", "content_id"),
    **{
        name: (GERMAN, f"{trace}_id", "account_id", "timestamp", "post_id")
        for name, trace in {"links": "url", "hashtags": "hashtag", "domains": "domain",
                            "images": "phash"}.items()
    },
    "texts": ("texts/ru_news_telegram.parquet", "text", "channel", "date", None),
}  # fmt: skip


def sample(name: str) -> pl.DataFrame:
    """One trace of real data: object, actor, time."""
    file, of, who, when, post = SAMPLES[name]
    roles = {"object": of, "actor": who, "time": when} | ({"item": post} if post else {})
    table = read_table(DATA / file, roles).drop_nulls()
    if post:
        table = table.unique(["object", "item"], keep="first", maintain_order=True).drop("item")
    return table


def shuffles(table: pl.DataFrame, seed: int, window: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Real shares with the coordination shuffled away, more and less of the rest kept."""
    # Each group is sorted by lots of its own: one seed for all would give groups of one size the
    # same permutation, and leave two pages that share the same pictures side by side.
    bare = table.with_columns(lot=pl.int_range(pl.len()).shuffle(seed))
    hour, day = pl.col("time") // 3_600_000, pl.col("time") // DAY
    actors, objects, times = (pl.col(n).sort_by("lot") for n in ("actor", "object", "time"))
    yield "actors among all shares", bare.with_columns(pl.col("actor").shuffle(seed))
    yield "actors within the hour", bare.with_columns(actors.over(hour))
    yield "objects within the day", bare.with_columns(objects.over(day))
    yield "objects within the hour", bare.with_columns(objects.over(hour))
    yield "times within the account", bare.with_columns(times.over("actor"))
    # Each share but the first of its object gets the delay that such a share of some object had.
    first = pl.col("time").min().over("object")
    later = bare.with_columns(delay=pl.col("time") - first).filter(
        pl.int_range(pl.len()).over("object", order_by="time") > 0
    )
    begun = bare.join(later.select("lot"), on="lot", how="anti")
    drawn = later.with_columns(
        time=pl.col("time") - pl.col("delay") + pl.col("delay").shuffle(seed)
    )
    names = ["object", "actor", "time"]
    yield "delays among all objects", pl.concat([begun.select(names), drawn.select(names)])
    # Where most of those who share an object meet, exchanging its times leaves them so.
    apart = bare.join(_often_apart(table, window), on="object", how="semi")
    yield "times within object, most apart", apart.with_columns(times.over("object"))
    yield "times within the object", bare.with_columns(times.over("object"))


def _often_apart(table: pl.DataFrame, window: int) -> pl.DataFrame:
    """The objects of which at most half of the pairs of sharers meet within the window."""
    found = coordination(table, window, 1, "none")
    met = _met(found, found.edges).group_by("object").agg(met=pl.len())
    sharers = table.group_by("object").agg(n=pl.col("actor").n_unique())
    possible = pl.col("n") * (pl.col("n") - 1) / 2
    return sharers.join(met, on="object", how="left").filter(
        pl.col("met").fill_null(0) <= possible / 2
    )


def _met(found: Coordination, edges: pl.DataFrame) -> pl.DataFrame:
    """Each object that two actors co-share, once."""
    return evidence(found, edges).select("source", "target", "object").unique()


def calibration(name: str, window: int, seeds: int) -> None:
    """Print significant edges of one sample, as it is and shuffled."""
    table = sample(name)
    real = coordination(table, window)
    really = _met(real, real.edges)
    runs = [("nothing", table)]
    runs += [run for seed in range(1, seeds + 1) for run in shuffles(table, seed, window)]
    rows: dict[str, list[tuple[int, int, int, int]]] = {}
    for kind, shuffled in runs:
        found = coordination(shuffled, window)
        met = _met(found, found.significant())
        left = met.join(really, on=["source", "target", "object"], how="semi")
        counts = (len(found.edges), len(found.significant()), len(met), len(left))
        rows.setdefault(kind, []).append(counts)
    for kind, each in rows.items():
        edges, significant, met_objects, left_objects = np.mean(each, axis=0)
        left_part = f"{left_objects / met_objects:.0%}" if met_objects else "-"
        print(f"{name:<10}{window:>6}  {kind:<33}{edges:>9.0f}{significant:>9.1f}"
              f"{significant / max(edges, 1):>8.1%}{left_part:>7}", flush=True)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--windows", type=int, nargs="+", default=[10, 60, 3600])
    parser.add_argument("--samples", nargs="+", choices=SAMPLES, default=list(SAMPLES))
    asked = parser.parse_args()
    if not DATA.exists():
        raise SystemExit("The real data is not here.")
    print(
        f"{'sample':<10}{'window':>6}  {'shuffled':<33}{'edges':>9}"
        f"{'q<=0.05':>9}{'%':>8}{'left':>7}"
    )
    for asked_name in asked.samples:
        for seconds in asked.windows:
            calibration(asked_name, seconds, asked.seeds)

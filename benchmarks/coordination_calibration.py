"""How often coordination is found where none can be: in real data that was shuffled.

    python benchmarks/coordination_calibration.py [--seeds 3]

Prints how many edges are significant in CooRTweet's samples (../shared/data/coordination), as they
are and with the coordination shuffled away, where none should be.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from graph.coordination import coordination
from graph.plainfiles import read_table

DAY = 86_400_000


def shuffles(table: pl.DataFrame, seed: int, window: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Real shares with the coordination shuffled away, more and less of the rest kept."""
    # Each group is sorted by lots of its own: one seed for all would give groups of one size the
    # same permutation, and leave two pages that share the same pictures side by side.
    bare = table.drop("item").with_columns(lot=pl.int_range(pl.len()).shuffle(seed))
    hour, day = pl.col("time") // 3_600_000, pl.col("time") // DAY
    actors, objects, times = (pl.col(n).sort_by("lot") for n in ("actor", "object", "time"))
    yield "actors among all shares", bare.with_columns(pl.col("actor").shuffle(seed))
    yield "actors within the hour", bare.with_columns(actors.over(hour))
    yield "objects within the day", bare.with_columns(objects.over(day))
    yield "times within the object", bare.with_columns(times.over("object"))
    # Where all shares of an object lie within the window, the shuffle changes nothing: without
    # those, what remains can be chance only.
    life = (pl.col("time").max() - pl.col("time").min()).over("object")
    moved = bare.filter(life > window * 1000)
    yield "the same, longer than window", moved.with_columns(times.over("object"))
    # As before, but also where all shares of an object lie within the window: each share gets
    # a delay that some share of some object had after the object's first.
    first = pl.col("time").min().over("object")
    drawn = bare.with_columns(delay=pl.col("time") - first, first=first)
    yield (
        "delays among all objects",
        drawn.select("object", "actor", time=pl.col("first") + pl.col("delay").shuffle(seed)),
    )


def calibration(seeds: int, window: int = 60) -> None:
    """Print significant edges on real data, as it is and shuffled."""
    data = Path(__file__).resolve().parents[1] / "../shared/data/coordination"
    if not data.exists():
        print("The real data is not here.")
        return
    samples = {
        "russian retweets": ("russian_coord_tweets.csv.gz", "object_id", "timestamp_share"),
        **{
            f"german {trace}": ("german_elections.csv.gz", f"{trace}_id", "timestamp")
            for trace in ("url", "hashtag", "domain", "phash")
        },
    }
    print(f"{'sample':<18}{'shuffled':<30}{'edges':>9}{'weight >= 2':>13}{'q <= 0.05':>11}")
    for name, (file, of, when) in samples.items():
        item = "content_id" if "russian" in file else "post_id"
        roles = {"object": of, "actor": "account_id", "time": when, "item": item}
        table = read_table(data / file, roles).drop_nulls("object")
        runs = [("as it is", table)]
        runs += [run for seed in range(1, seeds + 1) for run in shuffles(table, seed, window)]
        rows: dict[str, list[tuple[int, int, int]]] = {}
        for kind, shuffled in runs:
            found = coordination(shuffled, window)
            often = int((found.edges["weight"] > 1).sum())
            rows.setdefault(kind, []).append((len(found.edges), often, len(found.significant())))
        for kind, counts in rows.items():
            edges, often, significant = np.mean(counts, axis=0)
            print(f"{name:<18}{kind:<30}{edges:>9.0f}{often:>13.0f}{significant:>11.1f}"
                  f"  {significant / max(edges, 1):.1%}", flush=True)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    calibration(parser.parse_args().seeds)

"""Speed of coordination, side by side with other tools in one run.

    pip install -e .[bench]
    python benchmarks/coordination.py [--shares 1000000]
        [--tools ampnet-none ampnet-configuration toolkit coordinationz]

makes one table of shares with a viral object in it, gives it to each tool in a process of its
own and prints time from the file to the pairs, peak memory and pairs found (-1: stopped or
failed). The tools are coordination-network-toolkit (windowed, no null model) and coordinationz
(no window; its null model, switched off here, takes far longer still). Pairs of ampnet and of
the toolkit are compared: they must be the same. Processor time is given next to wall-clock
time because the latter says little on a machine that does other things as well.
"""

# Each tool is imported only in the process that measures it.

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import psutil

COLUMNS = {"object": "object_id", "actor": "account_id", "time": "timestamp_share"}
DAY = 86_400
MOST_MEMORY = 10_000_000_000  # a tool that takes more is stopped


def made(shares: int, viral: float, seed: int = 0) -> pl.DataFrame:
    """Shares over 30 days; a part `viral` of them are of one object within a day."""
    rng = np.random.default_rng(seed)
    objects, actors = shares // 10, shares // 20
    fame = 1 / np.arange(1, objects + 1) ** 0.8
    activity = rng.lognormal(0, 1.2, actors)
    of = rng.choice(objects, shares, p=fame / fame.sum())
    when = rng.uniform(0, 29 * DAY, objects)[of] + 3_600 * rng.lognormal(0, 1.5, shares)
    burst = rng.random(shares) < viral
    of[burst] = objects
    when[burst] = 15 * DAY + rng.exponential(DAY / 4, int(burst.sum()))
    return pl.DataFrame(
        {
            "object_id": of,
            "account_id": rng.choice(actors, shares, p=activity / activity.sum()),
            "timestamp_share": (1_640_995_200 + when).astype(np.int64),
        }
    ).select(
        pl.format("object{}", "object_id").alias("object_id"),
        pl.format("account{}", "account_id").alias("account_id"),
        "timestamp_share",
        content_id=pl.format("post{}", pl.int_range(pl.len())),
    )


def ampnet(file: Path, window: int, null: str, pairs: Path | None) -> int:
    from graph.coordination import coordination
    from graph.plainfiles import read_table

    table = read_table(file, {**COLUMNS, "item": "content_id"})
    found = coordination(table, window, 1 if null == "none" else 2, null)  # type: ignore[arg-type]
    if pairs is not None:
        found.edges.select("source", "target").write_parquet(pairs)
    return len(found.edges)


def toolkit(file: Path, window: int, pairs: Path | None) -> int:
    import sqlite3

    from coordination_network_toolkit.compute_networks import compute_co_retweet_parallel
    from coordination_network_toolkit.preprocess import preprocess_csv_files

    with tempfile.TemporaryDirectory() as folder:
        database, messages = f"{folder}/toolkit.db", f"{folder}/messages.csv"
        pl.read_csv(file).select(
            message_id="content_id", user_id="account_id", username="account_id",
            repost_id="object_id", reply_id=pl.lit(""), message=pl.lit(""),
            timestamp="timestamp_share", urls=pl.lit(""),
        ).write_csv(messages)  # fmt: skip
        preprocess_csv_files(database, [messages])
        compute_co_retweet_parallel(database, window, n_threads=2)
        query = "select user_1, user_2 from co_retweet_network where user_1 < user_2"
        with sqlite3.connect(database) as connection:
            rows = connection.execute(query).fetchall()
    if pairs is not None:
        pl.DataFrame(rows, schema=["source", "target"], orient="row").write_parquet(pairs)
    return len(rows)


def coordinationz(file: Path) -> int:
    from coordinationz.nullmodel import bipartiteNullModelSimilarity

    edges = pl.read_csv(file).select("account_id", "object_id").rows()
    found = bipartiteNullModelSimilarity(
        edges, scoreType=["pvalue"], realizations=0, showProgress=False, workers=2
    )
    return len(found["indexedEdges"])


def run(tool: str, file: Path, window: int, pairs: Path | None) -> int:
    if tool == "toolkit":
        return toolkit(file, window, pairs)
    if tool == "coordinationz":
        return coordinationz(file)
    return ampnet(file, window, tool.removeprefix("ampnet-"), pairs)


def measured(tool: str, file: Path, window: int, pairs: Path, limit: float) -> dict[str, float]:
    """Run one tool in a process of its own and watch it and its children."""
    root = str(Path(__file__).resolve().parents[1])
    begin, used = time.perf_counter(), _processor_time()
    process = subprocess.Popen(
        [sys.executable, __file__, "--run", tool, "--file", str(file), "--window", str(window),
         "--pairs", str(pairs)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None and time.perf_counter() - begin < limit and peak < MOST_MEMORY:
        try:
            family = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(p.memory_info().rss for p in family))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.1)
    seconds = time.perf_counter() - begin
    if process.poll() is None:
        for one in [*watched.children(recursive=True), watched]:
            one.kill()
        return {"seconds": seconds, "gigabytes": peak / 1e9, "cpu": -1, "pairs": -1}
    said = process.stdout.read().strip().splitlines() if process.stdout else []
    last = said[-1] if process.returncode == 0 else '{"pairs": -1}'
    cpu = _processor_time() - used
    return {"seconds": seconds, "cpu": cpu, "gigabytes": peak / 1e9, **json.loads(last)}


def _processor_time() -> float:
    """Seconds of all children that have ended, and of theirs."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


TOOLS = ["ampnet-none", "ampnet-configuration", "toolkit", "coordinationz"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shares", type=int, default=1_000_000)
    parser.add_argument("--viral", type=float, default=0.05)
    parser.add_argument("--window", type=int, default=60)
    parser.add_argument("--limit", type=float, default=300, help="seconds per tool")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pairs", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps({"pairs": run(asked.run, asked.file, asked.window, asked.pairs)}))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shares.csv"
        made(asked.shares, asked.viral).write_csv(file)
        print(f"{asked.shares} shares, {asked.viral:.0%} of them of one object, "
              f"window {asked.window} s, {os.cpu_count()} cores")  # fmt: skip
        print(f"{'tool':<24}{'seconds':>10}{'cpu s':>10}{'GB':>8}{'pairs':>14}")
        for tool in asked.tools:
            got = measured(tool, file, asked.window, Path(folder) / f"{tool}.parquet", asked.limit)
            print(
                f"{tool:<24}{got['seconds']:>10.1f}{got['cpu']:>10.1f}{got['gigabytes']:>8.2f}{got['pairs']:>14.0f}",
                flush=True,
            )
        files = [Path(folder) / f"{tool}.parquet" for tool in ("ampnet-none", "toolkit")]
        if all(file.exists() for file in files):
            ours, theirs = (pl.read_parquet(file).sort("source", "target") for file in files)
            print(f"pairs of ampnet-none and toolkit are the same: {ours.equals(theirs)}")


if __name__ == "__main__":
    main()

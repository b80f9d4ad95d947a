"""`ampnet communities --edges`, from file to file, beside the same job done with igraph alone.

    python -m benchmarks.communities_file [--edges 1000000] [--rounds 5] [--within 0.7]
        [--directed] [--weighted]

"The bare library call" can be read in several ways, and all are measured, in turns, each in a
process of its own and in processor seconds (user and system), start and imports included:

- igraph alone, from file to file: the CSV is read by Python's `csv` into `Graph.TupleList`, as
  igraph's manual does, divided by `community_leiden`, and written by `csv`;
- the same with igraph's own reader in C, `Graph.Read_Ncol`, from a file in the form that it reads;
- the call of `community_leiden` by itself, inside the first of these.

Neither adds up rows for one pair, which ampnet does. The less of the edges lies inside communities,
the longer the call takes, and the less what is round it matters.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from benchmarks.communities import made

IGRAPH = """
import csv, random, sys, time
import igraph

random.seed(1)
directed, weighted = "directed" in sys.argv, "weighted" in sys.argv
if sys.argv[1].endswith(".ncol"):
    graph = igraph.Graph.Read_Ncol(sys.argv[1], directed=directed, weights=weighted)
else:
    with open(sys.argv[1], newline="") as file:
        rows = csv.reader(file)
        next(rows)
        if weighted:
            rows = ((a, b, float(w)) for a, b, w in rows)
        graph = igraph.Graph.TupleList(rows, directed=directed, weights=weighted)
weights = graph.es["weight"] if weighted else None
begin = time.process_time()
found = graph.community_leiden("modularity", weights=weights, n_iterations=2)
print(time.process_time() - begin)
with open(sys.argv[2], "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", "community"])
    writer.writerows(zip(graph.vs["name"], found.membership))
"""


def processor_seconds(*arguments: str) -> tuple[float, str]:
    """Run a Python process: what it took, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return used, done.stdout


def main() -> None:
    """Print a line for each, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--within", type=float, default=0.7, help="edges inside communities")
    parser.add_argument("--directed", action="store_true")
    parser.add_argument("--weighted", action="store_true", help="1 + Poisson(2)")
    asked = parser.parse_args()
    kind = [name for name in ("directed", "weighted") if getattr(asked, name)]
    with tempfile.TemporaryDirectory() as folder:
        source, out = f"{folder}/edges.csv", f"{folder}/out.csv"
        tables = made(asked.edges, within=asked.within)
        names = tables.nodes["id"]
        edges = tables.edges.select(pl.col("source", "target"))
        named = edges.select(a=names.gather(edges["source"]), b=names.gather(edges["target"]))
        if asked.weighted:
            weight = 1 + np.random.default_rng(1).poisson(2, len(named))
            named = named.with_columns(w=pl.Series(weight))
        named.write_csv(source)
        named.write_csv(f"{folder}/edges.ncol", include_header=False, separator=" ")
        ours, alone, by_reader, call = [], [], [], []
        for _ in range(asked.rounds):
            command = ["--source", "a", "--target", "b", "--out", out]
            command += ["--directed"] * asked.directed + ["--weight", "w"] * asked.weighted
            ours.append(
                processor_seconds("-m", "ampnet", "communities", "--edges", source, *command)[0]
            )
            used, printed = processor_seconds("-c", IGRAPH, source, out, *kind)
            alone.append(used)
            call.append(float(printed))
            ncol = f"{folder}/edges.ncol"
            by_reader.append(processor_seconds("-c", IGRAPH, ncol, out, *kind)[0])
        print(f"{edges.height:,} edges, {names.len():,} nodes, median of {asked.rounds} rounds")
        print(f"ampnet communities, file to file  {median(ours):6.2f} processor s")
        print(f"igraph alone, file to file        {median(alone):6.2f} processor s")
        print(f"the same by its reader in C       {median(by_reader):6.2f} processor s")
        print(f"community_leiden by itself        {median(call):6.2f} processor s")
        ratios = [
            median(a / b for a, b in zip(ours, each, strict=True))
            for each in (alone, by_reader, call)
        ]
        print("median of the rounds' ratios:", ", ".join(f"{ratio:.2f}" for ratio in ratios))


if __name__ == "__main__":
    main()

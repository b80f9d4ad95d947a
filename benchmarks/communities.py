"""Communities end to end from the cached snapshot, against igraph's call alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
import polars as pl

from benchmarks.figures import Figure, seconds
from benchmarks.workbench import NoDataError, Workbench
from graph.answers.communities import communities
from graph.answers.partition import Method, leiden_rounds
from graph.answers.seeding import igraph_seed
from graph.snapshot import GraphVersion, Snapshot, Tables, cache

WANTED = "at most 1.5 times"
EDGES = 1_000_000
METHOD = Method(runs=1)
"""One run, as igraph's call is one; a graph of this size gets one by default too."""


def measure(bench: Workbench) -> Iterator[Figure]:
    """The forwards, and a made graph with communities in it."""
    folder = bench.folder / "made-cache"
    edges = EDGES // 10 if bench.quick else EDGES
    version = GraphVersion("made", 1, f"{edges}")
    cache.save(folder, version, made(edges))

    def made_again() -> Snapshot:
        tables = cache.load(folder, version)
        assert tables is not None
        return Snapshot(tables, version)

    runs = 3 if bench.quick else 5
    yield from _compared(f"communities, {edges:,} made edges", made_again, runs)
    try:
        database = bench.forwards[0].database
    except NoDataError as missing:
        yield Figure("communities, forwards", 0, "", note=f"not measured: {missing}")
        return
    where = bench.settings.cache
    yield from _compared("communities, forwards", lambda: Snapshot.open(database, where), runs)


def made(edges: int, seed: int = 1, within: float = 0.7) -> Tables:
    """A graph with communities of unequal size, where few are amplified by many.

    `within` is the share of edges that are drawn inside a community.
    """
    rng = np.random.default_rng(seed)
    nodes, groups = edges // 10, 40
    group = rng.choice(groups, nodes, p=_shares(groups, 0.8))
    order = np.argsort(group, kind="stable")  # a node's group is its place in this order
    first = np.searchsorted(group[order], np.arange(groups + 1))
    source = rng.integers(nodes, size=edges)
    inside = rng.random(edges) < within
    low = np.where(inside, first[group[source]], 0)
    high = np.where(inside, first[group[source] + 1], nodes)
    place = low + ((high - low) * rng.random(edges) ** 3).astype(np.int64)  # the first are famous
    return Tables.of(
        pl.DataFrame({"id": [f"x:a{n}" for n in range(nodes)], "label": "Actor"}),
        pl.DataFrame({"source": source, "target": order[place]})
        .unique(maintain_order=True)
        .with_columns(type=pl.lit("AMPLIFIED"), kind=pl.lit("retweet"), count=pl.lit(1)),
    )


def _shares(groups: int, exponent: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    sizes = 1 / np.arange(1, groups + 1) ** exponent
    shares: np.ndarray[tuple[int], np.dtype[np.float64]] = sizes / sizes.sum()
    return shares


def _compared(name: str, opened: Callable[[], Snapshot], runs: int) -> Iterator[Figure]:
    """Run the two in turns, so that what else the machine does meets both."""
    graph = opened().graph(directed=False)

    def ours() -> object:
        return communities(opened(), METHOD)

    def bare() -> object:
        with igraph_seed(METHOD.seed):
            rounds = leiden_rounds(graph.ecount())
            return graph.community_leiden("modularity", weights="weight", n_iterations=rounds)

    times = [(seconds(ours), seconds(bare)) for _ in range(runs)]
    end_to_end, call = (median(column) for column in zip(*times, strict=True))
    note = f"{graph.vcount():,} nodes, {graph.ecount():,} pairs; median of {runs}"
    yield Figure(f"{name}: end to end", end_to_end, "s", note=note)
    yield Figure(f"{name}: bare igraph", call, "s", note=note)
    ratio = median(a / b for a, b in times)
    yield Figure(f"{name}: ratio", ratio, "times", WANTED, "median of the runs' own ratios")

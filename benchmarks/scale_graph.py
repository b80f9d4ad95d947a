"""A made-up graph of any size with all that answers look at: times, countries, owners, hosts."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.communities import made
from graph.answers.chance import Ints
from graph.snapshot import Tables

DAY_MS = 86_400_000
BEGIN_MS = 1_577_836_800_000
"""2020-01-01."""
DAYS = 4 * 365
COUNTRIES = 20


def tables(edges: int, seed: int = 1) -> Tables:
    """Make about `edges` pairs among a tenth as many actors, and two items for each pair.

    Who amplifies whom is that of `benchmarks.communities`. Every twentieth actor has a host,
    every fiftieth an owner of which the state is known; a tenth of the owners have an agreement.
    """
    rng = np.random.default_rng([seed, 1])
    base = made(edges, seed)
    actors, pairs = len(base.nodes), len(base.edges)
    owners, hosts = max(actors // 500, 4), max(actors // 100, 4)
    country = rng.integers(COUNTRIES, size=actors)
    names = pl.Series([f"C{k:02}" for k in range(COUNTRIES)])
    nodes = pl.concat(
        [
            base.nodes.select("id", pl.col("label").cast(pl.String)).with_columns(
                name=pl.col("id"), country=names.gather(country), platform=pl.lit("x")
            ),
            _others("org", "Organization", owners),
            _others("host", "Host", hosts),
            _others("state", "State", COUNTRIES),
        ],
        how="diagonal",
    )
    owned, using = np.arange(0, actors, 50), np.arange(0, actors, 20)
    organization, host = actors + np.arange(owners), actors + owners + np.arange(hosts)
    state = actors + owners + hosts + np.arange(COUNTRIES)
    agreeing = organization[: owners // 10 * 2].reshape(-1, 2)
    count = 1 + rng.poisson(1.0, pairs)
    at = BEGIN_MS + rng.integers(DAYS, size=int(count.sum())) * DAY_MS
    edge = np.repeat(np.arange(pairs), count)
    first = np.r_[0, np.cumsum(count)[:-1]]
    activity = base.edges.select("source", "target").with_columns(
        pl.Series("count", count),
        pl.Series("firstMs", np.minimum.reduceat(at, first)),
        pl.Series("lastMs", np.maximum.reduceat(at, first)),
        pl.Series("events", count),
        type=pl.lit("AMPLIFIED"),
        kind=pl.lit("retweet"),
    )
    ties = pl.concat(
        [
            _ties("OWNED_BY", owned, rng.choice(organization, len(owned))),
            _ties("CONTROLLED_BY", organization, rng.choice(state, owners)),
            _ties("HAS_AGREEMENT_WITH", agreeing[:, 0], agreeing[:, 1]).with_columns(
                firstMs=pl.lit(BEGIN_MS + DAYS // 2 * DAY_MS)
            ),
            _ties("USES", using, rng.choice(host, len(using))),
        ],
        how="diagonal",
    )
    whole = Tables.of(nodes, pl.concat([activity, ties], how="diagonal_relaxed"))
    # Sorted by source and target, as the activity was, and the ties' rows come between.
    place = whole.edges["index"].filter(whole.edges["type"] == "AMPLIFIED").to_numpy()
    events = pl.DataFrame({"edge": place[edge], "atMs": at, "item": np.arange(len(at))})
    return Tables(
        whole.nodes,
        whole.edges.with_columns(
            pl.when(pl.col("type") == "AMPLIFIED").then("count").otherwise(0).alias("events")
        ),
        events.select(
            pl.col("edge").cast(pl.UInt32),
            "atMs",
            pl.lit(None, pl.Categorical()).alias("dataset"),
            "item",
        ).sort("atMs", "edge", "item"),
        whole.aliases,
    )


def _others(kind: str, label: str, number: int) -> pl.DataFrame:
    return pl.DataFrame({"id": [f"{kind}:{k}" for k in range(number)]}).with_columns(
        label=pl.lit(label), name=pl.col("id")
    )


def _ties(type_: str, source: Ints, target: Ints) -> pl.DataFrame:
    return pl.DataFrame({"source": source, "target": target}).with_columns(
        type=pl.lit(type_), count=pl.lit(1)
    )

"""Every answer that is computed on a snapshot, as `benchmarks.scale` asks it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from benchmarks.figures import percentiles
from benchmarks.pairs import Pairs
from graph.answers.asymmetry import asymmetry
from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.brokers import RankBy, brokers
from graph.answers.change import change
from graph.answers.communities import communities
from graph.answers.community_attribute import communities_by_attribute
from graph.answers.community_card import community_card
from graph.answers.division_comparison import compare_divisions
from graph.answers.first_movers import first_movers, group_lags
from graph.answers.groups import Dimension, Group, every_group, grouping
from graph.answers.hierarchy import hierarchy
from graph.answers.infrastructure import infrastructure
from graph.answers.lead_lag import lead_lag
from graph.answers.node_sets import NodeSet, group_set
from graph.answers.partition import Algorithm, Method
from graph.answers.paths import Weight, k_shortest_paths, shortest_paths
from graph.answers.periods import Span
from graph.answers.stability import stability
from graph.answers.temporal_paths import Best, temporal_path
from graph.answers.ties import ties
from graph.answers.tracking import track
from graph.answers.windows import around, every
from graph.snapshot import Snapshot

ASKED: Final = 200
EVENT: Final = datetime(2022, 1, 1, tzinfo=UTC)
MONTH: Final = timedelta(days=30)

Ask = Callable[[Snapshot, str, str], object]
Answer = Callable[[Snapshot], str]
"""Asks, and says what is worth noting beside time and memory."""


def routes(ask: Ask, asked: int = ASKED) -> Answer:
    """Ask for ways between actors that have one, each question in processor time."""

    def answer(snapshot: Snapshot) -> str:
        pairs, rng, times = Pairs(snapshot), random.Random(1), []
        ask(snapshot, *pairs.draw(rng))  # what is made once
        for _ in range(asked):
            ends = pairs.draw(rng)
            began = time.process_time()
            ask(snapshot, *ends)
            times.append((time.process_time() - began) * 1000)
        p50, p99 = percentiles(times)
        return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms of {asked} questions"

    return answer


def in_time(best: Best, wait: timedelta | None = None) -> Answer:
    return routes(lambda s, a, b: temporal_path(s, a, b, best=best, max_wait=wait))


def whole(ask: Callable[[Snapshot], object]) -> Answer:
    """Ask once."""

    def answer(snapshot: Snapshot) -> str:
        ask(snapshot)
        return ""

    return answer


def country(snapshot: Snapshot, name: str) -> NodeSet:
    """Return all actors of a country as one end, or as what is to be avoided."""
    return group_set(snapshot, [Group.parse(f"country:{name}")])


def brokered(snapshot: Snapshot) -> str:
    found = brokers(snapshot, null_graphs=0, rank_by=RankBy.BETWEENNESS, limit=20)
    error = np.median([f.position.betweenness_error / f.position.betweenness for f in found.items])
    return f"{found.pairs:,} pairs: standard error {error:.0%} of the value at the median of 20"


def spread(snapshot: Snapshot) -> str:
    """Narratives without the database: five of a fifth of all items each, as if found there."""
    groups = every_group(snapshot, Dimension.COUNTRY)
    found = grouping(snapshot, groups)
    actor = snapshot.edges["source"].gather(snapshot.events["edge"])
    items = pl.DataFrame({"node": actor, "atMs": snapshot.events["atMs"]}).with_columns(
        pl.Series("group", found.of[actor.to_numpy()]),
        item=pl.row_index(),
        actor=snapshot.nodes["id"].gather(actor),
        title=pl.lit(""),
        url=pl.lit(""),
    )
    parts = [items.gather_every(5, k) for k in range(5)]
    for part in parts:
        first_movers(snapshot, part, found.names)
    group_lags(parts, found.names, 1)
    day = (items["atMs"] // 86_400_000).rank("dense").to_numpy().astype(np.int64) - 1
    size = int(day.max()) + 1
    group = items["group"].to_numpy()
    series = np.bincount(group * size + day, minlength=len(groups) * size).reshape(-1, size)
    for a in range(6):
        for b in range(a):
            lead_lag((found.names[a], found.names[b]), series[a], series[b], 14, 7)
    return f"{len(items):,} items"


ANSWERS: Final[Mapping[str, Answer]] = {
    "opening": whole(lambda s: s),
    "communities, Leiden": whole(communities),
    "communities, Leiden, directed": whole(lambda s: communities(s, Method(directed=True))),
    "communities, label propagation": whole(
        lambda s: communities(s, Method(Algorithm.LABEL_PROPAGATION))
    ),
    "communities, Infomap": whole(lambda s: communities(s, Method(Algorithm.INFOMAP))),
    "communities, Infomap, directed": whole(
        lambda s: communities(s, Method(Algorithm.INFOMAP, directed=True))
    ),
    "communities, fitted resolution": whole(lambda s: communities(s, Method(resolution=None))),
    "communities, consensus of 4": whole(lambda s: communities(s, Method(consensus=4))),
    "communities, levels": whole(hierarchy),
    "communities, stability of 2 and 2, 1 random graph": whole(
        lambda s: stability(s, seeds=2, resamples=2, null_graphs=1)
    ),
    "communities by country": whole(communities_by_attribute),
    "communities, one described": whole(lambda s: community_card(s, 1)),
    "communities, two divisions": whole(
        lambda s: compare_divisions(s, Method(), s, Method(seed=2))
    ),
    "routes, all shortest": routes(shortest_paths),
    "routes, cheapest by strength": routes(
        lambda s, a, b: shortest_paths(s, a, b, weight=Weight.STRENGTH)
    ),
    "routes, 10 shortest": routes(k_shortest_paths),
    "routes, 10 cheapest": routes(
        lambda s, a, b: k_shortest_paths(s, a, b, weight=Weight.STRENGTH)
    ),
    "routes, country to country": routes(
        lambda s, _a, _b: shortest_paths(s, country(s, "C01"), country(s, "C02")), 20
    ),
    "routes, avoiding a country": routes(
        lambda s, a, b: shortest_paths(s, a, b, avoid=country(s, "C03"))
    ),
    "routes, through a country": routes(
        lambda s, a, b: shortest_paths(s, a, b, through=country(s, "C03"))
    ),
    "routes in time, earliest arrival": in_time(Best.EARLIEST_ARRIVAL),
    "routes in time, latest departure": in_time(Best.LATEST_DEPARTURE),
    "routes in time, fastest": in_time(Best.FASTEST),
    "routes in time, fewest hops": in_time(Best.FEWEST_HOPS),
    "routes in time, earliest arrival, waiting 30 days": in_time(Best.EARLIEST_ARRIVAL, MONTH),
    "routes in time, fewest hops, waiting 30 days": in_time(Best.FEWEST_HOPS, MONTH),
    "routes in time, country to country": routes(
        lambda s, _a, _b: temporal_path(s, country(s, "C01"), country(s, "C02")), 20
    ),
    "brokers, roles": whole(lambda s: brokers(s, pairs=2, null_graphs=0, limit=20)),
    "brokers, betweenness sampled": brokered,
    "brokers, 2 random graphs": whole(lambda s: brokers(s, pairs=1_000, null_graphs=2, limit=20)),
    "asymmetry of two, 999 samples": whole(
        lambda s: asymmetry(s, Group.parse("country:C01"), Group.parse("country:C02"))
    ),
    "asymmetry of all countries, 999 samples": whole(
        lambda s: asymmetry_matrix(s, every_group(s, Dimension.COUNTRY))
    ),
    "ties against behaviour": whole(ties),
    "narratives and lead-lag": spread,
    "change round a date": whole(lambda s: change(s, *around(EVENT, 365))),
    "communities tracked over years": whole(lambda s: track(s, every(s, Span.YEAR))),
    "infrastructure": whole(infrastructure),
}

"""Who was first, and how far behind were the others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from scipy.stats import binomtest

from graph.answers.chance import Floats, Interval, Ints, interval
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import moment
from graph.snapshot import Snapshot

_DRAWS: Final = 499
_FEWEST: Final = 5
"""With fewer narratives in which both are, an interval would pretend to know."""


@dataclass(frozen=True, slots=True)
class FirstMover:
    """A group's beginning.

    Attributes:
        group: Which group.
        at: When its first item was published.
        lag_seconds: Time since the first item of all.
        actor: Who published it; one of several at the same moment.
        item: Its id.
        title: Its title, as far as 200 characters.
        url: Its address.
        items: Items of the group.
        actors: Actors of the group with an item.
        median_lag_seconds: Median, over these actors, of the time from the first item of all to
            the first of the actor.
    """

    group: str
    at: datetime
    lag_seconds: int
    actor: NodeSummary
    item: str
    title: str
    url: str | None
    items: int
    actors: int
    median_lag_seconds: int


@dataclass(frozen=True, slots=True)
class GroupLag:
    """Two groups' first items, over the narratives in which both have one.

    Attributes:
        first: The group that is first more often.
        second: The other.
        narratives: In how many both have a dated item.
        ahead: In how many of these the first was earlier.
        ties: In how many both began at the same moment, as the times are known.
        p_value: Chance of such a share of the untied if neither were earlier (sign test).
        median_seconds: Median of the time from the first's first item to the second's.
        quartiles: Where the middle half of these times lies, in seconds.
        interval: Where the median lies in 95 of 100 draws of the narratives; None with fewer than
            five.
    """

    first: str
    second: str
    narratives: int
    ahead: int
    ties: int
    p_value: float
    median_seconds: float
    quartiles: Interval
    interval: Interval | None


def first_movers(
    snapshot: Snapshot, items: pl.DataFrame, names: Sequence[str]
) -> tuple[FirstMover, ...]:
    """Return each group's first item, the earliest group first.

    Args:
        snapshot: Who the actors are.
        items: `item`, `actor`, `node`, `group`, `atMs`, `title`, `url`, by time.
        names: Of the groups.
    """
    if not len(items):
        return ()
    begin = int(items["atMs"][0])
    of_actors = items.group_by("group", "actor").agg(pl.col("atMs").min())
    medians = dict(of_actors.group_by("group").agg(pl.col("atMs").median()).iter_rows())
    rows = (
        items.drop_nulls("node")
        .group_by("group")
        .agg(pl.all().first(), items=pl.len(), actors=pl.col("actor").n_unique())
    )
    found = []
    for row in rows.sort("atMs", "group").iter_rows(named=True):
        at = moment(row["atMs"])
        assert at is not None  # noqa: S101
        found.append(
            FirstMover(
                group=names[row["group"]],
                at=at,
                lag_seconds=(row["atMs"] - begin) // 1000,
                actor=summaries(snapshot, [row["node"]])[0],
                item=row["item"],
                title=row["title"][:200],
                url=row["url"],
                items=row["items"],
                actors=row["actors"],
                median_lag_seconds=int(medians[row["group"]] - begin) // 1000,
            )
        )
    return tuple(found)


def group_lags(
    narratives: Sequence[pl.DataFrame], names: Sequence[str], seed: int
) -> tuple[GroupLag, ...]:
    """Compare the first items of each pair of groups, narrative by narrative.

    Args:
        narratives: `group` and `atMs` of the items of each.
        names: Of the groups.
        seed: Of the draws.
    """
    first = np.full((len(narratives), len(names)), np.nan)
    for k, items in enumerate(narratives):
        for group, at in items.group_by("group").agg(pl.col("atMs").min()).iter_rows():
            first[k, group] = at / 1000
    found = []
    for a, b in combinations(range(len(names)), 2):
        lags = first[:, b] - first[:, a]
        lags = lags[~np.isnan(lags)]
        if len(lags):
            found.append(_lag(names[a], names[b], lags, seed))
    return tuple(sorted(found, key=lambda lag: (lag.p_value, -lag.narratives, lag.first)))


def _lag(first: str, second: str, lags: Floats, seed: int) -> GroupLag:
    if (lags > 0).sum() < (lags < 0).sum():
        first, second, lags = second, first, -lags
    ahead, behind = int((lags > 0).sum()), int((lags < 0).sum())
    spread = None
    if len(lags) >= _FEWEST:
        drawn: Ints = np.random.default_rng(seed).integers(0, len(lags), (_DRAWS, len(lags)))
        spread = interval(np.median(lags[drawn], axis=1))
    low, high = np.quantile(lags, [0.25, 0.75])
    return GroupLag(
        first=first,
        second=second,
        narratives=len(lags),
        ahead=ahead,
        ties=len(lags) - ahead - behind,
        p_value=float(binomtest(ahead, ahead + behind).pvalue) if ahead + behind else 1.0,
        median_seconds=float(np.median(lags)),
        quartiles=Interval(float(low), float(high)),
        interval=spread,
    )

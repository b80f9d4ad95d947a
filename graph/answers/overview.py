"""What is in this graph?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.snapshot import ACTIVITY_TYPES, Snapshot


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node and how much it did, or was done to it.

    Attributes:
        node: Who.
        count: Pieces of evidence.
        others: How many different nodes are at the other end.
    """

    node: NodeSummary
    count: int
    others: int


@dataclass(frozen=True, slots=True)
class OverviewAnswer:
    """Counts, span and extremes of a graph or a view.

    Attributes:
        nodes: Nodes for each label.
        roles: Actors for each role; an actor may have several.
        countries: Nodes for each country, most first; `unknown` for those without.
        edges: Relationships for each type.
        evidence: Sum of the counts for each kind of activity.
        datasets: Events for each data set.
        first_at: Time of the earliest activity.
        last_at: Time of the latest.
        top_amplified: Who is amplified and republished most.
        top_amplifiers: Who amplifies and republishes most.
        provenance: How it was computed.
    """

    nodes: Mapping[str, int]
    roles: Mapping[str, int]
    countries: Mapping[str, int]
    edges: Mapping[str, int]
    evidence: Mapping[str, int]
    datasets: Mapping[str, int]
    first_at: datetime | None
    last_at: datetime | None
    top_amplified: tuple[Ranked, ...]
    top_amplifiers: tuple[Ranked, ...]
    provenance: Provenance


def overview(snapshot: Snapshot, *, top: int = 10) -> OverviewAnswer:
    """Describe a graph, or a view of it, in counts.

    Args:
        snapshot: The graph.
        top: How many of the most active to name; actors that amplify only themselves count.
    """
    nodes = snapshot.nodes.filter(pl.Series(snapshot.kept, dtype=pl.Boolean))
    activity = snapshot.edges.filter(snapshot.edges["type"].is_in(ACTIVITY_TYPES))
    kind = (
        pl.col("kind").cast(pl.String).fill_null(pl.col("type").cast(pl.String).str.to_lowercase())
    )
    first: Any = activity["firstMs"].min()
    last: Any = activity["lastMs"].max()
    return OverviewAnswer(
        nodes=_counts(nodes["label"].cast(pl.String)),
        roles=_counts(nodes["roles"].explode().drop_nulls()),
        countries=_counts(nodes["country"].fill_null("unknown")),
        edges=_counts(snapshot.edges["type"].cast(pl.String)),
        evidence=_sums(activity.select(kind.alias("key"), "count")),
        datasets=_counts(snapshot.events["dataset"].cast(pl.String).fill_null("unknown")),
        first_at=moment(first),
        last_at=moment(last),
        top_amplified=_top(snapshot, activity, "target", "source", top),
        top_amplifiers=_top(snapshot, activity, "source", "target", top),
        provenance=provenance(snapshot, "overview", {"top": top}),
    )


def _counts(values: pl.Series) -> dict[str, int]:
    return _sums(pl.select(key=values, count=pl.lit(1, pl.Int64)))


def _sums(frame: pl.DataFrame) -> dict[str, int]:
    sums = frame.group_by("key").agg(pl.col("count").sum())
    return dict(sums.sort("count", "key", descending=[True, False]).iter_rows())


def _top(
    snapshot: Snapshot, activity: pl.DataFrame, who: str, whom: str, top: int
) -> tuple[Ranked, ...]:
    ranked = (
        activity.group_by(who)
        .agg(pl.col("count").sum(), pl.col(whom).n_unique().alias("others"))
        .sort("count", who, descending=[True, False])
        .head(top)
    )
    indexes: npt.NDArray[np.uint32] = ranked[who].to_numpy()
    return tuple(
        Ranked(node, count, others)
        for node, (count, others) in zip(
            summaries(snapshot, indexes), ranked.select("count", "others").iter_rows(), strict=True
        )
    )

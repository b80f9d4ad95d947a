"""Who amplifies whom from country to country, with the pairs of actors behind each flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from graph.answers.provenance import Provenance, moment, provenance
from graph.answers.subgraphs import node_of
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.subgraph import Subgraph, SubgraphEdge

MOST_FLOWS: Final = 60
_PAIRS: Final = 5
"""Strongest pairs of actors that stand behind a flow in the answer."""


@dataclass(frozen=True, slots=True)
class CountryFlow:
    """How often actors of one country amplified those of another.

    Attributes:
        source: Country of who amplifies, ISO 3166-1 alpha-2.
        target: Country of who is amplified.
        count: Observations.
        in_return: Observations the other way.
        pairs: Pairs of actors that they are between.
        first_at: The earliest; None where no time is known.
        last_at: The latest.
    """

    source: str
    target: str
    count: int
    in_return: int
    pairs: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CountryFlows:
    """Amplification between countries.

    Attributes:
        flows: The largest, the largest first.
        total: How many there are.
        observations: Observations between different countries, of all flows.
        inside: Observations within each country.
        unknown: Observations where the country of an end is not known.
        behind: The strongest pairs of actors behind each flow, as ties; for their evidence.
        provenance: How it was computed.
    """

    flows: tuple[CountryFlow, ...]
    total: int
    observations: int
    inside: dict[str, int]
    unknown: int
    behind: Subgraph
    provenance: Provenance


def country_flows(snapshot: Snapshot, *, limit: int = MOST_FLOWS) -> CountryFlows:
    """Sum who amplifies whom by the countries at both ends.

    Args:
        snapshot: The graph, or a view of it.
        limit: Most flows.
    """
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    country = view.nodes["country"]
    ties = view.edges.filter(pl.col("source") != pl.col("target"))
    ties = ties.with_columns(a=country.gather(ties["source"]), b=country.gather(ties["target"]))
    known = ties.drop_nulls(["a", "b"])
    inside = known.filter(pl.col("a") == pl.col("b")).group_by("a").agg(pl.sum("count"))
    across = known.filter(pl.col("a") != pl.col("b"))
    summed = (
        across.group_by("a", "b")
        .agg(
            pl.sum("count"),
            pairs=pl.struct("source", "target").n_unique(),
            first=pl.min("firstMs"),
            last=pl.max("lastMs"),
        )
        .sort("count", "a", "b", descending=[True, False, False])
    )
    counts = {(a, b): count for a, b, count in summed.select("a", "b", "count").iter_rows()}
    shown = summed.head(limit)
    return CountryFlows(
        flows=tuple(
            CountryFlow(a, b, count, counts.get((b, a), 0), pairs, moment(first), moment(last))
            for a, b, count, pairs, first, last in shown.iter_rows()
        ),
        total=len(summed),
        observations=int(across["count"].sum()),
        inside=dict(sorted(inside.iter_rows())),
        unknown=int(ties["count"].sum()) - int(known["count"].sum()),
        behind=_behind(view, across.join(shown.select("a", "b"), on=["a", "b"])),
        provenance=provenance(snapshot, "country flows", {"limit": limit}),
    )


def _behind(view: Snapshot, ties: pl.DataFrame) -> Subgraph:
    strongest = (
        ties.sort("count", "index", descending=[True, False]).group_by("a", "b").head(_PAIRS)
    ).sort("count", "index", descending=[True, False])
    ends = pl.concat([strongest["source"], strongest["target"]]).unique().sort()
    ids = view.nodes["id"]
    return Subgraph(
        nodes=tuple(node_of(row, None) for row in view.nodes[ends].iter_rows(named=True)),
        edges=tuple(
            SubgraphEdge(ids[a], ids[b], type_, kind, count, moment(first), moment(last),
                         evidence_total=events or None)
            for a, b, type_, kind, count, first, last, events in strongest.select(
                "source", "target", "type", "kind", "count", "firstMs", "lastMs", "events"
            ).iter_rows()
        ),
        graph_version=str(view.version),
        query="country flows",
    )  # fmt: skip

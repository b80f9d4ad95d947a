"""Groups of actors that act as one: communities of the significant edges, and what they do."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import igraph
import polars as pl

from graph.coordination.detect import Coordination
from graph.coordination.evidence import evidence


@dataclass(frozen=True, slots=True)
class Groups:
    """A division of actors into groups.

    Attributes:
        members: `actor`, `group`; groups are numbered from 0, the largest first.
        modularity: Of the division, on the weighted edges.
        seed: With which it can be repeated.
    """

    members: pl.DataFrame
    modularity: float
    seed: int


def find_groups(edges: pl.DataFrame, resolution: float = 1.0, seed: int = 0) -> Groups:
    """Divide the actors of some edges into groups (Leiden, Traag et al. 2019).

    Args:
        edges: `source`, `target` and `weight`: significant edges of one layer, or `multiplex`.
        resolution: Higher gives more and smaller groups.
        seed: The same seed gives the same groups.
    """
    pairs = edges.select("source", "target").rows()
    graph = igraph.Graph.TupleList(pairs)
    weights = edges["weight"].cast(pl.Float64).to_list()
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        clusters = graph.community_leiden(
            objective_function="modularity",
            weights=weights or None,
            resolution=resolution,
            n_iterations=-1,
        )
    finally:
        igraph.set_random_number_generator(random)
    named = sorted((sorted(graph.vs[c]["name"]) for c in clusters), key=lambda g: (-len(g), g))
    rows = [(actor, number) for number, group in enumerate(named) for actor in group]
    members = pl.DataFrame(rows, schema={"actor": pl.String, "group": pl.Int64}, orient="row")
    modularity = graph.modularity(clusters, weights) if pairs else 0.0
    return Groups(members, modularity, seed)


def describe_groups(
    result: Coordination, edges: pl.DataFrame, groups: Groups, targets: int = 10
) -> pl.DataFrame:
    """Say of each group how close it is, how much of its life is coordinated, when and on what.

    Args:
        result: The layer that the groups are described in.
        edges: Its significant edges.
        groups: A division of their actors.
        targets: How many most pushed objects to name.

    Returns:
        One row per group: `group`, `size`, `edges` (inside), `cohesion` (edges inside, of all
        that are possible), `co_shares`, `coordinated_share_ratio` (the members' shares that
        are in co-shares inside the group, of all their shares), `objects`, `first_at`,
        `last_at` (milliseconds), `targets` (objects, the most pushed first) and
        `target_shares` (how many of the members' coordinated shares each got).
    """
    inside = _inside(edges, groups.members)
    proof = evidence(result, inside).join(
        inside.select("source", "target", "group"), on=["source", "target"]
    )
    sides = [
        proof.select("group", "object", actor=side, at=f"{side}_at")
        for side in ("source", "target")
    ]
    coordinated = pl.concat(sides).unique()
    activity = pl.DataFrame(
        {"actor": result.found.shares.actors, "shares": result.found.shares.activity}
    )
    size = groups.members.join(activity, on="actor", how="left")
    pushed = (
        coordinated.group_by("group", "object")
        .agg(count=pl.len())
        .sort("group", "count", "object", descending=[False, True, False])
        .group_by("group", maintain_order=True)
        .agg(
            objects=pl.len(),
            targets=pl.col("object").head(targets),
            target_shares=pl.col("count").head(targets),
        )
    )
    possible = pl.col("size") * (pl.col("size") - 1) / 2
    return (
        size.group_by("group")
        .agg(size=pl.len().cast(pl.Int64), shares=pl.col("shares").sum())
        .join(inside.group_by("group").agg(edges=pl.len(), co_shares=pl.sum("weight")), on="group")
        .join(
            coordinated.group_by("group").agg(
                own=pl.len(), first_at=pl.col("at").min(), last_at=pl.col("at").max()
            ),
            on="group",
        )
        .join(pushed, on="group")
        .sort("group")
        .select(
            "group", "size", "edges", (pl.col("edges") / possible).alias("cohesion"), "co_shares",
            (pl.col("own") / pl.col("shares")).alias("coordinated_share_ratio"),
            "objects", "first_at", "last_at", "targets", "target_shares",
        )
    )  # fmt: skip


def multiplex(layers: Mapping[str, Coordination], alpha: float = 0.05) -> pl.DataFrame:
    """Join the significant edges of several traces.

    A weight counts for more in a layer where co-shares are rare: each layer's weights are
    divided by their mean there, then added up.

    Args:
        layers: From the name of the trace to its result, with a null model.
        alpha: Largest q-value in a layer, before the correction below.

    Returns:
        `source`, `target`, `layers` (names), `weight` (summed), `co_shares`, `q_value` (the
        smallest of the layers times the number of layers, at most 1), `first_at`, `last_at`,
        sorted by source and target.
    """
    parts = [
        layer.significant(alpha).with_columns(
            layer=pl.lit(name), scaled=pl.col("weight") / pl.col("weight").mean()
        )
        for name, layer in sorted(layers.items())
    ]
    if not parts:
        return pl.DataFrame(schema={"source": pl.String, "target": pl.String, "weight": pl.Float64})
    corrected = pl.min_horizontal(pl.col("q_value").min() * len(parts), 1.0)
    return (
        pl.concat(parts)
        .group_by("source", "target")
        .agg(
            layers=pl.col("layer"),
            weight=pl.col("scaled").sum(),
            co_shares=pl.col("weight").sum(),
            q_value=corrected,
            first_at=pl.col("first_at").min(),
            last_at=pl.col("last_at").max(),
        )
        .sort("source", "target")
    )


def _inside(edges: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The edges with both ends in one group, and that group."""
    both = edges.join(members, left_on="source", right_on="actor").join(
        members, left_on="target", right_on="actor", suffix="_of_target"
    )
    return both.filter(pl.col("group") == pl.col("group_of_target")).sort("source", "target")

"""Communities of a plain table of edges, without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from graph.answers.partition import (
    BadCommunitiesRequestError,
    Method,
    Partition,
    partition,
)
from graph.snapshot.pairs import Pairs

FITTED_PAIRS: Final = 200_000
"""Largest graph whose resolution is fitted if nobody says which: it takes some ten divisions."""


def communities_of_edges(
    edges: pl.DataFrame, method: Method, *, fit_small: bool = False
) -> tuple[pl.DataFrame, Partition]:
    """Divide the graph that a table of edges describes.

    Rows for the same pair are added up; loops connect nobody, and a node that has nothing else
    is a community of its own.

    Args:
        edges: Columns `source` and `target` (compared as they stand) and, where the edges have
            weights, `weight` (positive; text is read as a number).
        method: Algorithm, direction, weights and seed.
        fit_small: Fit the resolution of modularity, instead of the method's, where there are no
            more than `FITTED_PAIRS` pairs.

    Returns:
        A table with `id` and `community`, in the order in which ids first stand in the table
        (all sources before the targets), and the division behind it.

    Raises:
        BadCommunitiesRequestError: A weight is missing, not a number, or not above zero; the
            message names the row.
    """
    ends = edges.select(pl.col("source", "target").cast(pl.String))
    bad = ends.with_row_index("row", offset=1).filter(
        pl.col("source").is_null() | pl.col("target").is_null()
    )
    if len(bad):
        row, source, _ = bad.row(0)
        end = "source" if source is None else "target"
        raise BadCommunitiesRequestError(f"Row {row}: it has no {end}.", "Mend or remove it.")
    ids = pl.concat([ends["source"], ends["target"]]).unique(maintain_order=True).alias("id")
    # An Enum turns text to numbers in one pass, several times faster than a join.
    kind = pl.Enum(ids) if len(ids) else pl.String
    numbered = ends.select(pl.col("source", "target").cast(kind).to_physical().cast(pl.Int64))
    frame = numbered.with_columns(_weights(edges).alias("count"))
    pairs = Pairs.of(len(ids), frame, directed=method.directed)
    if fit_small and method.is_modularity and len(pairs.weight) <= FITTED_PAIRS:
        method = replace(method, resolution=None)
    found = partition(pairs, method)
    community = found.membership.copy()
    alone = community == 0
    community[alone] = len(found.sizes) + pl.int_range(int(alone.sum()), eager=True).to_numpy()
    return pl.DataFrame([ids, pl.Series("community", community)]), found


def _weights(edges: pl.DataFrame) -> pl.Series:
    if "weight" not in edges.columns:
        return pl.repeat(1.0, len(edges), eager=True)
    weight = edges["weight"].cast(pl.Float64, strict=False)
    good = (weight > 0) & weight.is_finite()
    bad = (~good.fill_null(False)).arg_true()
    if len(bad):
        value = edges["weight"][bad[0]]
        raise BadCommunitiesRequestError(
            f"Row {bad[0] + 1}: the weight {value!r} is not a number above 0.",
            "Mend the table, or leave weights out.",
        )
    return weight

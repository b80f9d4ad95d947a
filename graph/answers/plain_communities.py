"""Communities of a plain table of edges, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Final

import numpy as np
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
    edges: pl.DataFrame,
    method: Method,
    *,
    fit_small: bool = False,
    columns: Mapping[str, str] | None = None,
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
        columns: What the file calls `source`, `target` and `weight`, for messages.

    Returns:
        A table with `id` and `community`, in the order in which ids first stand in the table
        (all sources before the targets), and the division behind it.

    Raises:
        BadCommunitiesRequestError: An end is missing, or a weight is missing, not a number, or
            not above zero; the message names the row and the column.
    """
    names = columns or {}
    ends = edges.select(pl.col("source", "target").cast(pl.String))
    bad = ends.with_row_index("row", offset=1).filter(
        pl.col("source").is_null() | pl.col("target").is_null()
    )
    if len(bad):
        row, source, _ = bad.row(0)
        end = "source" if source is None else "target"
        name = names.get(end, end)
        raise BadCommunitiesRequestError(
            f"Row {row}: nothing stands in the column '{name}', the {end} of an edge.",
            "Mend or remove the row.",
        )
    ids, numbers = _numbered(pl.concat([ends["source"], ends["target"]]))
    count = _weights(edges, names.get("weight", "weight")).alias("count")
    frame = pl.DataFrame([*numbers, count])
    pairs = Pairs.of(len(ids), frame, directed=method.directed)
    if fit_small and method.is_modularity and len(pairs.weight) <= FITTED_PAIRS:
        method = replace(method, resolution=None)
    found = partition(pairs, method)
    community = found.membership.copy()
    alone = community == 0
    community[alone] = len(found.sizes) + pl.int_range(int(alone.sum()), eager=True).to_numpy()
    return pl.DataFrame([ids, pl.Series("community", community)]), found


def _numbered(ends: pl.Series) -> tuple[pl.Series, list[pl.Series]]:
    """Number ids in the order in which they first stand.

    A Categorical turns text to numbers in one pass, several times faster than a join.

    Args:
        ends: All sources, then all targets.

    Returns:
        The ids, and the numbers of the sources and of the targets.
    """
    kind = pl.Categorical(pl.Categories.random())  # of its own: forgotten with the column
    code = ends.cast(kind).to_physical().to_numpy()
    rows = np.arange(len(code))
    first = np.full(int(code.max()) + 1 if len(code) else 0, len(code))
    first[code[::-1]] = rows[::-1]  # of what is written twice the last stays: the first row
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    number = pl.Series(place[code])
    half = len(ends) // 2
    return ends.gather(first[order]).alias("id"), [
        number[:half].alias("source"),
        number[half:].alias("target"),
    ]


def _weights(edges: pl.DataFrame, name: str) -> pl.Series:
    if "weight" not in edges.columns:
        return pl.repeat(1.0, len(edges), eager=True)
    given = edges["weight"]
    if given.dtype == pl.String:
        given = given.str.strip_chars()
    weight = given.cast(pl.Float64, strict=False)
    good = (weight > 0) & weight.is_finite()
    bad = (~good.fill_null(False)).arg_true()
    if len(bad):
        value = given[bad[0]]
        says = f"is {value!r}, not a number above 0" if value not in (None, "") else "is missing"
        raise BadCommunitiesRequestError(
            f"Row {bad[0] + 1}: the weight in the column '{name}' {says}.",
            "Mend the table, or leave weights out.",
        )
    if not isfinite(weight.sum()):
        raise BadCommunitiesRequestError(
            f"The weights in the column '{name}' add up to more than a number can hold.",
            "Divide them all by one large number: only what they are to each other matters.",
        )
    return weight

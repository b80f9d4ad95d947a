"""Whose data stands behind an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.credit import Credit
from graph.snapshot import Snapshot

MOST_NAMED: Final = 20
"""Data sets that an answer names, those with the most in it; it says how many there are."""


def credits_of(snapshot: Snapshot, names: Iterable[str]) -> tuple[Credit, ...]:
    """Return the credit of each data set, in the order given; one that has none says so itself."""
    known = snapshot.whole.once("credits", lambda: _known(snapshot.whole))
    return tuple(known.get(name) or Credit(name) for name in names)


def behind(view: Snapshot) -> tuple[str, ...]:
    """Return the data sets that a view of the graph rests on, that with the most evidence first.

    After those of its evidence and ties, and those that its nodes came with, stand all others that
    were loaded: names and countries of accounts may be of a list that came later, and texts of
    items that amplify nothing are in no table of a snapshot. Where the view is of some data sets
    only, the others stay away.
    """
    return view.once("data sets behind", lambda: _behind(view))


def behind_part(view: Snapshot, nodes: pl.DataFrame, edges: pl.Series) -> tuple[str, ...]:
    """Return those of a part of a view: rows of its nodes, and indexes of its edges.

    Data sets that have neither nodes nor evidence of their own, lists of what others brought, are
    named with every part: the graph does not tell which nodes they speak of.
    """
    kept = np.zeros(len(view.whole.edges), dtype=np.bool_)
    kept[edges.to_numpy()] = True
    some = view.edges.filter(_mask(kept[view.edges["index"].to_numpy()]))
    events = view.events.filter(_mask(kept[view.events["edge"].to_numpy()]))
    everywhere = view.whole.once("data sets of no place", lambda: _unplaced(view.whole))
    return (*_most_first(nodes, some, events), *everywhere)


def _behind(view: Snapshot) -> tuple[str, ...]:
    found = _most_first(view.nodes.filter(_mask(view.kept)), view.edges, view.events)
    loaded = view.datasets["id"] if view.scope.datasets is None else ()
    return tuple(dict.fromkeys((*found, *loaded)))


def _unplaced(whole: Snapshot) -> tuple[str, ...]:
    placed = {*_most_first(whole.nodes, whole.edges, whole.events)}
    return tuple(name for name in whole.datasets["id"] if name not in placed)


def _known(snapshot: Snapshot) -> dict[str, Credit]:
    return {row["id"]: Credit.of(row["id"], row) for row in snapshot.datasets.iter_rows(named=True)}


def _most_first(nodes: pl.DataFrame, edges: pl.DataFrame, events: pl.DataFrame) -> tuple[str, ...]:
    """Rank by evidence first: a list may name any number of accounts of which nothing was seen."""
    counts: list[Counter[str]] = [Counter(), Counter()]
    for count, frames in zip(counts, ((events,), (nodes, edges)), strict=True):
        for frame in frames:
            found = frame["dataset"].drop_nulls().value_counts()
            count.update(dict(zip(found["dataset"].cast(pl.String), found["count"], strict=True)))
    seen, listed = counts
    return tuple(sorted({*seen, *listed}, key=lambda name: (-seen[name], -listed[name], name)))


def _mask(kept: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.Series(kept, dtype=pl.Boolean)

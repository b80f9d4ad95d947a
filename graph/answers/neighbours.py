"""Whom does an actor amplify, who amplifies it, and how is it tied?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.cursors import decode, encode
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.snapshot import Snapshot, SnapshotFilter

_COLUMNS: Final = ("type", "kind", "count", "firstMs", "lastMs")


class Direction(StrEnum):
    """Which relationships of an actor are meant, by their stored arrows.

    Attributes:
        OUT: Those that start at it: whom it amplifies, who owns it.
        IN: Those that end at it: who amplifies it, what it owns.
        BOTH: Either.
    """

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A relationship and who is at its other end.

    Attributes:
        node: Who.
        direction: OUT when the arrow points at them, IN when it points at the one asked about.
        type: AMPLIFIED, REPUBLISHED, or a tie.
        kind: retweet, quote, ...; None where the type has none.
        count: Pieces of evidence.
        first_at: Time of the earliest.
        last_at: Time of the latest.
    """

    node: NodeSummary
    direction: Direction
    type: str
    kind: str | None
    count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Total:
    """All relationships of one type, kind and direction.

    Attributes:
        direction: As in `Neighbour`.
        type: Type.
        kind: Kind.
        neighbours: How many different nodes.
        count: Sum of the counts.
    """

    direction: Direction
    type: str
    kind: str | None
    neighbours: int
    count: int


@dataclass(frozen=True, slots=True)
class NeighboursAnswer:
    """A page of an actor's neighbours.

    Attributes:
        items: Strongest first.
        total: How many there are in all.
        truncated: True when there are more after these.
        next_cursor: Give it back to get the next page; None on the last.
        totals: Per direction, type and kind, over all pages, largest count first.
        provenance: How it was computed.
    """

    items: tuple[Neighbour, ...]
    total: int
    truncated: bool
    next_cursor: str | None
    totals: tuple[Total, ...]
    provenance: Provenance


def neighbours(
    snapshot: Snapshot,
    id_: str,
    *,
    direction: Direction = Direction.BOTH,
    types: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> NeighboursAnswer:
    """List the relationships of a node, strongest first.

    Args:
        snapshot: The graph, or a view of it (a window, countries, ...).
        id_: Id of the node.
        direction: Which arrows.
        types: Relationship types; None takes all.
        kinds: Kinds; None takes all.
        limit: Most relationships on a page.
        cursor: `next_cursor` of the page before.

    Raises:
        UnknownIdError: No such node.
        BadCursorError: The cursor is not from this question.
    """
    view = snapshot.filter(
        SnapshotFilter(
            types=None if types is None else frozenset(types),
            kinds=None if kinds is None else frozenset(kinds),
        )
    )
    node = view.node_index[id_]
    frame = edges_of(view, node, direction)
    parameters: dict[str, object] = {"id": id_, "direction": direction.value, "limit": limit}
    question = f"neighbours {view.version} {id_} {direction} {view.scope.parameters()}"
    start = decode(cursor, question)
    # Sorted by more than the count, so that pages neither repeat nor miss anything.
    order = frame.sort("count", "other", "out", "type", "kind", descending=[True] + [False] * 4)
    page = order.slice(start, limit)
    end = start + len(page)
    names = summaries(view, page["other"].to_list())
    items = tuple(
        Neighbour(name, _direction(out), type_, kind, count, moment(first), moment(last))
        for name, (out, type_, kind, count, first, last) in zip(
            names, page.select("out", *_COLUMNS).iter_rows(), strict=True
        )
    )
    return NeighboursAnswer(
        items=items,
        total=len(frame),
        truncated=end < len(frame),
        next_cursor=encode(end, question) if end < len(frame) else None,
        totals=totals_of(frame),
        provenance=provenance(view, "neighbours", parameters),
    )


def edges_of(view: Snapshot, node: int, direction: Direction = Direction.BOTH) -> pl.DataFrame:
    """The edges of one node, with `other` (index at the other end) and `out`.

    A loop is one edge, counted as going out, or as coming in where only those are asked for.
    """
    source = view.edges["source"].to_numpy()
    by_target, targets = view.once("edges by target", lambda: _by_target(view))
    # Of the columns' own type: for a wider one, NumPy would copy the whole column first.
    bounds = np.array([node, node + 1], dtype=source.dtype)
    parts = []
    if direction is not Direction.IN:
        first, last = np.searchsorted(source, bounds)
        part = view.edges.slice(first, last - first)
        parts.append(part.with_columns(other="target", out=pl.lit(True)))
    if direction is not Direction.OUT:
        first, last = np.searchsorted(targets, bounds)
        part = view.edges[by_target[first:last]]
        if direction is Direction.BOTH:
            part = part.filter(pl.col("source") != node)
        parts.append(part.with_columns(other="source", out=pl.lit(False)))
    return pl.concat(parts)


def totals_of(edges: pl.DataFrame) -> tuple[Total, ...]:
    """Add up what `edges_of` returned, per direction, type and kind."""
    totals = edges.group_by("out", "type", "kind").agg(
        pl.col("other").n_unique().alias("neighbours"), pl.col("count").sum()
    )
    order = totals.sort(
        "count", "type", "kind", "out", descending=[True, False, False, True], nulls_last=True
    )
    return tuple(
        Total(_direction(out), type_, kind, number, count)
        for out, type_, kind, number, count in order.iter_rows()
    )


def _by_target(view: Snapshot) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    target = view.edges["target"].to_numpy()
    order = np.argsort(target, kind="stable")
    return order, target[order]


def _direction(out: bool) -> Direction:
    return Direction.OUT if out else Direction.IN

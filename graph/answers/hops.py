"""What connects two neighbours on a path: the relationships behind the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.nodes import NodeSummary
from graph.answers.provenance import moment
from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot
from graph.snapshot.rows import rows_at

Step = tuple[int, int]

_SHOWN = ("source", "target", "type", "kind", "count", "firstMs", "lastMs")


@dataclass(frozen=True, slots=True)
class HopRelationship:
    """A stored relationship that a step may follow.

    Attributes:
        source: Id where the stored arrow starts: the one who amplifies.
        target: Id where it ends: the one amplified.
        type: AMPLIFIED, REPUBLISHED, or a tie.
        kind: retweet, quote, ...; None where the type has none.
        count: Pieces of evidence, within the window that was asked for.
        first_at: Time of the earliest.
        last_at: Time of the latest.
        along: True when the stored arrow points the way the path runs.
    """

    source: str
    target: str
    type: str
    kind: str | None
    count: int
    first_at: datetime | None
    last_at: datetime | None
    along: bool


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Attributes:
        start: Id where the step starts.
        end: Id where it ends.
        count: Sum over the relationships.
        relationships: What the step follows, the strongest first.
    """

    start: str
    end: str
    count: int
    relationships: tuple[HopRelationship, ...]


def hops_between(
    view: Snapshot, steps: Iterable[Step], flow: Flow, names: Mapping[int, NodeSummary]
) -> dict[Step, Hop]:
    """Describe steps that the view's adjacency for `flow` has; all in one look-up."""
    wanted = list(steps)
    if not wanted:
        return {}
    start, end = np.array(wanted, dtype=np.int64).T
    rows_along, of_along = rows_between(view, start, end)
    rows_against, of_against = rows_between(view, end, start)
    shown, is_activity = view.once("shown edges", lambda: _shown(view))
    rows = np.concatenate([rows_along, rows_against])
    step = np.concatenate([of_along, of_against])
    along = np.arange(len(step)) < len(of_along)
    allowed = ~is_activity[rows] | (along == (flow is Flow.AMPLIFICATION))
    rows, step, along = rows[allowed], step[allowed], along[allowed]
    found: list[list[HopRelationship]] = [[] for _ in wanted]
    stored = rows_at(shown, rows.tolist())
    for row, which, is_along in zip(stored, step.tolist(), along.tolist(), strict=True):
        source, target, type_, kind, count, first, last = row
        found[which].append(
            HopRelationship(
                names[source].id,
                names[target].id,
                type_,
                kind,
                count,
                moment(first),
                moment(last),
                is_along,
            )
        )
    for relationships in found:
        relationships.sort(key=lambda relationship: -relationship.count)
    return {
        (a, b): Hop(names[a].id, names[b].id, sum(r.count for r in relations), tuple(relations))
        for (a, b), relations in zip(wanted, found, strict=True)
    }


def _shown(view: Snapshot) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
    """What is shown of edges, and which of them say what actors did."""
    return view.edges.select(_SHOWN), view.edges["type"].is_in(ACTIVITY_TYPES).to_numpy()


def rows_between(
    view: Snapshot, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return row numbers of the view's edges of each pair, and which pair each row is of."""
    keys = view.once("edge keys", lambda: _keys(view))
    wanted = source * len(view.nodes) + target
    first = np.searchsorted(keys, wanted, "left")
    count = np.searchsorted(keys, wanted, "right") - first
    before = np.cumsum(count) - count
    rows = np.repeat(first - before, count) + np.arange(count.sum())
    return rows, np.repeat(np.arange(len(wanted)), count)


def _keys(view: Snapshot) -> npt.NDArray[np.int64]:
    """One ascending number for each edge: the table is sorted by source and target."""
    source, target = (view.edges[end].to_numpy().astype(np.int64) for end in ("source", "target"))
    return source * len(view.nodes) + target

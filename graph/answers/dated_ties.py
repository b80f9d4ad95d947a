"""Before and after the date of an agreement, beside pairs that it does not bind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from graph.answers.chance import Floats, Ints, two_sided
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import moment
from graph.answers.qap import exchanged
from graph.answers.tied_actors import Agreement, agreements
from graph.answers.windows import happenings
from graph.snapshot import Snapshot

_DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class DatedTie:
    """An agreement whose beginning is known.

    Attributes:
        first: The one party.
        second: The other.
        since: When it began, as exact as the source is: a year is its first day.
        before: Items between actors of the parties, either way, in the window before.
        after: The same, in the window from then on.
        others_before: Items between all other pairs looked at, in the window before.
        others_after: The same, in the window from then on.
        ratio: Growth of the former over growth of the latter, half an item added to each count.
    """

    first: NodeSummary
    second: NodeSummary
    since: datetime
    before: int
    after: int
    others_before: int
    others_after: int
    ratio: float


@dataclass(frozen=True, slots=True)
class DatedTies:
    """All of them.

    Attributes:
        items: One for each dated agreement that binds two actors looked at.
        undated: Agreements without a date, or that bind nobody looked at.
        ratio: All of them pooled; None without any item in their windows.
        p_value: Chance of a pooled ratio as far from 1 when names are exchanged; None likewise.
    """

    items: tuple[DatedTie, ...]
    undated: int
    ratio: float | None
    p_value: float | None


def dated_ties(
    snapshot: Snapshot,
    chosen: Ints,
    block: Ints,
    days: int,
    samples: int,
    generator: np.random.Generator,
) -> DatedTies:
    """Compare the growth of what tied pairs do with that of what others do (Card and Krueger).

    Args:
        snapshot: The graph, or a view of it.
        chosen: Actors looked at.
        block: Which of these are about as active: among them names are exchanged.
        days: Length of each window.
        samples: Exchanges of names.
        generator: Of the random numbers.
    """
    place = np.full(len(snapshot.nodes), -1)
    place[chosen] = np.arange(len(chosen))
    begins = dict(snapshot.edges.select("index", "firstMs").iter_rows())
    rows, cells, grids, undated = [], [], [], 0
    for each in agreements(snapshot):
        since = begins[each.edge]
        inside = (place[each.first] >= 0) & (place[each.second] >= 0)
        if since is None or not inside.any():
            undated += 1
            continue
        grid = _grids(snapshot, place, len(chosen), since, days)
        bound = place[each.first[inside]], place[each.second[inside]]
        grids.append(grid)
        cells.append(bound)
        rows.append(_row(snapshot, each, since, grid, bound))
    counts = np.array([(r.before, r.after, r.others_before, r.others_after) for r in rows])
    if not rows or not counts[:, :2].sum():
        return DatedTies(tuple(rows), undated, None, None)
    value = _pooled(counts)
    draws = np.empty(samples)
    for k in range(samples):
        order = exchanged(block, generator)
        drawn = [_counts(g, (order[a], order[b])) for g, (a, b) in zip(grids, cells, strict=True)]
        draws[k] = _pooled(np.array(drawn))
    p_value = float(two_sided(np.array([value]), draws[:, None])[0])
    return DatedTies(tuple(rows), undated, float(np.exp(value)), p_value)


Grid = tuple[Floats, Floats]
"""Items of each pair, either way, in the window before and in that after."""


def _grids(snapshot: Snapshot, place: Ints, size: int, since: int, days: int) -> Grid:
    items = happenings(snapshot)
    edges = np.searchsorted(items.at, [since - days * _DAY, since, since + days * _DAY])
    grids = []
    for low, high in ((edges[0], edges[1]), (edges[1], edges[2])):
        source, target = place[items.source[low:high]], place[items.target[low:high]]
        inside = (source >= 0) & (target >= 0)
        cells = source[inside] * size + target[inside]
        grid = np.bincount(cells, minlength=size * size).reshape(size, size).astype(np.float64)
        grids.append(grid + grid.T)
    return grids[0], grids[1]


def _counts(grid: Grid, bound: tuple[Ints, Ints]) -> tuple[float, float, float, float]:
    before, after = (float(part[bound].sum()) for part in grid)
    all_before, all_after = (float(part.sum()) / 2 for part in grid)
    return before, after, all_before - before, all_after - after


def _pooled(counts: Floats) -> float:
    before, after, others_before, others_after = counts.sum(axis=0) + 0.5
    return float(np.log(after / before) - np.log(others_after / others_before))


def _row(
    snapshot: Snapshot, each: Agreement, since: int, grid: Grid, bound: tuple[Ints, Ints]
) -> DatedTie:
    counts = _counts(grid, bound)
    edge = snapshot.edges.row(by_predicate=pl.col("index") == each.edge, named=True)
    first, second = summaries(snapshot, [edge["source"], edge["target"]])
    at = moment(since)
    assert at is not None  # noqa: S101
    before, after, others_before, others_after = map(int, counts)
    ratio = float(np.exp(_pooled(np.array([counts]))))
    return DatedTie(first, second, at, before, after, others_before, others_after, ratio)

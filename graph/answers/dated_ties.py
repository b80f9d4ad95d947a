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
    rows, bonds, undated = [], [], 0
    for each in agreements(snapshot):
        since = begins[each.edge]
        inside = (place[each.first] >= 0) & (place[each.second] >= 0)
        if since is None or not inside.any():
            undated += 1
            continue
        before, after = (
            _traffic(snapshot, place, since + low * _DAY, since + high * _DAY)
            for low, high in ((-days, 0), (0, days))
        )
        bond = _Bond(place[each.first[inside]], place[each.second[inside]], before, after)
        bonds.append(bond)
        rows.append(_row(snapshot, each, since, bond.counts()))
    counts = np.array([(r.before, r.after, r.others_before, r.others_after) for r in rows])
    if not rows or not counts[:, :2].sum():
        return DatedTies(tuple(rows), undated, None, None)
    value = _pooled(counts)
    draws = np.empty(samples)
    for k in range(samples):
        order = exchanged(block, generator)
        draws[k] = _pooled(np.array([bond.counts(order) for bond in bonds]))
    p_value = float(two_sided(np.array([value]), draws[:, None])[0])
    return DatedTies(tuple(rows), undated, float(np.exp(value)), p_value)


@dataclass(frozen=True, slots=True, eq=False)
class _Traffic:
    """How many items went between two of the actors looked at, either way, in a window.

    Attributes:
        pairs: Shape (connected pairs,): each pair as one number, ascending, and one larger than
            any pair's.
        items: The same shape: items of each.
        size: How many actors are looked at.
    """

    pairs: Ints
    items: Floats
    size: int

    def between(self, first: Ints, second: Ints) -> float:
        """Return the items of some pairs, each of which stands there once."""
        wanted = np.minimum(first, second) * self.size + np.maximum(first, second)
        at = np.searchsorted(self.pairs, wanted)
        return float(self.items[at][self.pairs[at] == wanted].sum())


def _traffic(snapshot: Snapshot, place: Ints, begin: int, end: int) -> _Traffic:
    happened = happenings(snapshot)
    low, high = np.searchsorted(happened.at, [begin, end])
    source, target = place[happened.source[low:high]], place[happened.target[low:high]]
    inside = (source >= 0) & (target >= 0)
    source, target = source[inside], target[inside]
    size = int(place.max()) + 1
    numbers = np.minimum(source, target) * size + np.maximum(source, target)
    pairs, items = np.unique(numbers, return_counts=True)
    return _Traffic(np.append(pairs, size * size), np.append(items, 0.0), size)


@dataclass(frozen=True, slots=True, eq=False)
class _Bond:
    """The pairs that an agreement binds, and what all did before and after it."""

    first: Ints
    second: Ints
    traffic_before: _Traffic
    traffic_after: _Traffic

    def counts(self, order: Ints | None = None) -> tuple[float, float, float, float]:
        """Return the items of these pairs and of all others, with the names exchanged."""
        first, second = self.first, self.second
        if order is not None:
            first, second = order[first], order[second]
        before, after = (
            each.between(first, second) for each in (self.traffic_before, self.traffic_after)
        )
        others = self.traffic_before.items.sum() - before, self.traffic_after.items.sum() - after
        return before, after, *others


def _pooled(counts: Floats) -> float:
    before, after, others_before, others_after = counts.sum(axis=0) + 0.5
    return float(np.log(after / before) - np.log(others_after / others_before))


def _row(
    snapshot: Snapshot, each: Agreement, since: int, counts: tuple[float, float, float, float]
) -> DatedTie:
    edge = snapshot.edges.row(by_predicate=pl.col("index") == each.edge, named=True)
    first, second = summaries(snapshot, [edge["source"], edge["target"]])
    at = moment(since)
    assert at is not None  # noqa: S101
    before, after, others_before, others_after = map(int, counts)
    ratio = float(np.exp(_pooled(np.array([counts]))))
    return DatedTie(first, second, at, before, after, others_before, others_after, ratio)

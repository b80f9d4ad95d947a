"""What changed between two windows: who amplifies whom more, or less, than before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from scipy.special import betainc, betaincinv

from graph.answers.chance import LEVEL, Floats, Ints
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.answers.windows import Happenings, Window, happenings
from graph.coordination.significance import benjamini_hochberg
from graph.distinct import distinct
from graph.snapshot import ACTIVITY_TYPES, Snapshot

_FEWEST_FOR_BURSTS: Final = 4
"""Items of a pair in a window from which on their evenness can be told."""


@dataclass(frozen=True, slots=True)
class WindowCount:
    """What happened in a window.

    Attributes:
        since: Where it begins.
        until: Where it ends, excluded.
        items: Dated items by which one actor amplifies or republishes another.
        pairs: Ordered pairs of actors that they are between.
        amplifiers: Actors who amplify.
        amplified: Actors who are amplified.
    """

    since: str
    until: str
    items: int
    pairs: int
    amplifiers: int
    amplified: int


@dataclass(frozen=True, slots=True)
class RatioRange:
    """Where a ratio lies with 95 % confidence.

    Attributes:
        low: Where it begins.
        high: Where it ends; None where less than one independent item was there before, so that
            no end can be told.
    """

    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """How a pair, or an actor, changed.

    Attributes:
        source: Who amplifies; None where it is about who is amplified.
        target: Who is amplified; None where it is about who amplifies.
        before: Items in the one window.
        after: Items in the other.
        ratio: Its share of all items after, over that before; half an item added to each.
        interval: Where that ratio lies with 95 % confidence (Clopper and Pearson 1934, with as
            many items as are independent, see `bursts`).
        p_value: Chance of such a shift if its share had not changed.
        q_value: The same, corrected for the number of those that were tested.
    """

    source: NodeSummary | None
    target: NodeSummary | None
    before: int
    after: int
    ratio: float
    interval: RatioRange
    p_value: float
    q_value: float


@dataclass(frozen=True, slots=True)
class Shifts:
    """Those that changed, with how many there are.

    Attributes:
        rising: Those of more than their share after, the surest first; at most the limit.
        fading: Those of less, the surest first; at most the limit.
        tested: How many were tested: all with an item in either window.
        significant: How many of these changed at q <= 0.05.
        bursts: Items come in bursts: so many count as one independent item.
    """

    rising: tuple[Shift, ...]
    fading: tuple[Shift, ...]
    tested: int
    significant: int
    bursts: float


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """Two windows side by side.

    Attributes:
        before: The one window.
        after: The other.
        pairs: Pairs of actors that changed.
        amplifiers: Actors who amplify more or less.
        amplified: Actors who are amplified more or less.
        undated: Items and counts of unknown time, in neither window.
        reading: How to read it, in words.
        provenance: How it was computed.
    """

    before: WindowCount
    after: WindowCount
    pairs: Shifts
    amplifiers: Shifts
    amplified: Shifts
    undated: int
    reading: str
    provenance: Provenance


def change(snapshot: Snapshot, before: Window, after: Window, *, limit: int = 20) -> ChangeAnswer:
    """Compare who amplifies whom in two windows, each pair's share of all that happened there.

    A pair's items after, out of its items in both, are binomial if its share of the whole has
    not changed. Items come in bursts, so fewer than all are independent: how many is measured
    within the windows, where by hypothesis nothing changed, as in quasi-likelihood (McCullagh and
    Nelder 1989, chapter 4). Linear in the items.

    Args:
        snapshot: The graph, or a view of it.
        before: The one window.
        after: The other.
        limit: Most to list of each.
    """
    items = happenings(snapshot)
    size = len(snapshot.nodes)
    parts = items.inside(before), items.inside(after)
    counts = [_count(items, parts[0], before), _count(items, parts[1], after)]
    keys = {
        "pairs": items.source * size + items.target,
        "amplifiers": items.source,
        "amplified": items.target,
    }
    shifts = {what: _shifts(snapshot, what, key, parts, limit) for what, key in keys.items()}
    return ChangeAnswer(
        before=counts[0],
        after=counts[1],
        pairs=shifts["pairs"],
        amplifiers=shifts["amplifiers"],
        amplified=shifts["amplified"],
        undated=_undated(snapshot, items),
        reading=_reading(counts[0], counts[1], shifts["pairs"]),
        provenance=provenance(
            snapshot, "change", {"before": str(before), "after": str(after), "limit": limit}
        ),
    )


def shift_tests(before: Ints, after: Ints, totals: tuple[int, int], bursts: float) -> Floats:
    """Return two-sided p-values of counts in two windows, given what all counted there.

    The binomial's tails, as incomplete beta functions, hold for the fractions that are left when
    items are divided by `bursts`; the value itself counts half (mid-p, Lancaster 1961).
    """
    share = totals[1] / (totals[0] + totals[1])
    b, a = before / bursts, after / bursts
    n = a + b
    upper = np.where(a > 0, betainc(np.maximum(a, 1e-9), b + 1, share), 1.0)
    strictly = betainc(a + 1, np.maximum(b, 1e-9), share)
    above = (upper + np.where(b > 0, strictly, 0.0)) / 2
    found: Floats = np.where(n > 0, np.clip(2 * np.minimum(above, 1 - above), 0.0, 1.0), 1.0)
    return found


def _shifts(
    snapshot: Snapshot, what: str, key: Ints, parts: tuple[slice, slice], limit: int
) -> Shifts:
    first, second = (np.unique(key[part], return_counts=True) for part in parts)
    names = np.union1d(first[0], second[0])
    before, after = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
    before[np.searchsorted(names, first[0])] = first[1]
    after[np.searchsorted(names, second[0])] = second[1]
    totals = int(before.sum()), int(after.sum())
    bursts = _bursts(key, parts)
    if not len(names) or not min(totals):
        return Shifts((), (), len(names), 0, bursts)
    p_values = shift_tests(before, after, totals, bursts)
    q_values = benjamini_hochberg(p_values, len(p_values))
    ratio = ((after + 0.5) / (totals[1] + 0.5)) / ((before + 0.5) / (totals[0] + 0.5))
    surest = np.lexsort((names, -np.abs(np.log(ratio)), p_values))
    size = len(snapshot.nodes)

    def listed(which: Ints) -> tuple[Shift, ...]:
        found = which[:limit]
        ends = _ends(snapshot, what, names[found], size)
        return tuple(
            Shift(
                source=source,
                target=target,
                before=int(before[at]),
                after=int(after[at]),
                ratio=float(ratio[at]),
                interval=_interval(int(before[at]), int(after[at]), totals, bursts),
                p_value=float(p_values[at]),
                q_value=float(q_values[at]),
            )
            for at, (source, target) in zip(found.tolist(), ends, strict=True)
        )

    return Shifts(
        rising=listed(surest[ratio[surest] > 1]),
        fading=listed(surest[ratio[surest] < 1]),
        tested=len(names),
        significant=int((q_values <= 0.05).sum()),
        bursts=bursts,
    )


def _bursts(key: Ints, parts: tuple[slice, slice]) -> float:
    """Variance of counts within windows over what independent items would have; 1 at least.

    Each window is cut where half of its items have happened. The square of the difference of a
    pair's halves, over their sum, is then 1 on average if its items are independent.
    """
    squares = []
    for part in parts:
        inside = key[part]
        middle = len(inside) // 2
        names, where = np.unique(inside, return_inverse=True)
        halves = (
            np.bincount(where[:middle], minlength=len(names)),
            np.bincount(where[middle:], minlength=len(names)),
        )
        n = halves[0] + halves[1]
        enough = n >= _FEWEST_FOR_BURSTS
        squares.append(((halves[0] - halves[1]) ** 2 / np.maximum(n, 1))[enough])
    found = np.concatenate(squares)
    return max(1.0, float(found.mean())) if len(found) else 1.0


def _interval(before: int, after: int, totals: tuple[int, int], bursts: float) -> RatioRange:
    """Clopper and Pearson's interval of the share after, as a ratio of the two rates."""
    b, a = before / bursts, after / bursts
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(a, b + 1, tail)) if a else 0.0
    high = float(betaincinv(a + 1, b, 1 - tail)) if b >= 1 else None
    scale = totals[0] / totals[1]
    return RatioRange(low / (1 - low) * scale, None if high is None else high / (1 - high) * scale)


def _ends(
    snapshot: Snapshot, what: str, keys: Ints, size: int
) -> list[tuple[NodeSummary | None, NodeSummary | None]]:
    if what == "pairs":
        sources, targets = summaries(snapshot, keys // size), summaries(snapshot, keys % size)
        return list(zip(sources, targets, strict=True))
    nodes = summaries(snapshot, keys)
    return [(node, None) if what == "amplifiers" else (None, node) for node in nodes]


def _count(items: Happenings, part: slice, window: Window) -> WindowCount:
    source, target = items.source[part], items.target[part]
    return WindowCount(
        since=window.since.isoformat(),
        until=window.until.isoformat(),
        items=len(source),
        pairs=len(np.unique(np.column_stack([source, target]), axis=0)),
        amplifiers=len(distinct(source)),
        amplified=len(distinct(target)),
    )


def _undated(snapshot: Snapshot, items: Happenings) -> int:
    activity = snapshot.edges.filter(
        pl.col("type").is_in(list(ACTIVITY_TYPES)) & (pl.col("source") != pl.col("target"))
    )
    return max(int(activity["count"].sum()) - len(items.at), 0)


def _reading(before: WindowCount, after: WindowCount, pairs: Shifts) -> str:
    if not before.items or not after.items:
        empty = "before" if not before.items else "after"
        return f"The window {empty} holds no dated item: there is nothing to compare with."
    return (
        f"{before.items:,} items before, {after.items:,} after. Of {pairs.tested:,} pairs, "
        f"{pairs.significant:,} changed their share of the whole at q of 0.05; "
        f"{pairs.bursts:.1f} items of a pair count as one, for they come in bursts."
    )

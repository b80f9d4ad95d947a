"""Support between two groups over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from graph.answers.chance import BadComparisonError, Floats, Interval, drawn_again, interval
from graph.answers.groups import Grouping
from graph.answers.provenance import moment
from graph.snapshot import Snapshot

DRAWS: Final = 299
"""Draws of the actors for each period: enough for an interval that is read off a chart."""

MOST_PERIODS: Final = 1_000
_FEWEST_PAIRS: Final = 5


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EVERY: Final = {
    Span.DAY: "1d",
    Span.WEEK: "1w",
    Span.MONTH: "1mo",
    Span.QUARTER: "1q",
    Span.YEAR: "1y",
}
"""As Polars writes them; weeks begin on Monday."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period.

    Attributes:
        start: Where it begins, UTC.
        forward: What the first group did for the second in it.
        back: What the second did for the first.
        ratio: Forward over back, half added to each.
        interval: Where the ratio lies in 95 of 100 draws of the actors; None with fewer than
            five connected pairs.
    """

    start: datetime
    forward: int
    back: int
    ratio: float
    interval: Interval | None


def periods(
    view: Snapshot, groups: Grouping, every: Span, count_pairs: bool, seed: int
) -> tuple[tuple[Period, ...], int]:
    """Count what two groups did for each other in each period; and what has no time.

    Args:
        view: The graph.
        groups: The two.
        every: Length of a period.
        count_pairs: Count each pair once a period instead of each item.
        seed: Seed of the draws.

    Raises:
        BadComparisonError: There would be more than a thousand periods.
    """
    begin, end = (groups.of[view.edges[side].to_numpy()] for side in ("source", "target"))
    between = view.edges.select("index", "source", "target", "count", "events").filter(
        pl.Series((begin + end == 1) & (begin >= 0) & (end >= 0))
    )
    dated = view.events.drop_nulls("atMs").join(
        between.select("index", "source", "target"), left_on="edge", right_on="index"
    )
    undated = int(between["count"].sum()) - len(dated)
    start = pl.from_epoch("atMs", "ms").dt.truncate(EVERY[every]).dt.epoch("ms")
    counted = dated.group_by(start.alias("start"), "source", "target").agg(n=pl.len())
    if counted["start"].n_unique() > MOST_PERIODS:
        raise BadComparisonError(f"There are more than {MOST_PERIODS} periods.", "Use longer ones.")
    counted = counted.sort("start", "source", "target")
    found = [
        _period(int(at), part, groups, count_pairs, seed)
        for (at,), part in counted.group_by("start", maintain_order=True)
    ]
    return tuple(found), max(undated, 0)


def _period(at: int, part: pl.DataFrame, groups: Grouping, count_pairs: bool, seed: int) -> Period:
    source, target = (part[side].to_numpy().astype(np.int64) for side in ("source", "target"))
    weight = np.ones(len(part)) if count_pairs else part["n"].to_numpy().astype(np.float64)
    forward = groups.of[source] == 0
    there, back = float(weight[forward].sum()), float(weight[~forward].sum())
    start = moment(at)
    assert start is not None  # noqa: S101
    spread = None
    if len(part) >= _FEWEST_PAIRS:
        generator = np.random.default_rng([seed, at % 2**32])
        drawn = np.array(
            [
                (times[forward] @ weight[forward], times[~forward] @ weight[~forward])
                for times in drawn_again(source, target, DRAWS, generator)
            ]
        )
        spread = interval(_ratio(drawn[:, 0], drawn[:, 1]))
    ratio = float(_ratio(np.array(there), np.array(back)))
    return Period(start, int(there), int(back), ratio, spread)


def _ratio(forward: Floats, back: Floats) -> Floats:
    found: Floats = (forward + 0.5) / (back + 0.5)
    return found

"""Spans of time that answers are compared over: before and after an event, or one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.chance import BadComparisonError
from graph.answers.periods import EVERY, Span
from graph.answers.provenance import moment
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import Pairs, merged

T = TypeVar("T")
Ints = npt.NDArray[np.int64]

MOST_WINDOWS: Final = 120


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time.

    Attributes:
        since: Where it begins, included.
        until: Where it ends, excluded.
    """

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            at: datetime = getattr(self, name)
            zoned = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
            object.__setattr__(self, name, zoned)
        if self.since >= self.until:
            raise BadComparisonError(
                f"The window from {self.since:%Y-%m-%d} until {self.until:%Y-%m-%d} is empty.",
                "`until` is excluded and must be later than `since`.",
            )

    def of(self, snapshot: Snapshot) -> Snapshot:
        """Return what happened inside, see `graph.snapshot.filters`."""
        return snapshot.filter(SnapshotFilter(since=self.since, until=self.until))

    @property
    def milliseconds(self) -> tuple[int, int]:
        """Both ends in epoch milliseconds."""
        return round(self.since.timestamp() * 1000), round(self.until.timestamp() * 1000)

    def __str__(self) -> str:
        return f"{self.since.isoformat()} to {self.until.isoformat()}"


def around(event: datetime, days: int) -> tuple[Window, Window]:
    """Return equal windows before an event and from it on.

    Raises:
        BadComparisonError: Days are not 1 or more, or leave the calendar.
    """
    if days < 1:
        raise BadComparisonError(f"days is {days}, not 1 or more.")
    try:
        span = timedelta(days=days)
        return Window(event - span, event), Window(event, event + span)
    except OverflowError:
        raise BadComparisonError(
            f"{days} days around {event:%Y-%m-%d} leave the calendar."
        ) from None


def every(snapshot: Snapshot, span: Span) -> tuple[Window, ...]:
    """Cut the time of a view's dated items into windows of the calendar, in order.

    Raises:
        BadComparisonError: There would be more than 120.
    """
    times = snapshot.events["atMs"].drop_nulls()
    if not len(times):
        return ()
    begin, end = (
        pl.Series([ms]).cast(pl.Datetime("ms")).dt.truncate(EVERY[span])[0]
        for ms in (times.min(), times.max())
    )
    edges = pl.datetime_range(begin, end, EVERY[span], eager=True)
    after = pl.Series([edges[-1]]).dt.offset_by(EVERY[span])
    if len(edges) > MOST_WINDOWS:
        raise BadComparisonError(
            f"There are {len(edges)} windows, more than {MOST_WINDOWS}.", "Use longer ones."
        )
    starts = [moment(int(ms)) for ms in pl.concat([edges, after]).dt.epoch("ms")]
    return tuple(Window(a, b) for a, b in pairwise(starts) if a and b)


@dataclass(frozen=True, slots=True, eq=False)
class Happenings:
    """Dated items as arrays, in order of time; loops are left out.

    Attributes:
        source: Shape (items,): index of who amplifies.
        target: Shape (items,): index of who is amplified.
        at: Shape (items,): epoch milliseconds.
    """

    source: Ints
    target: Ints
    at: Ints

    def inside(self, window: Window) -> slice:
        """Return where a window's items stand."""
        low, high = np.searchsorted(self.at, window.milliseconds, "left")
        return slice(int(low), int(high))

    def pairs(self, size: int, window: Window, *, directed: bool) -> Pairs:
        """Return the pairs of a window, with the number of their items."""
        part = self.inside(window)
        source, target = self.source[part], self.target[part]
        if not directed:
            source, target = np.minimum(source, target), np.maximum(source, target)
        return Pairs(size, directed, *merged(size, source, target, np.ones(len(source))))


def happenings(snapshot: Snapshot) -> Happenings:
    """Return what actors did, item by item; counts loaded without their items have no time."""
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))

    def read() -> Happenings:
        ends = view.edges.select("index", "source", "target")
        items = view.events.drop_nulls("atMs").join(
            ends, left_on="edge", right_on="index", maintain_order="left"
        )
        items = items.filter(pl.col("source") != pl.col("target")).sort("atMs", maintain_order=True)
        columns = (items[name].to_numpy().astype(np.int64) for name in ("source", "target", "atMs"))
        return Happenings(*columns)

    return view.once("happenings", read)


def side_by_side(
    snapshot: Snapshot, before: Window, after: Window, answer: Callable[[Snapshot], T]
) -> tuple[T, T]:
    """Give an answer for two windows.

    Args:
        snapshot: The graph, or a view of it.
        before: The one window.
        after: The other; they may touch or overlap.
        answer: Any function of `graph.answers`, its parameters filled in.
    """
    return answer(before.of(snapshot)), answer(after.of(snapshot))

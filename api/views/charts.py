"""Lines over time and matrices, as coordinates for the SVG of a report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

WIDTH: Final = 760
HEIGHT: Final = 240
LEFT: Final = 56
RIGHT: Final = 12
TOP: Final = 12
BOTTOM: Final = 28
_TICKS: Final = 5

EMPTY: Final = "Nothing fits what was asked: ask for a longer time, or with fewer conditions."
"""What a part of a page without rows says that does not know more."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line of a chart.

    Attributes:
        name: What it stands for.
        points: Time and value, in order of time.
        band: Time, low and high of an interval round it.
    """

    name: str
    points: Sequence[tuple[datetime, float]]
    band: Sequence[tuple[datetime, float, float]] = ()


@dataclass(frozen=True)
class Lines:
    """A chart of lines over time.

    Attributes:
        title: Headline.
        lines: At most six are told apart.
        note: How to read it.
        logarithmic: Ratios: as far above 1 as below.
        marks: Times to mark, with a word for each.
        empty: What to say, and what to do, where there is nothing to draw.
    """

    title: str
    lines: Sequence[Line]
    note: str = ""
    logarithmic: bool = False
    marks: Sequence[tuple[datetime, str]] = ()
    empty: str = EMPTY

    @cached_property
    def _times(self) -> tuple[float, float]:
        times = [t.timestamp() for line in self.lines for t, _ in line.points]
        times += [t.timestamp() for t, _ in self.marks]
        return (min(times), max(times)) if times else (0.0, 1.0)

    @cached_property
    def _values(self) -> tuple[float, float]:
        values = [self._scaled(v) for line in self.lines for _, v in line.points]
        values += [self._scaled(v) for line in self.lines for _, *ends in line.band for v in ends]
        if not values:
            return 0.0, 1.0
        low, high = min([*values, 0.0]), max([*values, 0.0])
        return (low, high) if high > low else (low, low + 1.0)

    def _scaled(self, value: float) -> float:
        return math.log10(max(value, 1e-6)) if self.logarithmic else value

    def x(self, at: datetime) -> float:
        """Return how far right a time stands."""
        first, last = self._times
        share = 0.5 if first == last else (at.timestamp() - first) / (last - first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        """Return how far down a value stands."""
        low, high = self._values
        share = (self._scaled(value) - low) / (high - low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def paths(self) -> list[tuple[str, str, list[Point], str]]:
        """Name, line, points and band of each line, as SVG writes them."""
        return [
            (
                line.name,
                " ".join(f"{self.x(t)},{self.y(v)}" for t, v in line.points),
                [(self.x(t), self.y(v)) for t, v in line.points],
                self._band(line),
            )
            for line in self.lines
        ]

    def _band(self, line: Line) -> str:
        there = [f"{self.x(t)},{self.y(high)}" for t, _, high in line.band]
        back = [f"{self.x(t)},{self.y(low)}" for t, low, _ in reversed(line.band)]
        return " ".join(there + back)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Heights of the lines across, with their values."""
        low, high = self._values
        apart = (high - low) / (_TICKS - 1)
        if self.logarithmic:
            values = [10 ** (low + apart * k) for k in range(_TICKS)]
        else:
            step = _round(apart)
            values = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
        return [(self.y(value), _said(value)) for value in values]

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last day."""
        times = [t for line in self.lines for t, _ in line.points]
        times += [t for t, _ in self.marks]
        return (f"{min(times):%Y-%m-%d}", f"{max(times):%Y-%m-%d}") if times else ("", "")

    @property
    def stands(self) -> list[tuple[float, str]]:
        """Where the marks stand."""
        return [(self.x(at), word) for at, word in self.marks]


def _round(step: float) -> float:
    """The next of 1, 2, 5, 10, 20, ... or of their tenths."""
    unit = 10.0 ** math.floor(math.log10(step))
    return next(unit * each for each in (1, 2, 5, 10) if unit * each >= step * (1 - 1e-9))


def _said(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


@dataclass(frozen=True)
class Matrix:
    """A table of values in colours.

    Attributes:
        title: Headline.
        rows: Names of the rows.
        columns: Names of the columns.
        values: Shape (rows, columns): what each cell shows, see `api.views.leads`.
        shades: Shape (rows, columns): -1 to 1, below to above what is expected; None is plain.
        note: How to read it.
        empty: What to say, and what to do, where there are no rows.
        lead: Where its cells lead; said where a server shows it.
    """

    title: str
    rows: Sequence[object]
    columns: Sequence[str]
    values: Sequence[Sequence[object]]
    shades: Sequence[Sequence[float | None]]
    note: str = ""
    empty: str = EMPTY
    lead: str = ""

    def shade(self, row: int, column: int) -> str:
        """Return the class of a cell's colour: less-3 to more-3."""
        value = self.shades[row][column]
        if value is None or abs(value) < 0.1:
            return "plain"
        step = min(3, 1 + int(abs(value) * 3))
        return f"{'more' if value > 0 else 'less'}-{step}"

"""Marks in columns with lines from each to the next: sides of brokers, hops of routes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from api.views.charts import EMPTY
from api.views.leads import Lead

WIDTH: Final = 760
_SIDE: Final = 90
_ROW: Final = 44
_TOP: Final = 22
_LETTER: Final = 7.0
_WIDEST: Final = 12.0

Key = tuple[int, str]
"""A column, and what names a mark in it."""


@dataclass(frozen=True)
class Layers:
    """A drawing of marks in columns.

    Attributes:
        title: Headline.
        marks: The label of each mark by column and key, in order from top to bottom.
        links: From a mark to a mark, and how much it stands for.
        note: How to read it.
        empty: What to say, and what to do, where there is nothing to draw.
        leads: Where the labels of marks lead.
    """

    title: str
    marks: dict[Key, str]
    links: Sequence[tuple[Key, Key, float]]
    note: str = ""
    empty: str = EMPTY
    leads: Mapping[Key, Lead | None] = field(default_factory=dict)

    @cached_property
    def _columns(self) -> list[list[Key]]:
        columns: list[list[Key]] = [
            [] for _ in range(1 + max((k for k, _ in self.marks), default=0))
        ]
        for key in self.marks:
            columns[key[0]].append(key)
        return columns

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return _TOP + _ROW * max((len(column) for column in self._columns), default=0)

    @cached_property
    def _places(self) -> dict[Key, tuple[float, float]]:
        step = (WIDTH - 2 * _SIDE) / max(len(self._columns) - 1, 1)
        return {
            key: (_SIDE + step * k, (self.height - _ROW * (len(column) - 1)) / 2 + _ROW * row - 8)
            for k, column in enumerate(self._columns)
            for row, key in enumerate(column)
        }

    @property
    def spots(self) -> list[tuple[float, float, str, Lead | None]]:
        """Place and label of each mark, cut to the room that a column has, and where it leads."""
        room = int((WIDTH - 2 * _SIDE) / max(len(self._columns) - 1, 1) / _LETTER)
        longest = max(8, min(room, int(2 * _SIDE / _LETTER)))
        return [
            (
                round(x, 1),
                round(y, 1),
                label if len(label) <= longest else label[: longest - 1] + "…",
                self.leads.get(key),
            )
            for key, label in self.marks.items()
            for x, y in (self._places[key],)
        ]

    @property
    def curves(self) -> list[tuple[str, float, str]]:
        """Course, width and words of each line; the width grows with the logarithm."""
        most = math.log1p(max((weight for *_, weight in self.links), default=1))
        drawn = []
        for start, end, weight in self.links:
            (x1, y1), (x2, y2) = self._places[start], self._places[end]
            middle = (x1 + x2) / 2
            course = (
                f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
            )
            says = f"{self.marks[start]} → {self.marks[end]}: {weight:,.0f}"
            drawn.append((course, round(max(1.0, _WIDEST * math.log1p(weight) / most), 1), says))
        return drawn

"""What stands behind a row that states something: its source, its words, its date."""

from __future__ import annotations

import re

from graph.vocabulary import Confidence
from loaders.formats.table import Cells, Field
from loaders.records import RowError, Source

_WHEN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")

SOURCE_FIELDS = (
    Field("source_url", (), False, "Where it can be read."),
    Field("archived_url", (), False, "An archived copy."),
    Field("quote", (), False, "Its words."),
    Field("confidence", (), False, f"One of {', '.join(Confidence)}."),
)
"""Columns that `source_of` reads besides `source`."""


def source_of(cells: Cells) -> Source:
    """Return the source that a row names.

    Raises:
        RowError: It names none, or a confidence that is none.
    """
    confidence = cells.text("confidence") or Confidence.NOT_STATED
    if confidence not in tuple(Confidence):
        raise RowError("confidence", f"{confidence[:80]!r} is none of {', '.join(Confidence)}")
    return Source(
        cells.need("source"),
        cells.text("source_url"),
        cells.text("archived_url"),
        cells.text("quote"),
        Confidence(confidence),
    )


def date_of(cells: Cells, column: str) -> str | None:
    """Return the year, month or date in a cell, as it is written; None for an empty one.

    Raises:
        RowError: It is none of these.
    """
    when = cells.text(column)
    if when and not _WHEN.fullmatch(when):
        raise RowError(column, f"{when[:80]!r} is no year, month or date in ISO 8601")
    return when or None

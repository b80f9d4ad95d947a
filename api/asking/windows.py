"""Two windows, as a request or a command names them."""

from __future__ import annotations

import datetime as dt

from graph.answers.chance import BadComparisonError
from graph.answers.windows import Window, around

SPAN = r"^\d{4}-\d{2}-\d{2}[^/]{0,30}/\d{4}-\d{2}-\d{2}[^/]{0,30}$"
"""An interval of ISO 8601 with two dates or times: 2021-01-01/2021-07-01."""


def window_of(text: str) -> Window:
    """Read an interval; its end is excluded, and times without a zone are UTC.

    Raises:
        BadComparisonError: It is none, or is empty.
    """
    try:
        since, until = (dt.datetime.fromisoformat(part) for part in text.split("/"))
        return Window(since, until)
    except (ValueError, OverflowError):
        raise BadComparisonError(
            f"{text[:80]!r} is no span of time.", "Write two dates: 2021-01-01/2021-07-01."
        ) from None


def two_windows(
    event: dt.datetime | None, days: int, before: str | None, after: str | None
) -> tuple[Window, Window]:
    """Return the windows round an event, or the two that are named; no zone means UTC.

    Raises:
        BadComparisonError: Neither an event nor two windows are given.
    """
    if before and after:
        return window_of(before), window_of(after)
    if event is None:
        raise BadComparisonError(
            "Neither an event nor two windows are given.",
            "Give event (and days), or before and after as 2021-01-01/2021-07-01.",
        )
    return around(event, days)

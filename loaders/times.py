"""Times as people write them, to epoch milliseconds UTC."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from graph.vocabulary import TimePrecision
from loaders.times_in_words import time_in_words, unlabelled

DAY_MS = 86_400_000
_EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC).timestamp() * 1000
_SLACK_MS = 2 * DAY_MS  # clocks and time zones differ; beyond that a time is a mistake
_LONGEST = 500  # characters; the forms below are not made for a novel
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")

UNITS = {"days": DAY_MS, "seconds": 1000, "milliseconds": 1, "microseconds": 1e-3}
"""Units of a UNIX time, with their length in milliseconds."""


def parse_time(value: object, unit: str | None = None) -> tuple[int, TimePrecision]:
    """Read a time.

    Args:
        value: An ISO 8601 text, a UNIX time as text or number, or a date or datetime. A time
            without zone is UTC.
        unit: Unit of a UNIX time, from `UNITS`. Without it the size decides: below 10^11
            seconds, below 10^14 milliseconds, else microseconds.

    Returns:
        Epoch milliseconds and how exact they are.

    Raises:
        ValueError: It is no time, or lies before 1900 or in the future.
    """
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return _checked(aware.timestamp() * 1000), TimePrecision.SECOND
    if isinstance(value, dt.date):
        midnight = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        return _checked(midnight.timestamp() * 1000), TimePrecision.DAY
    text = str(value).strip()
    if len(text) > _LONGEST:
        raise ValueError(f"{text[:80]!r}... is no time: it has {len(text):,} characters")
    return _parse_text(text, unit)


@lru_cache(maxsize=10_000)
def _parse_text(text: str, unit: str | None) -> tuple[int, TimePrecision]:
    if _DAY.fullmatch(text) and unit is None:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            if "-" in text:
                raise ValueError(f"{text!r} is no date of the calendar") from None
        else:
            return parse_time(day)
    if _NUMBER.fullmatch(text):
        return _from_number(float(text), unit)
    plain = unlabelled(text)
    moment: dt.datetime | dt.date | None
    try:
        moment = dt.datetime.fromisoformat(plain.replace(" UTC", "+00:00"))
    except ValueError:
        moment = time_in_words(plain)
    if moment is None:
        raise ValueError(
            f"{text[:80]!r} is no time: write ISO 8601 (2022-03-01T12:00:00Z), a date "
            "(2022-03-01), or UNIX seconds or milliseconds"
        )
    return parse_time(moment)


def _from_number(number: float, unit: str | None) -> tuple[int, TimePrecision]:
    if unit is None:
        size = abs(number)
        unit = "seconds" if size < 1e11 else "milliseconds" if size < 1e14 else "microseconds"
    precision = TimePrecision.DAY if unit == "days" else TimePrecision.SECOND
    return _checked(number * UNITS[unit]), precision


def _checked(milliseconds: float) -> int:
    """Return whole milliseconds if the time can be meant."""
    if milliseconds < _EARLIEST:
        raise ValueError("the time lies before 1900: check its unit")
    if milliseconds > dt.datetime.now(dt.UTC).timestamp() * 1000 + _SLACK_MS:
        raise ValueError("the time lies in the future: check its unit and its format")
    return round(milliseconds)

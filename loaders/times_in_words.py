"""Times with a month's name, as web pages, feeds and X's first API write them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_MONTHS = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_LABEL = re.compile(r"^(?:published|updated|posted|source)\s*(?:on|at)?\s*:\s*", re.IGNORECASE)
_NEXT_LABEL = re.compile(r"\s+(?:updated|modified)\s*:.*$", re.IGNORECASE | re.DOTALL)
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_DATES = (
    r"(?P<day>\d{1,2})[\s\-/]+(?P<month>[A-Za-z]{3,9})\.?[\s\-/,]+(?P<year>\d{4})",
    r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
)
_FORMS = tuple(
    re.compile(form)
    for date in _DATES
    for form in (rf"{date}", rf"{date},?\s+(?:at\s+)?{_CLOCK}", rf"{_CLOCK},?\s+{date}")
)
# Wed Oct 10 20:19:24 +0000 2018
_X_FORM = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3} \d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})")

# Sat, 07 Sep 2002 00:00:01 GMT, as RFC 5322 and so RSS have it
_FEED_FORM = re.compile(r"(?:[A-Za-z]{3}, *)?\d{1,2} [A-Za-z]{3} \d{2,4} \d{2}:\d{2}")


def unlabelled(text: str) -> str:
    """Return a time without what a page writes before and after it.

    `Published: Apr 20, 2022 05:03 PM Updated: Apr 21, 2022 04:55 PM` -> `Apr 20, 2022 05:03 PM`.
    """
    return _NEXT_LABEL.sub("", _LABEL.sub("", text.strip())).strip()


def time_in_words(text: str) -> dt.datetime | dt.date | None:
    """Read a time in which the month has its English name.

    Returns:
        A time, without zone where the text has none; a date where it has no clock; None when
        it is neither.
    """
    if x_form := _X_FORM.fullmatch(text):
        day, clock, zone, year = x_form.groups()
        text = f"{day[4:]} {day[:3]} {year} {clock} {zone}"
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _from_parts(found.groupdict())
    if not _FEED_FORM.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _from_parts(parts: dict[str, str | None]) -> dt.datetime | dt.date | None:
    month = _MONTHS.get((parts["month"] or "")[:3].lower())
    if month is None:
        return None
    try:
        date = dt.date(int(parts["year"] or 0), month, int(parts["day"] or 0))
        if parts.get("hour") is None:
            return date
        hour = int(parts["hour"] or 0)
        half = (parts.get("half") or "").lower()[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        clock = dt.time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError:
        return None
    return dt.datetime.combine(date, clock)

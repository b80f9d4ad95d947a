"""Times as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.vocabulary import TimePrecision
from loaders.times import parse_time

NOON = 1_646_136_000_000  # 2022-03-01T12:00:00Z


@pytest.mark.parametrize(
    "value",
    [
        "2022-03-01T12:00:00Z",
        "2022-03-01T12:00:00+00:00",
        "2022-03-01 12:00:00",
        "2022-03-01T13:00:00+01:00",
        "2022-03-01 12:00:00 UTC",
        "20220301T120000Z",
        "1646136000",
        1646136000,
        1646136000.0,
        "1646136000000",
        "1646136000000000",
        dt.datetime(2022, 3, 1, 12),  # noqa: DTZ001 - a time without zone is the case
        dt.datetime(2022, 3, 1, 12, tzinfo=dt.UTC),
    ],
)
def test_one_moment_in_many_forms(value: object) -> None:
    assert parse_time(value) == (NOON, TimePrecision.SECOND)


@pytest.mark.parametrize("value", ["2022-03-01", "20220301", dt.date(2022, 3, 1)])
def test_a_date_says_that_it_is_only_a_day(value: object) -> None:
    assert parse_time(value) == (NOON - 12 * 3_600_000, TimePrecision.DAY)


def test_a_unit_can_be_told() -> None:
    assert parse_time(19052, "days") == (NOON - 12 * 3_600_000, TimePrecision.DAY)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("yesterday", "ISO 8601"),
        ("2022-13-45", "calendar"),
        ("01/03/2022", "ISO 8601"),
        ("2207-01-01", "future"),
        ("7478000000", "future"),
        ("1899-12-31", "1900"),
        ("", "ISO 8601"),
        ("2022-03-01T12:00:00Z' OR 1=1", "ISO 8601"),
        ("9" * 400, "future"),
    ],
)
def test_what_is_no_time_is_refused_in_words(value: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_time(value)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        milliseconds, _ = parse_time(text)
    except ValueError:
        return
    assert isinstance(milliseconds, int)


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2026, 1, 1)))  # noqa: DTZ001
def test_iso_and_unix_times_agree(moment: dt.datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=dt.UTC)
    seconds = int(whole.timestamp())
    assert parse_time(whole.isoformat())[0] == parse_time(seconds, "seconds")[0] == seconds * 1000

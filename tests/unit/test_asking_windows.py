"""Windows of time as they are asked for: in UTC unless a zone is named, and never empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.asking.windows import two_windows, window_of
from graph.answers.chance import BadComparisonError
from graph.answers.windows import Window

DAY = datetime(2022, 2, 24, tzinfo=UTC)


def test_an_event_has_equal_windows_on_both_sides_whatever_its_zone() -> None:
    wanted = (Window(DAY - timedelta(2), DAY), Window(DAY, DAY + timedelta(2)))
    east = timezone(timedelta(hours=3))
    for event in (DAY, DAY.replace(tzinfo=None), DAY.astimezone(east)):
        assert two_windows(event, 2, None, None) == wanted


def test_named_windows_win_over_an_event() -> None:
    texts = ("2021-01-01/2021-07-01T03:00+03:00", "2022-01-01/2022-02-24")
    assert two_windows(DAY, 2, *texts) == (
        Window(datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 7, 1, tzinfo=UTC)),
        Window(datetime(2022, 1, 1, tzinfo=UTC), DAY),
    )


def test_what_is_no_window_is_refused_in_words() -> None:
    for text in ("2021-01-01", "2021-01-01/2021-02-30", "2021-01-01/2020-01-01", "a/b", "/", ""):
        with pytest.raises(BadComparisonError):
            window_of(text)
    for before, after in ((None, None), ("2021-01-01/2021-02-01", None)):
        with pytest.raises(BadComparisonError, match="Neither an event"):
            two_windows(None, 2, before, after)

"""Names with their days, as the graph keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.linking.called import Called, as_text, from_text


def test_a_name_is_read_as_it_was_written() -> None:
    first, last = (datetime(2022, *day, tzinfo=UTC) for day in ((3, 1), (5, 9)))
    called = Called(int(first.timestamp() * 1000), int(last.timestamp() * 1000), "Hub News  24/7")
    text = "2022-03-01/2022-05-09 Hub News  24/7"
    assert (as_text(called), from_text(text)) == (text, called)

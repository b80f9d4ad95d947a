"""Pages of a list: each item on one page, and a cursor only for its own question and graph."""

from __future__ import annotations

import pytest

from api.rest.paging import Page
from graph.answers.cursors import BadCursorError

ABOUT = {"list": "actors", "role": ["Outlet"]}


def test_pages_hold_each_item_once_and_the_last_has_no_cursor() -> None:
    items, cursor = [], None
    for size in (3, 3, 1):
        page = Page.of(ABOUT, 7, 3, cursor).of_all(range(7))
        assert (len(page.items), page.total, page.truncated) == (size, 7, size == 3)
        items += page.items
        cursor = page.next_cursor
    assert items == list(range(7))
    assert cursor is None


def test_a_cursor_of_another_question_or_of_a_graph_that_changed_is_refused() -> None:
    cursor = Page.of(ABOUT, 7, 3, None).of_all(range(7)).next_cursor
    assert Page.of(dict(reversed(ABOUT.items())), 7, 5, cursor).start == 3
    for about, version in ((ABOUT, 8), ({**ABOUT, "role": ["Diplomat"]}, 7)):
        with pytest.raises(BadCursorError):
            Page.of(about, version, 3, cursor)

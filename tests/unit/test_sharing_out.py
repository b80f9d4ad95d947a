"""How a limited number of pieces of evidence is shared out among ties."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.sharing_out import share_out


def test_the_strong_do_not_silence_the_weak() -> None:
    assert share_out([100, 3, 1], 10, [100, 3, 1]) == [6, 6, 6]


def test_where_there_are_too_many_ties_the_strongest_have_their_evidence() -> None:
    assert share_out([5, 9, 1, 7], 2, [5, 9, 1, 7]) == [0, 1, 0, 1]


def test_nothing_to_share() -> None:
    assert share_out([], 10, []) == []
    assert share_out([4, 2], 0, [4, 2]) == [0, 0]


@given(st.lists(st.integers(0, 30), max_size=30), st.integers(0, 200))
def test_all_that_fits_is_given_and_no_more(available: list[int], most: int) -> None:
    limits = share_out(available, most, available)
    given_ = sum(map(min, limits, available))
    assert given_ == min(most, sum(available))
    assert max(limits, default=0) - min(limits, default=0) <= 1

"""Rows in parts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.coordination.parts import parts


@given(st.lists(st.integers(0, 50), max_size=40), st.integers(1, 60))
def test_every_row_is_in_one_part_and_no_part_is_larger_than_it_must_be(
    sizes: list[int], most: int
) -> None:
    found = list(parts(np.array(sizes, np.int64), most))
    assert [row for part in found for row in range(part.start, part.stop)] == [*range(len(sizes))]
    for part in found:
        assert sum(sizes[part]) <= most or part.stop - part.start == 1

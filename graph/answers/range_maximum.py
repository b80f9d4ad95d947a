"""The largest value in each of many ranges of an array."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NOTHING: Final = np.iinfo(np.int64).min
"""The largest value of an empty range."""


class RangeMaximum:
    """Largest value in each of many ranges.

    By a table of the maxima over 1, 2, 4, ... values (Bender and Farach-Colton, *The LCA problem
    revisited*, LATIN 2000), with as many rows as the longest range needs.

    Args:
        first: Shape (ranges,): where each range begins.
        last: Shape (ranges,): where it ends, excluded.
    """

    def __init__(self, first: Ints, last: Ints) -> None:
        length = last - first
        self._some = np.flatnonzero(length)
        self._size = len(first)
        # The largest power of two that fits; two such spans cover a range.
        power = np.frexp(length[self._some].astype(np.float64))[1] - 1
        self._left = first[self._some]
        self._right = last[self._some] - (1 << power.astype(np.int64))
        self._by_power = [np.flatnonzero(power == k) for k in range(int(power.max(initial=-1)) + 1)]

    def __call__(self, values: Ints) -> Ints:
        """Return the largest value of each range, `NOTHING` for an empty one."""
        found = np.full(len(self._some), NOTHING)
        for k, here in enumerate(self._by_power):
            if k:
                half = 1 << (k - 1)
                values = np.maximum(values[:-half], values[half:])
            left, right = values[self._left[here]], values[self._right[here]]
            found[here] = np.maximum(left, right)
        result = np.full(self._size, NOTHING)
        result[self._some] = found
        return result

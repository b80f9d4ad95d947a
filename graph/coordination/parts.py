"""Rows in parts, so that what is made of them at once stays small."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.coordination.shares import Codes


def parts(sizes: Codes, most: int) -> Iterator[slice]:
    """Cut rows into runs whose sizes sum up to `most` at most; a larger row is a run of its own.

    Args:
        sizes: Shape (rows,): how much is made of each row.
        most: How much may be made at once.
    """
    sums = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        before = int(sums[begin - 1]) if begin else 0
        stop = int(np.searchsorted(sums, before + most, side="right"))
        yield slice(begin, max(begin + 1, stop))
        begin = max(begin + 1, stop)

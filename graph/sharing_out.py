"""A limited number of pieces, shared out among many."""

from __future__ import annotations

from collections.abc import Sequence


def share_out(available: Sequence[int], most: int, rank: Sequence[float]) -> list[int]:
    """Return how many each may have at most: the same number for all, as far as it goes.

    What is then left goes to the highest in rank, one each: where there are more ties than
    pieces of evidence to show, the strongest have theirs.

    Args:
        available: How many each could have.
        most: How many there are in all.
        rank: Who is first.
    """
    low, high = 0, max(available, default=0)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(middle, n) for n in available) <= most:
            low = middle
        else:
            high = middle - 1
    limits = [low] * len(available)
    wanting = [i for i, n in enumerate(available) if n > low]
    wanting.sort(key=lambda i: -rank[i])
    for i in wanting[: most - sum(min(low, n) for n in available)]:
        limits[i] += 1
    return limits

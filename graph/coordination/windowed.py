"""Pairs of shares of one object within a time window, without ever building all pairs.

The shares of all objects are laid one after another on a single line, further apart than the
window where the object changes. One sorted search then finds, for every share, how many
follow it within the window; the pairs are unrolled from those counts a chunk at a time, so
that the memory needed does not grow with the number of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.coordination.shares import Codes, Shares

CHUNK: Final = 4_000_000
"""Pairs in memory at a time: about 350 MB with all that is computed on them."""


def most_pairs(shares: int) -> int:
    """How many pairs are looked at by default: so many as keep memory in bounds.

    Measured: 1 million shares stay below 2 GB, 10 million below 8 GB.
    """
    return 12_000_000 + 3 * shares


class WindowedPairs:
    """The pairs of shares of one object that are at most `window` milliseconds apart.

    Attributes:
        followers: For each share, with how many later ones it is paired.
        truncated: For each object that was cut short: the pairs left out. A pair here is of
            any two shares, also of the same actor.

    Args:
        shares: The shares of one trace.
        window: Milliseconds, inclusive.
        most: If there are more pairs than this, the most viral objects are cut short until
            there are not: each of their shares is paired with its nearest followers only.
    """

    def __init__(self, shares: Shares, window: int, most: int | None = None) -> None:
        self.followers: Codes = followers(shares, window)
        self.truncated: dict[str, int] = {}
        self._cut(shares, most_pairs(len(shares)) if most is None else most)

    def __len__(self) -> int:
        return int(self.followers.sum())

    def __iter__(self) -> Iterator[tuple[Codes, Codes]]:
        """Yield chunks of pairs (earlier, later) as row numbers of the shares."""
        upto = np.cumsum(self.followers)
        row, total = 0, len(self.followers)
        while row < total:
            before = int(upto[row - 1]) if row else 0
            stop = max(row + 1, int(np.searchsorted(upto, before + CHUNK, side="right")))
            counts = self.followers[row:stop]
            if size := int(counts.sum()):
                earlier = np.repeat(np.arange(row, stop), counts)
                first = np.repeat(upto[row:stop] - counts, counts)
                yield earlier, earlier + 1 + np.arange(before, before + size) - first
            row = stop

    def _cut(self, shares: Shares, most: int) -> None:
        per_object = np.bincount(shares.object, self.followers, minlength=len(shares.objects))
        share = _fair_share(per_object, most)
        for code in np.flatnonzero(per_object > share):
            begin, stop = np.searchsorted(shares.object, [code, code + 1])
            counts = self.followers[begin:stop]
            before = int(counts.sum())
            np.minimum(counts, max(1, int(share) // int(stop - begin)), out=counts)
            self.truncated[str(shares.objects[int(code)])] = before - int(counts.sum())


def followers(shares: Shares, window: int) -> Codes:
    """Count, for each share, the later ones of its object within the window, by whomever."""
    line = _one_line(shares, window)
    end = np.searchsorted(line, line + window, side="right")
    count: Codes = end - np.arange(1, len(line) + 1)
    return count


def _fair_share(demand: npt.NDArray[np.generic], most: int) -> float:
    """The limit per object that keeps the sum at `most`; infinite if it is below anyway."""
    if demand.sum() <= most:
        return float("inf")
    ascending = np.sort(demand)
    below = np.cumsum(ascending) - ascending
    left = (most - below) / np.arange(len(demand), 0, -1)
    return float(left[np.argmax(ascending > left)])


def _one_line(shares: Shares, window: int) -> Codes:
    """Times shifted so that objects stand one after another, more than `window` apart.

    No gap is left wider than that, so a share dated in the year 9999 moves nothing out of range.
    """
    gaps = np.minimum(np.diff(shares.time), window + 1)
    gaps[shares.object[1:] != shares.object[:-1]] = window + 1
    line: Codes = np.cumsum(np.r_[np.zeros(min(len(shares), 1), dtype=np.int64), gaps])
    return line

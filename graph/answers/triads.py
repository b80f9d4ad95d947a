"""Two steps that one step joins too: a to b, b to c, and a to c.

Every such triad lies on a triangle, and triangles are listed by the forward algorithm (Schank and
Wagner, WEA 2005; Chiba and Nishizeki, SIAM Journal on Computing 14, 210, 1985): each pair of nodes
points to the one with more neighbours, so nobody points to more than the root of twice the pairs,
and two that the same node points to are looked up. With m pairs that is at most m ** 1.5 look-ups,
however many point to one and the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Triads = tuple[Ints, Ints, Ints]

_TOGETHER: Final = 1 << 21
"""Look-ups made together, so that memory stays bounded."""

_MULTIPLIER: Final = np.int64(-7046029254386353131)
"""2 ** 64 over the golden ratio, as a signed number (Knuth, section 6.4)."""


class EdgeSet:
    """Looks pairs of nodes up, most of which are not there."""

    def __init__(self, keys: Ints) -> None:
        """Make it.

        Args:
            keys: Shape (edges,): each edge as one number, ascending.
        """
        self._keys = keys
        bits = max((16 * len(keys)).bit_length(), 8)
        self._shift = np.int64(64 - bits)
        # A table of hashes answers most questions; one in sixteen goes to the search that is sure.
        self._table = np.zeros(1 << bits, dtype=np.bool_)
        self._table[self._hash(keys)] = True

    def _hash(self, keys: Ints) -> Ints:
        hashed: Ints = ((keys * _MULTIPLIER) >> self._shift) & np.int64(len(self._table) - 1)
        return hashed

    def find(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Return which of the wanted ones are there, and their places among the keys."""
        maybe = np.flatnonzero(self._table[self._hash(wanted)])
        if not len(self._keys) or not len(maybe):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(self._keys, wanted[maybe]), len(self._keys) - 1)
        there = self._keys[place] == wanted[maybe]
        return maybe[there], place[there]


def closed_triads(source: Ints, target: Ints, size: int) -> Iterator[Triads]:
    """List all a, b, c with edges from a to b, b to c and a to c, some at a time.

    Args:
        source: Shape (edges,): no loops, no edge twice.
        target: Shape (edges,).
        size: Number of nodes.
    """
    degree = np.bincount(source, minlength=size) + np.bincount(target, minlength=size)
    node = np.argsort(degree, kind="stable")
    rank = np.empty(size, dtype=np.int64)
    rank[node] = np.arange(size)
    begin, end = rank[source], rank[target]
    key = np.minimum(begin, end) * size + np.maximum(begin, end)
    order = np.argsort(key)
    key, way = key[order], np.where(begin < end, 1, 2).astype(np.int8)[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    key, way = key[first], np.add.reduceat(way, first) if len(first) else way  # 3: both ways
    low, high = key // size, key % size
    edges = EdgeSet(key)
    # A pair, and each pair after it that begins at the same node.
    count = np.searchsorted(low, low, side="right") - np.arange(len(low)) - 1
    before = np.r_[0, np.cumsum(count)]
    at = 0
    while at < len(low):
        to = max(int(np.searchsorted(before, before[at] + _TOGETHER, side="right")) - 1, at + 1)
        one = np.repeat(np.arange(at, to), count[at:to])
        two = np.arange(before[at], before[to]) - before[one] + one + 1
        found, three = edges.find(high[one] * size + high[two])
        one, two = one[found], two[found]
        corners = node[low[one]], node[high[one]], node[high[two]]
        yield _turned(corners, (way[one], way[two], way[three]))
        at = to


def _turned(corners: Triads, ways: tuple[npt.NDArray[np.int8], ...]) -> Triads:
    """Give each order of three corners in which they are a triad."""
    steps = {}
    for (low, high), way in zip(((0, 1), (0, 2), (1, 2)), ways, strict=True):
        steps[low, high], steps[high, low] = (way & 1) > 0, (way & 2) > 0
    found = []
    for order in permutations(range(3)):
        a, b, c = order
        triads = np.flatnonzero(steps[a, b] & steps[b, c] & steps[a, c])
        found.append([corners[k][triads] for k in order])
    first, second, third = (np.concatenate(nodes) for nodes in zip(*found, strict=True))
    return first, second, third

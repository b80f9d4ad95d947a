"""What two texts are compared by: sets of short runs of tokens, and a few long runs.

A *shingle* is two neighbouring words, or three characters of a script without spaces. An
*anchor* is a run of five words or eight characters: too long to be shared by chance, so one
of them is enough to look at a pair, however different the lengths of the two texts are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.republication.tokens import I64, U64, Tokens, flat_positions, mix

U32 = npt.NDArray[np.uint32]

_ANCHOR_WORDS: Final = 5
_ANCHOR_CHARACTERS: Final = 8
_ANCHOR_SHARE: Final = 3  # one anchor in three is kept, chosen by its hash (FracMinHash)


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """For each text the set of its shingles, as sorted 32-bit hashes one row after another.

    Two different shingles of a pair of posts share a hash with a chance of one in a million,
    which no threshold here can feel.
    """

    hashes: U32
    offsets: I64

    @property
    def sizes(self) -> I64:
        """Shingles per text."""
        return np.diff(self.offsets)

    @staticmethod
    def join(parts: "Sequence[ShingleSets]") -> "ShingleSets":
        """Put the sets of several collections one after another."""
        ends = np.concatenate([part.sizes for part in parts]).cumsum()
        hashes = np.concatenate([part.hashes for part in parts])
        return ShingleSets(hashes, np.concatenate(([0], ends)))


def shingle_sets(tokens: Tokens) -> ShingleSets:
    """Collect the shingles of every row; a row of one token is that token."""
    rows = _row_of_token(tokens)
    run = tokens.hashes.copy()
    second = _same_row(rows, 1)
    run[:-1][second] = mix(mix(run[:-1][second]) + tokens.hashes[1:][second])
    third = _same_row(rows, 2)
    third &= tokens.single[:-2] & tokens.single[1:-1] & tokens.single[2:]
    run[:-2][third] = mix(run[:-2][third] + tokens.hashes[2:][third])
    alone = tokens.lengths[rows] == 1
    valid = np.append(second, False) | alone
    keys = (rows[valid].astype(np.uint64) << np.uint64(32)) | (run[valid] >> np.uint64(32))
    return _as_sets(keys, len(tokens.lengths))


def _as_sets(keys: U64, rows: int) -> ShingleSets:
    """Make sets of numbers that hold the row in the upper half and the hash in the lower."""
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=rows)
    return ShingleSets(keys.astype(np.uint32), np.concatenate(([0], counts.cumsum())))


def token_sets(tokens: Tokens, chosen: npt.NDArray[np.bool_]) -> ShingleSets:
    """Collect the different ones of the chosen tokens of every row."""
    rows = _row_of_token(tokens)[chosen]
    keys = (rows.astype(np.uint64) << np.uint64(32)) | (tokens.hashes[chosen] >> np.uint64(32))
    return _as_sets(keys, len(tokens.lengths))


def anchors(tokens: Tokens) -> tuple[U64, I64]:
    """Sample the long runs of every row.

    The sample is taken by hash, so that two texts which share a run either both keep it or
    both drop it (FracMinHash: Irber et al. 2022, doi:10.1101/2022.01.11.475838).

    Returns:
        The hashes of the runs, and the row of each.
    """
    rows = _row_of_token(tokens)
    found, of = [], []
    for length, single in ((_ANCHOR_WORDS, False), (_ANCHOR_CHARACTERS, True)):
        if len(rows) < length:
            continue
        starts = np.flatnonzero(_same_row(rows, length - 1))
        starts = starts[tokens.single[starts] == single]
        run = np.zeros(len(starts), dtype=np.uint64)
        for step in range(length):
            run = run * np.uint64(0x9E3779B97F4A7C15) + tokens.hashes[starts + step]
        run = mix(run)
        kept = run % np.uint64(_ANCHOR_SHARE) == 0
        found.append(run[kept])
        of.append(rows[starts[kept]])
    if not found:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.concatenate(found), np.concatenate(of)


def common_shingles(sets: ShingleSets, left: I64, right: I64, batch: int = 2_000_000) -> I64:
    """Count exactly how many shingles the two texts of each pair have in common.

    Args:
        sets: The shingles of all texts.
        left: Rows of the first texts.
        right: Rows of the second texts.
        batch: How many shingles to hold at a time.

    Returns:
        The size of the intersection for each pair.
    """
    sizes = sets.sizes
    ends = (sizes[left] + sizes[right]).cumsum()
    common = np.zeros(len(left), dtype=np.int64)
    first = 0
    while first < len(left):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + batch)))
        part = slice(first, last)
        pair = np.arange(last - first, dtype=np.uint64)
        keys = np.concatenate([_with_pair(sets, side[part], pair) for side in (left, right)])
        keys.sort()
        twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
        common[part] = np.bincount(twice.astype(np.int64), minlength=last - first)
        first = last
    return common


def _with_pair(sets: ShingleSets, rows: I64, pair: U64) -> U64:
    sizes = sets.sizes[rows]
    at = flat_positions(sets.offsets[rows], sizes)
    return np.asarray((np.repeat(pair, sizes) << np.uint64(32)) | sets.hashes[at])


def _row_of_token(tokens: Tokens) -> I64:
    return np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)


def _same_row(rows: I64, distance: int) -> npt.NDArray[np.bool_]:
    """Whether each token and the one `distance` further on belong to one row."""
    return np.asarray(rows[distance:] == rows[: len(rows) - distance])

"""What two texts are compared by: sets of short runs of tokens, and a few long runs.

A *shingle* is two neighbouring words, or three characters of a script without spaces. An
*anchor* is a run of five words or eight characters: too long to be shared by chance, so one
of them is enough to look at a pair, however different the lengths of the two texts are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.republication.tokens import I64, U32, U64, Tokens, flat_positions, mix

_ANCHOR_WORDS: Final = 5
_ANCHOR_CHARACTERS: Final = 8
# Lengths of texts that are too short for an anchor; whether they are counted in characters.
_BRIEF: Final = ((3, False), (4, False), (6, True), (7, True))
_AT_ONCE: Final = 2_000_000  # shingles


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

    def rows(self, chosen: I64) -> "ShingleSets":
        """Keep only the sets of the chosen texts."""
        sizes = self.sizes[chosen]
        at = flat_positions(self.offsets[chosen], sizes)
        return ShingleSets(self.hashes[at], np.concatenate(([0], sizes.cumsum())))

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


def piece_sets(tokens: Tokens, most_words: float) -> ShingleSets:
    """Collect the beginnings, and the ends, of neighbouring words of every short row.

    Two short texts that differ by slips of the pen have few whole words in a row in common, but
    most of these.

    Args:
        tokens: The texts.
        most_words: Longer rows have an empty set.
    """
    rows = _row_of_token(tokens)
    at = np.flatnonzero((tokens.words <= most_words)[rows[:-1]] & _same_row(rows, 1))
    of = rows[at].astype(np.uint64) << np.uint64(32)
    pairs = (
        (of | _paired(tokens.head[at], tokens.head[at + 1])),
        (of | _paired(tokens.tail[at], tokens.tail[at + 1])),
    )
    return _as_sets(np.concatenate(pairs), len(tokens.lengths))


def _paired(first: U32, second: U32) -> U32:
    mixed = (first ^ (first >> np.uint32(15))) * np.uint32(0x85EBCA6B) + second
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return np.asarray(mixed ^ (mixed >> np.uint32(16)))


def anchors(tokens: Tokens) -> tuple[U64, I64]:
    """List the long runs of every row.

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
        found.append(mix(run))
        of.append(rows[starts])
    if not found:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.concatenate(found), np.concatenate(of)


def edges(tokens: Tokens, most_words: float) -> tuple[U64, I64]:
    """List the first, and the last, three and four words of every short row.

    A text too short for an anchor is found by them where another one begins or ends with it.

    Args:
        tokens: The texts.
        most_words: Longer rows have none.

    Returns:
        The hashes of these runs, and the row of each.
    """
    begin, end = tokens.offsets[:-1], tokens.offsets[1:]
    short = np.flatnonzero((tokens.words <= most_words) & (end > begin))
    single = tokens.single[begin[short]]
    found, of = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for length, wanted in _BRIEF:
        rows = short[(single == wanted) & (end[short] - begin[short] >= length)]
        for first in (begin[rows], end[rows] - length):
            run = np.full(len(rows), length, dtype=np.uint64)
            for step in range(length):
                run = run * np.uint64(0x9E3779B97F4A7C15) + tokens.hashes[first + step]
            found.append(mix(run))
            of.append(rows)
    return np.concatenate(found), np.concatenate(of)


def common_shingles(sets: ShingleSets, left: I64, right: I64, batch: int = _AT_ONCE) -> I64:
    """Count exactly how many shingles the two texts of each pair have in common.

    Args:
        sets: The shingles of all texts.
        left: Rows of the first texts.
        right: Rows of the second texts.
        batch: How many shingles to hold at a time.

    Returns:
        The size of the intersection for each pair.
    """
    common = np.zeros(len(left), dtype=np.int64)
    for first, pair, _ in _shared(sets, left, right, batch):
        count = np.bincount(pair)
        common[first : first + len(count)] = count
    return common


def shared_shingles(sets: ShingleSets, left: I64, right: I64) -> Iterator[tuple[I64, U32]]:
    """List the shingles that the two texts of each pair have in common.

    Yields:
        For some pairs at a time the number of the pair and the hash of each common shingle.
    """
    for first, pair, hashes in _shared(sets, left, right, _AT_ONCE):
        yield pair + first, hashes


def _shared(sets: ShingleSets, left: I64, right: I64, batch: int) -> Iterator[tuple[int, I64, U32]]:
    """Common shingles of so many pairs at a time as memory has room for, pairs from 0."""
    sizes = sets.sizes
    ends = (sizes[left] + sizes[right]).cumsum()
    first = 0
    while first < len(left):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + batch)))
        part = slice(first, last)
        pair = np.arange(last - first, dtype=np.uint64)
        keys = np.concatenate([_with_pair(sets, side[part], pair) for side in (left, right)])
        keys.sort()
        twice = keys[1:][keys[1:] == keys[:-1]]
        yield first, (twice >> np.uint64(32)).astype(np.int64), twice.astype(np.uint32)
        first = last


def _with_pair(sets: ShingleSets, rows: I64, pair: U64) -> U64:
    sizes = sets.sizes[rows]
    at = flat_positions(sets.offsets[rows], sizes)
    return np.asarray((np.repeat(pair, sizes) << np.uint64(32)) | sets.hashes[at])


def _row_of_token(tokens: Tokens) -> I64:
    return np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)


def _same_row(rows: I64, distance: int) -> npt.NDArray[np.bool_]:
    """Whether each token and the one `distance` further on belong to one row."""
    return np.asarray(rows[distance:] == rows[: len(rows) - distance])

"""What two texts are compared by: sets of short runs of tokens, and a few long runs.

A *shingle* is two neighbouring words, or three characters of a script without spaces. An
*anchor* is a run of five words or eight characters: too long to be shared by chance, so one
of them is enough to look at a pair, however different the lengths of the two texts are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.republication.tokens import (
    I64,
    U32,
    U64,
    Bools,
    Tokens,
    edge_hashes,
    flat_positions,
    mix,
)

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
    run = tokens.hashes.copy()
    second = _same_row(tokens.row, 1)
    run[:-1] = np.where(second, mix(mix(run[:-1]) + tokens.hashes[1:]), run[:-1])
    if tokens.single.any():
        third = _same_row(tokens.row, 2)
        third &= tokens.single[:-2] & tokens.single[1:-1] & tokens.single[2:]
        run[:-2][third] = mix(run[:-2][third] + tokens.hashes[2:][third])
    valid = np.append(second, np.zeros(1, dtype=np.bool_))[: len(run)]
    valid[tokens.offsets[:-1][tokens.lengths == 1]] = True
    return _as_sets(_in_rows(tokens.row[valid], run[valid]), len(tokens.lengths))


def _in_rows(rows: I64, hashes: U64) -> U64:
    """The row in the upper half, and the upper half of the hash in the lower."""
    return np.asarray((rows.view(np.uint64) << np.uint64(32)) | (hashes >> np.uint64(32)))


def _as_sets(keys: U64, rows: int) -> ShingleSets:
    """Make sets of numbers that hold the row in the upper half and the hash in the lower."""
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=rows)
    return ShingleSets(keys.astype(np.uint32), np.concatenate(([0], counts.cumsum())))


def token_sets(tokens: Tokens, chosen: Bools | None = None) -> ShingleSets:
    """Collect the different ones of the tokens, or of the chosen ones, of every row."""
    rows, hashes = tokens.row, tokens.hashes
    if chosen is not None:
        rows, hashes = rows[chosen], hashes[chosen]
    return _as_sets(_in_rows(rows, hashes), len(tokens.lengths))


def piece_sets(tokens: Tokens, most_words: float) -> ShingleSets:
    """Collect the beginnings, and the ends, of neighbouring words of every short row.

    Two short texts that differ by slips of the pen have few whole words in a row in common, but
    most of these.

    Args:
        tokens: The texts.
        most_words: Longer rows have an empty set.
    """
    short = np.flatnonzero((tokens.words <= most_words) & (tokens.lengths > 1))
    chosen = flat_positions(tokens.offsets[short], tokens.lengths[short])
    head, tail = edge_hashes(tokens, chosen)
    rows = tokens.row[chosen]
    at = np.flatnonzero(_same_row(rows, 1))
    of = rows[at].astype(np.uint64) << np.uint64(32)
    pairs = of | _paired(head[at], head[at + 1]), of | _paired(tail[at], tail[at + 1])
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
    found, of = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for length, single in ((_ANCHOR_WORDS, False), (_ANCHOR_CHARACTERS, True)):
        last = len(tokens.hashes) - length + 1
        begins = np.flatnonzero(
            _same_row(tokens.row, length - 1) & (tokens.single[: max(last, 0)] == single)
        )
        if not len(begins):
            continue
        run = np.zeros(last, dtype=np.uint64)
        for step in range(length):
            run *= np.uint64(0x9E3779B97F4A7C15)
            run += tokens.hashes[step : last + step]
        found.append(mix(run[begins]))
        of.append(tokens.row[begins])
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


def _same_row(rows: I64, distance: int) -> Bools:
    """Whether each token and the one `distance` further on belong to one row."""
    return np.asarray(rows[distance:] == rows[: max(len(rows) - distance, 0)])

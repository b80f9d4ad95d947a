"""Pairs of texts worth comparing: those that share a MinHash band or a long run of words.

Broder 1997 (MinHash), Leskovec, Rajaraman and Ullman 2014, chapter 3 (banding).
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.distinct import distinct
from graph.republication.shingles import ShingleSets
from graph.republication.tokens import I64, U64, flat_positions, mix

ROWS_PER_BAND: Final = 3
BANDS: Final = 20
"""Two texts with Jaccard J meet with probability 1 - (1 - J**3)**20: 0.73 at 0.4, 0.93 at 0.5."""

MOST_SHINGLES: Final = 64
_NEAREST: Final = 2


def band_keys(sets: ShingleSets, seed: int = 1) -> tuple[U64, I64]:
    """Compute the MinHash bands of every text that has few shingles.

    A long text needs none: what is left of it in a copy holds a run of words that is left.

    Returns:
        The keys of the bands, and the row of each.
    """
    sizes = sets.sizes
    rows = np.flatnonzero((sizes > 0) & (sizes <= MOST_SHINGLES))
    if not len(rows):
        return np.zeros(0, dtype=np.uint64), rows
    sets = sets.rows(rows)
    starts = sets.offsets[:-1]
    random = np.random.default_rng(seed)
    keys = np.empty((BANDS, len(rows)), dtype=np.uint64)
    permuted = np.empty_like(sets.hashes)
    for band in range(BANDS):
        key = np.full(len(rows), band, dtype=np.uint64)
        for _ in range(ROWS_PER_BAND):
            # An odd multiplier permutes the 32-bit hashes, which are already scrambled.
            np.multiply(sets.hashes, np.uint32(random.integers(1 << 31) * 2 + 1), out=permuted)
            permuted ^= np.uint32(random.integers(1 << 32))
            key = mix(key + np.minimum.reduceat(permuted, starts))
        keys[band] = key
    return keys.ravel(), np.tile(rows, BANDS)


_ROW_BITS: Final = np.uint64(28)
_ROW_MASK: Final = np.uint64((1 << 28) - 1)
_SLICE: Final = 8_000_000


def pack(keys: U64, rows: I64, first: int) -> U64:
    """Put keys and their texts, counted from `first`, into one number each."""
    return np.asarray((keys & ~_ROW_MASK) | (rows + first).astype(np.uint64))


@dataclass(slots=True)
class CandidateIndex:
    """Which texts have which keys, over all that has been added.

    A key and a text are packed into one number, 36 bits of the key above 28 of the row, so that
    an entry takes eight bytes and one plain sort groups them; what the shorter keys confuse is
    undone by the exact comparison.

    A key that very many texts share pairs each of them only with the first two and the last
    two before it, so that the work grows with the number of texts and not with its square.
    """

    segments: list[U64] = field(default_factory=list)

    def add(self, entries: U64) -> tuple[I64, I64]:
        """Add texts and return the pairs to compare.

        Args:
            entries: Keys of new texts, as `pack` makes them; texts are numbered higher than all
                added before.

        Returns:
            The rows of the earlier and of the later texts, each pair once.
        """
        entries.sort()
        pairs = [_within(entries), *(_against(old, entries) for old in self.segments)]
        self.segments.append(entries)
        self._merge()
        packed = distinct(np.concatenate(pairs))
        return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(
            np.int64
        )

    def _merge(self) -> None:
        """Keep each segment more than twice as long as the next, as a log-structured tree does."""
        while len(self.segments) > 1 and len(self.segments[-2]) < 2 * len(self.segments[-1]):
            merged = np.concatenate((self.segments.pop(), self.segments.pop()))
            merged.sort()
            self.segments.append(merged)


def _pack(earlier: U64, later: U64) -> U64:
    different = earlier != later
    return np.asarray((earlier[different] << np.uint64(32)) | later[different])


def _within(entries: U64) -> U64:
    """Pairs inside one sorted segment: each entry with its bucket's first and nearest ones."""
    keys = entries >> _ROW_BITS
    shared = np.zeros(len(keys), dtype=np.bool_)
    if len(keys):
        shared[1:] = keys[1:] == keys[:-1]
        shared[:-1] |= shared[1:]
    entries = entries[shared]
    keys = keys[shared]
    found = [np.zeros(0, dtype=np.uint64)]
    begin = 0
    while begin < len(entries):
        end = begin + _SLICE
        end = len(keys) if end >= len(keys) else int(np.searchsorted(keys, keys[end], side="right"))
        found.append(_bucket_pairs(keys[begin:end], entries[begin:end] & _ROW_MASK))
        begin = end
    return np.concatenate(found)


def _bucket_pairs(keys: U64, rows: U64) -> U64:
    new = np.concatenate(([True], keys[1:] != keys[:-1]))
    start = np.flatnonzero(new)[new.cumsum() - 1]
    at = np.arange(len(keys))
    found = []
    for step in range(1, _NEAREST + 1):
        inside = np.flatnonzero(at - step >= start)
        found.append(_pack(rows[inside - step], rows[inside]))
    for step in range(_NEAREST):
        inside = np.flatnonzero(at > start + step + _NEAREST)
        found.append(_pack(rows[start[inside] + step], rows[inside]))
    return distinct(np.concatenate(found))


def _against(old: U64, new: U64) -> U64:
    """Pairs of new entries with the first and last ones of the same key in an old segment."""
    low = new & ~_ROW_MASK
    first = np.searchsorted(old, low, side="left")
    last = np.searchsorted(old, low | _ROW_MASK, side="right")
    hit = np.flatnonzero(first < last)
    first, last, rows = first[hit], last[hit], new[hit] & _ROW_MASK
    head = np.minimum(last - first, _NEAREST)
    tail = np.minimum(last - first - head, _NEAREST)
    return np.concatenate(
        [
            _pack(old[flat_positions(begin, count)] & _ROW_MASK, np.repeat(rows, count))
            for begin, count in ((first, head), (last - tail, tail))
        ]
    )

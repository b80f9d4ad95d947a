"""Ragged arrays of token hashes, and the hashing that they rest on."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BASE: Final = 0x9E3779B97F4A7C15 | 1
_WORD: Final = 1 << 64
_EDGE: Final = 4  # letters at either edge of a word
_EDGE_BASE: Final = np.uint32(0x9E3779B1)
_TAIL: Final = 0x7F4A7C15  # so that the last letters are not taken for first ones


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of many texts, one after another.

    Attributes:
        hashes: One 64-bit hash per token.
        offsets: Row `i` is `hashes[offsets[i]:offsets[i + 1]]`; one longer than there are rows.
        single: The token is one character of a script without spaces.
        number: The token begins with a digit.
        tag: The token is a hashtag.
        head: Hash of the token's first four letters,
        tail: and of its last four: a slip of the pen leaves one of the two.
    """

    hashes: U64
    offsets: I64
    single: Bools
    number: Bools
    tag: Bools
    head: U32
    tail: U32

    @property
    def lengths(self) -> I64:
        """Tokens per row."""
        return np.diff(self.offsets)

    @property
    def words(self) -> npt.NDArray[np.float64]:
        """Words per row, two characters of a script without spaces being one."""
        weights = np.concatenate(([0.0], np.where(self.single, 0.5, 1.0).cumsum()))
        return np.asarray(weights[self.offsets[1:]] - weights[self.offsets[:-1]])

    def cut(self, first: I64, last: I64) -> "Tokens":
        """Keep of each row only the tokens from `first` up to `last` (positions in `hashes`)."""
        edges = np.zeros(len(self.hashes) + 1, dtype=np.int64)
        np.add.at(edges, first, 1)
        np.add.at(edges, np.maximum(last, first), -1)
        kept = edges[:-1].cumsum() > 0
        lengths = np.maximum(last - first, 0)
        return self._only(np.flatnonzero(kept), np.concatenate(([0], lengths.cumsum())))

    def without(self, dropped: Bools) -> "Tokens":
        """Drop some tokens; the rows stay."""
        kept = ~dropped
        before = np.concatenate(([0], dropped.cumsum()))
        return self._only(np.flatnonzero(kept), self.offsets - before[self.offsets])

    def rows(self, chosen: I64) -> "Tokens":
        """Keep only the chosen rows, in the order given."""
        lengths = self.lengths[chosen]
        at = flat_positions(self.offsets[chosen], lengths)
        return self._only(at, np.concatenate(([0], lengths.cumsum())))

    def _only(self, at: I64, offsets: I64) -> "Tokens":
        flags = (self.single[at], self.number[at], self.tag[at])
        return Tokens(self.hashes[at], offsets, *flags, self.head[at], self.tail[at])


def mix(values: U64) -> U64:
    """Scramble 64-bit values so that every bit depends on every other (SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def word_hashes(characters: U32, starts: I64) -> U64:
    """Hash words that lie in one flat array of characters, separators being zero.

    Args:
        characters: Folded characters; 0 and nothing else separates words.
        starts: Where words begin, ascending.

    Returns:
        One unmixed hash per word: a polynomial modulo 2^64, which lets all words be summed
        at once and then shifted to a common origin.
    """
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    powers, inverses = _powers(_power_of_two(len(characters)))
    sums = np.add.reduceat(characters * powers[: len(characters)], starts)
    return np.asarray(sums * inverses[starts], dtype=np.uint64)


def edge_hashes(characters: U32, starts: I64, ends: I64) -> tuple[U32, U32]:
    """Hash the first and the last letters of words; of a short word both are the same.

    Args:
        characters: Folded characters.
        starts: Where words begin.
        ends: Where they end, exclusive.
    """
    head = np.zeros(len(starts), dtype=np.uint32)
    tail = np.full(len(starts), _TAIL, dtype=np.uint32)
    for step in range(_EDGE):
        here, back = starts + step, ends - 1 - step
        inside = here < ends
        head = (head + characters[np.where(inside, here, 0)] * inside) * _EDGE_BASE
        tail = (tail + characters[np.where(inside, back, 0)] * inside) * _EDGE_BASE
    return head, np.where(ends - starts > _EDGE, tail, head)


def row_hashes(tokens: Tokens) -> U64:
    """Hash each row of tokens as a whole; a row without tokens has the hash 0."""
    filled = np.flatnonzero(tokens.lengths)
    hashes = np.zeros(len(tokens.lengths), dtype=np.uint64)
    if len(filled):
        starts = tokens.offsets[filled]
        powers, inverses = _powers(_power_of_two(len(tokens.hashes)))
        sums = np.add.reduceat(tokens.hashes * powers[: len(tokens.hashes)], starts)
        hashes[filled] = mix(sums * inverses[starts])
    return hashes


def flat_positions(starts: I64, lengths: I64) -> I64:
    """Positions of ragged rows in a flat array: `starts[0], starts[0] + 1, ...` and so on."""
    total = int(lengths.sum())
    ends = lengths.cumsum()
    return np.arange(total) + np.repeat(starts - (ends - lengths), lengths)


def _power_of_two(size: int) -> int:
    """Round up, so that few different tables are kept."""
    return 1 << max(20, size.bit_length())


@lru_cache(maxsize=4)
def _powers(size: int) -> tuple[U64, U64]:
    base = np.full(size, _BASE, dtype=np.uint64)
    inverse = np.full(size, pow(_BASE, -1, _WORD), dtype=np.uint64)
    base[0] = inverse[0] = 1
    return np.cumprod(base), np.cumprod(inverse)

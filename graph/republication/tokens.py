"""Ragged arrays of token hashes, and the hashing that they rest on."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_BASE: Final = 0x9E3779B97F4A7C15 | 1
_WORD: Final = 1 << 64
_EDGE: Final = 4  # letters at either edge of a word
_EDGE_BASE: Final = np.uint32(0x9E3779B1)
_TAIL: Final = 0x7F4A7C15  # so that the last letters are not taken for first ones


@dataclass(frozen=True)
class Tokens:
    """The tokens of many texts, one after another.

    Attributes:
        hashes: One 64-bit hash per token.
        offsets: Row `i` is `hashes[offsets[i]:offsets[i + 1]]`; one longer than there are rows.
        single: The token is one character of a script without spaces.
        number: The token begins with a digit.
        tag: The token is a hashtag.
        letters: The folded characters of all texts, separators being zero; shared by all tokens
            that are taken from these.
        begin: Where in `letters` the token begins,
        end: and where it ends, exclusive.
    """

    hashes: U64
    offsets: I64
    single: Bools
    number: Bools
    tag: Bools
    letters: U32
    begin: I32
    end: I32

    @cached_property
    def lengths(self) -> I64:
        """Tokens per row."""
        return np.diff(self.offsets)

    @cached_property
    def row(self) -> I64:
        """For each token its row."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @cached_property
    def words(self) -> npt.NDArray[np.float64]:
        """Words per row, two characters of a script without spaces being one."""
        return self.words_within(self.offsets[:-1], self.offsets[1:])

    def words_within(self, first: I64, last: I64) -> npt.NDArray[np.float64]:
        """Words from `first` up to `last` (positions in `hashes`)."""
        single = np.flatnonzero(self.single)
        halves = np.searchsorted(single, last) - np.searchsorted(single, first)
        return np.asarray(last - first - 0.5 * halves)

    def within(self, first: I64, last: I64) -> "Tokens":
        """Keep the tokens from `first` up to `last` (positions in `hashes`), each pair a row."""
        lengths = last - first
        at = flat_positions(first, lengths)
        offsets = np.concatenate(([0], lengths.cumsum()))
        flags = (self.single[at], self.number[at], self.tag[at])
        return Tokens(self.hashes[at], offsets, *flags, self.letters, self.begin[at], self.end[at])


def mix(values: U64) -> U64:
    """Scramble 64-bit values so that every bit depends on every other (SplitMix64)."""
    mixed = values >> np.uint64(30)
    mixed ^= values
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


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


def edge_hashes(tokens: Tokens, chosen: I64) -> tuple[U32, U32]:
    """Hash the first four letters of the chosen tokens, and the last four.

    A slip of the pen leaves one of the two; of a short word both are the same.
    """
    starts, ends = tokens.begin[chosen], tokens.end[chosen]
    head = np.zeros(len(chosen), dtype=np.uint32)
    tail = np.full(len(chosen), _TAIL, dtype=np.uint32)
    for step in range(_EDGE):
        here, back = starts + step, ends - 1 - step
        inside = here < ends
        head = (head + tokens.letters[np.where(inside, here, 0)] * inside) * _EDGE_BASE
        tail = (tail + tokens.letters[np.where(inside, back, 0)] * inside) * _EDGE_BASE
    return head, np.where(ends - starts > _EDGE, tail, head)


def run_hashes(tokens: Tokens, first: I64, last: I64) -> U64:
    """Hash the tokens from `first` up to `last` as a whole; of none the hash is 0."""
    powers, inverses = _powers(_power_of_two(len(tokens.hashes)))
    sums = np.zeros(len(tokens.hashes) + 1, dtype=np.uint64)
    np.cumsum(tokens.hashes * powers[: len(tokens.hashes)], out=sums[1:])
    return np.where(last > first, mix((sums[last] - sums[first]) * inverses[first]), np.uint64(0))


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

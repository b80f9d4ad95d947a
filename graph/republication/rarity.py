"""How rare shingles are: what many texts have says little about who copied whom."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.republication.shingles import ShingleSets, shared_shingles
from graph.republication.tokens import I64, U32

_BITS: Final = 24
_SHIFT: Final = np.uint32(32 - _BITS)
_PRIOR: Final = 1000  # of so many texts each table is taken to hold more than it does
_AT_ONCE: Final = 4_000_000

Floats = npt.NDArray[np.float64]


def _no_counts() -> U32:
    return np.zeros(1 << _BITS, dtype=np.uint32)


@dataclass(slots=True)
class Rarity:
    """In how many different texts each shingle stands.

    Shingles are counted by the upper 24 bits of their hashes, so that the table has one size
    whatever it counts; what shares a place with another passes for more common than it is.

    Attributes:
        counts: For each place how many texts have a shingle there.
        texts: How many texts were counted.
    """

    counts: U32 = field(default_factory=_no_counts)
    texts: int = 0

    def add(self, sets: ShingleSets) -> None:
        """Count the shingles of new texts."""
        for begin in range(0, len(sets.hashes), _AT_ONCE):
            np.add.at(self.counts, sets.hashes[begin : begin + _AT_ONCE] >> _SHIFT, np.uint32(1))
        self.texts += len(sets.sizes)

    def of(self, hashes: U32) -> Floats:
        """Say how rare shingles are: near 1 if hardly a text has it, 0 if all have (scaled idf)."""
        stands = np.maximum(self.counts[hashes >> _SHIFT], 1)
        return np.asarray(1 - np.log(stands) / np.log(self.texts + _PRIOR)).clip(0)

    def shared(self, sets: ShingleSets, left: I64, right: I64) -> tuple[Floats, Floats]:
        """Say how rare what the two texts of each pair have in common is: the sum, and the mean."""
        total, count = np.zeros(len(left)), np.zeros(len(left))
        for pair, hashes in shared_shingles(sets, left, right):
            total += np.bincount(pair, weights=self.of(hashes), minlength=len(left))
            count += np.bincount(pair, minlength=len(left))
        return total, total / np.maximum(count, 1)

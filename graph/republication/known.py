"""Which texts are known already, told by their hashes."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.republication.tokens import I64, U64, Bools

UNKNOWN: Final = -1
"""Stands for the row of a text that is not known."""


@dataclass(slots=True)
class KnownTexts:
    """The rows of texts by their keys, while texts are added part by part.

    Sorted segments of keys, each more than twice as long as the next, so that all work grows
    with the number of texts and hardly faster (a log-structured merge tree).

    Attributes:
        keys: The keys known at first: row `i` has key `i`.
        new: Keys of the rows added since, part by part.
        count: How many rows there are.
    """

    keys: U64
    new: list[U64] = field(default_factory=list)
    count: int = field(init=False)
    _segments: list[tuple[U64, I64]] = field(init=False)

    def __post_init__(self) -> None:
        self.count = len(self.keys)
        order = np.argsort(self.keys)
        self._segments = [(self.keys[order], order)] if len(order) else []

    def add(self, keys: U64, said: Bools) -> tuple[I64, I64]:
        """Give rows to texts: known ones theirs, new ones the next in order.

        Args:
            keys: The key of each text.
            said: Whether it is to have a row, if it is new.

        Returns:
            The row of each text, or `UNKNOWN`; and which texts are new, each once.
        """
        rows = self._rows(keys)
        unknown = np.flatnonzero(said & (rows == UNKNOWN))
        ordered, first, inverse = np.unique(keys[unknown], return_index=True, return_inverse=True)
        number = np.empty(len(first), dtype=np.int64)
        number[np.argsort(first)] = self.count + np.arange(len(first))
        rows[unknown] = number[inverse]
        chosen = unknown[np.sort(first)]
        self.new.append(keys[chosen])
        self.count += len(chosen)
        if len(chosen):
            self._segments.append((ordered, number))
            self._merge()
        return rows, chosen

    def _rows(self, keys: U64) -> I64:
        rows = np.full(len(keys), UNKNOWN, dtype=np.int64)
        for known, of in self._segments:
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            rows = np.where(known[at] == keys, of[at], rows)
        return rows

    def _merge(self) -> None:
        while len(self._segments) > 1:
            (longer, of_longer), (keys, rows) = self._segments[-2:]
            if len(longer) >= 2 * len(keys):
                return
            keys, rows = np.concatenate((longer, keys)), np.concatenate((of_longer, rows))
            order = np.argsort(keys)
            self._segments[-2:] = [(keys[order], rows[order])]

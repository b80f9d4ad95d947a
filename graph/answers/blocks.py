"""The weight inside communities and at them, which every measure of a division is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.snapshot.pairs import Pairs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Sums over the pairs of a graph for each community of a division.

    Attributes:
        directed: Whether the graph tells who amplifies from who is amplified.
        inside: Shape (communities,): weight of the pairs with both ends in it.
        out: Shape (communities,): weight of the pairs with their source in it.
        into: Shape (communities,): weight of the pairs with their target in it.
    """

    directed: bool
    inside: Floats
    out: Floats
    into: Floats

    @classmethod
    def of(cls, pairs: Pairs, weights: Floats, membership: Ints) -> Blocks:
        """Add up.

        Args:
            pairs: The graph.
            weights: Shape (pairs,).
            membership: Shape (nodes,): community of each node.
        """
        number = int(membership.max(initial=0)) + 1
        begin, end = membership[pairs.source], membership[pairs.target]
        within = np.where(begin == end, weights, 0.0)
        columns = ((begin, within), (begin, weights), (end, weights))
        return cls(
            pairs.directed,
            *(np.bincount(at, what, number).astype(np.float64) for at, what in columns),
        )

    @property
    def total(self) -> float:
        """Weight of all pairs."""
        return float(self.out.sum())

    @property
    def chance(self) -> Floats:
        """Shape (communities,): weight expected inside, given every node's weight.

        Newman and Girvan (Physical Review E 69, 026113, 2004); with direction, Leicht and
        Newman (Physical Review Letters 100, 118703, 2008).
        """
        if not self.total:
            return np.zeros(len(self.out))
        ends = self.out * self.into if self.directed else ((self.out + self.into) / 2) ** 2
        return np.asarray(ends / self.total, dtype=np.float64)

    def modularity(self, resolution: float = 1.0) -> Floats:
        """Return what each community adds to the modularity, shape (communities,)."""
        if not self.total:
            return np.zeros(len(self.out))
        return np.asarray((self.inside - resolution * self.chance) / self.total, dtype=np.float64)

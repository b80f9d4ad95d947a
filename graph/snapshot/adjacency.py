"""Who is next to whom, as flat arrays (compressed sparse rows).

Edges between the same two nodes are one step here; which relationships it stands for is read
from the edge table when a path has been found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.snapshot.pairs import merged

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Steps from every node, sorted by start and end.

    Attributes:
        starts: Shape (nodes + 1): the steps from node v are `starts[v]:starts[v + 1]`.
        ends: Shape (steps): where each step leads.
        weights: Shape (steps): sum of the counts of the relationships it stands for.
    """

    starts: Ints
    ends: Nodes
    weights: Floats

    @classmethod
    def of(cls, size: int, source: Ints, target: Ints, weight: Floats) -> Adjacency:
        """Merge parallel steps of a graph with `size` nodes; loops are left out."""
        source, target, weight = merged(size, source, target, weight)
        starts = np.searchsorted(source, np.arange(size + 1, dtype=np.int64))
        return cls(starts.astype(np.int64), target.astype(np.int32), weight)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.starts) - 1

    def reversed(self) -> Adjacency:
        """The same steps, taken backwards."""
        begin = np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.starts))
        return Adjacency.of(self.size, self.ends.astype(np.int64), begin, self.weights)

    def steps(self, nodes: Nodes) -> Ints:
        """Positions of all steps from `nodes`, one node after the other."""
        first, last = self.starts[nodes], self.starts[nodes + 1]
        count = last - first
        total = int(count.sum())
        if total == 0:
            return np.zeros(0, np.int64)
        before = np.cumsum(count) - count
        return np.repeat(first - before, count) + np.arange(total, dtype=np.int64)

    def out(self, node: int) -> tuple[Nodes, Floats]:
        """Where one node's steps lead, and their weights."""
        part = slice(self.starts[node], self.starts[node + 1])
        return self.ends[part], self.weights[part]

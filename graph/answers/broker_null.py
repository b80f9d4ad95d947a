"""What chance gives brokers: graphs in which everybody keeps the number of its ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.answers.betweenness import betweenness
from graph.answers.brokerage import ROLES, count_roles
from graph.answers.switching import graphs_by_chance
from graph.snapshot.adjacency import Adjacency

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """What random graphs give each node.

    Attributes:
        mean: Shape (nodes,) or (nodes, roles).
        deviation: Likewise: standard deviations between the graphs; 0 of a single graph.
    """

    mean: Floats
    deviation: Floats


class _Sums:
    """Adds up what each random graph gives, so that not all of it is kept."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._graphs = 0
        self._total, self._squares = np.zeros(shape), np.zeros(shape)

    def add(self, values: Floats) -> None:
        self._graphs += 1
        self._total += values
        self._squares += values**2

    def chance(self) -> Chance:
        mean = self._total / self._graphs
        variance = np.maximum(self._squares / self._graphs - mean**2, 0)
        return Chance(mean, np.sqrt(variance * self._graphs / max(self._graphs - 1, 1)))


def brokers_by_chance(
    edges: tuple[Ints, Ints],
    group: Ints,
    graphs: int,
    seed: int,
    pairs: int | None,
    role_pairs: int | None,
) -> tuple[Chance, Chance] | None:
    """Count roles, and measure betweenness, in random graphs.

    The roles are those of the random graphs of all edges between grouped nodes, as the real ones
    are; where every node has a group, those are the graphs of the betweenness.

    Args:
        edges: Where content comes from and where it goes, shape (edges,) each.
        group: Shape (nodes,): number of each node's group; -1 for none.
        graphs: How many random graphs.
        seed: Seed of them, and of the samples in the first; the others follow.
        pairs: To draw for each betweenness, as in `betweenness`.
        role_pairs: To draw at each node for its roles, as in `count_roles`.

    Returns:
        Of the roles and of the betweenness; None without graphs, or without edges.
    """
    source, target = edges
    if not graphs or not len(source):
        return None
    size, rng = len(group), np.random.default_rng(seed)
    both = (group[source] >= 0) & (group[target] >= 0)
    whole = graphs_by_chance(source, target, size, graphs, rng)
    grouped = graphs_by_chance(source[both], target[both], size, graphs, rng)
    known = np.maximum(group, 0)
    roles, through = _Sums((size, len(ROLES))), _Sums((size,))
    for k in range(graphs):
        everybody = next(whole)
        among = everybody if both.all() else next(grouped)
        roles.add(count_roles(*among, known, role_pairs, seed + k).values.astype(np.float64))
        steps = Adjacency.of(size, *everybody, np.ones(len(source)))
        through.add(betweenness(steps, steps.reversed(), pairs, seed + k).values)
    return roles.chance(), through.chance()

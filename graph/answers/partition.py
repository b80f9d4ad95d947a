"""Dividing a graph into communities.

Leiden (Traag, Waltman and van Eck, Scientific Reports 9, 5233, 2019) for modularity or the
constant Potts model and label propagation (Raghavan, Albert and Kumara, Physical Review E 76,
036106, 2007) by igraph, and Infomap for flow, see `graph.answers.flow_division`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from random import Random
from typing import Final

import igraph
import numpy as np
import numpy.typing as npt

from graph.answers.blocks import Blocks
from graph.answers.fitted_resolution import fit_resolution
from graph.answers.flow_division import flow_division
from graph.answers.seeding import igraph_seed
from graph.errors import AmpnetError
from graph.snapshot.pairs import Pairs, igraph_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SMALL: Final = 20_000
_MEDIUM: Final = 200_000


class BadCommunitiesRequestError(AmpnetError):
    """Parameters that no algorithm can follow."""


class Algorithm(StrEnum):
    """How communities are found."""

    LEIDEN = "leiden"
    INFOMAP = "infomap"
    LABEL_PROPAGATION = "label-propagation"


class Objective(StrEnum):
    """What Leiden makes as large as it can."""

    MODULARITY = "modularity"
    CPM = "CPM"


@dataclass(frozen=True, slots=True)
class Method:
    """An algorithm and all that it needs to be repeated.

    Attributes:
        algorithm: How communities are found.
        objective: For Leiden.
        resolution: For Leiden: above 1 gives more and smaller communities, below 1 fewer. Under
            CPM it is the density of weight inside a community, a number near the graph's own.
            None fits it to the graph, see `graph.answers.fitted_resolution`, with divisions by
            Infomap to choose from besides where the graph is not large; for Leiden with
            modularity only.
        directed: Tell who amplifies from who is amplified. Leiden then uses directed modularity
            (Leicht and Newman, Physical Review Letters 100, 118703, 2008).
        weighted: Count how often, not only whether.
        seed: Seed of the random numbers.
        runs: The best of so many runs is kept; None chooses by size, see `runs_for`.
        consensus: Instead of the best run, what so many runs have in common, see
            `graph.answers.consensus`; 0 for the best run.
    """

    algorithm: Algorithm = Algorithm.LEIDEN
    objective: Objective = Objective.MODULARITY
    resolution: float | None = 1.0
    directed: bool = False
    weighted: bool = True
    seed: int = 1
    runs: int | None = None
    consensus: int = 0

    def __post_init__(self) -> None:
        if self.resolution is None and not self.is_modularity:
            raise BadCommunitiesRequestError(
                "Only the resolution of Leiden with modularity can be fitted.",
                "Give a resolution, or leave algorithm and objective as they are.",
            )
        if self.resolution is not None and not 0 < self.resolution < inf:
            raise BadCommunitiesRequestError(
                f"resolution is {self.resolution}, not a number above 0."
            )
        if self.runs is not None and self.runs < 1:
            raise BadCommunitiesRequestError(f"runs is {self.runs}, not 1 or more.")
        if self.consensus < 0 or self.consensus == 1:
            raise BadCommunitiesRequestError(f"consensus is {self.consensus}, not 0 or 2 or more.")

    @property
    def is_modularity(self) -> bool:
        """True for Leiden with modularity."""
        return self.algorithm is Algorithm.LEIDEN and self.objective is Objective.MODULARITY

    def runs_for(self, pairs: int) -> int:
        """Small graphs are worth ten runs, large ones cost too much: there, one run."""
        if self.runs is not None:
            return self.runs
        return 10 if pairs <= _SMALL else 3 if pairs <= _MEDIUM else 1


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Which community each node is in.

    Attributes:
        membership: Shape (nodes,): number of the community, 1 for the largest (equal sizes by
            the smallest index in them); 0 for nodes that have no edge.
        sizes: Shape (communities + 1,): how many nodes each number has; `sizes[0]` have none.
        blocks: Weight inside each number and at it.
        objective: What the algorithm optimised where that is not modularity: CPM's quality,
            Infomap's code length in bits (smaller is better).
        runs: How many runs it is the best of, or the consensus of.
        resolution: At which it was found: the method's, or the one that fits the graph.
        by_modularity: Whether its resolution is one of modularity, and not a density (CPM).
    """

    membership: Ints
    sizes: Ints
    blocks: Blocks
    objective: float | None
    runs: int
    resolution: float = 1.0
    by_modularity: bool = True

    @property
    def contributions(self) -> Floats:
        """Shape (communities + 1,): what each number adds to the modularity."""
        return self.blocks.modularity(self.resolution if self.by_modularity else 1.0)

    @property
    def modularity(self) -> float:
        """How much more weight lies inside communities than by chance, given every node's."""
        return float(self.contributions.sum())

    @property
    def quality(self) -> float:
        """What the algorithm optimised: `objective`, or modularity."""
        return self.modularity if self.objective is None else self.objective


def partition(pairs: Pairs, method: Method) -> Partition:
    """Divide the nodes that have at least one pair.

    Args:
        pairs: The graph; must be directed exactly if `method.directed`.
        method: How.
    """
    active = np.zeros(pairs.size, dtype=np.bool_)
    active[pairs.source] = active[pairs.target] = True
    if not active.any():
        empty = np.zeros(pairs.size, dtype=np.int64)
        blocks = Blocks.of(pairs, pairs.weight, empty)
        return Partition(empty, np.array([pairs.size]), blocks, None, 0, method.resolution or 1.0)
    small = replace(pairs, weight=weights_of(pairs, method))
    if not active.all():
        compact = np.cumsum(active) - 1
        ends = compact[pairs.source], compact[pairs.target]
        small = Pairs(int(active.sum()), pairs.directed, *ends, small.weight)
    runs = method.consensus or method.runs_for(len(small.weight))
    with igraph_seed(method.seed) as numbers:
        labels, objective, method = _labels(small, method, runs, numbers)
    membership = np.zeros(pairs.size, dtype=np.int64)
    membership[active] = by_size(labels)
    sizes = np.bincount(membership).astype(np.int64)
    blocks = Blocks.of(pairs, weights_of(pairs, method), membership)
    resolution = method.resolution or 1.0
    return Partition(
        membership, sizes, blocks, objective, runs, resolution, by_modularity=method.is_modularity
    )


def _labels(
    pairs: Pairs, method: Method, runs: int, numbers: Random
) -> tuple[Ints, float | None, Method]:
    """Divide a graph without lone nodes.

    Returns:
        Labels; what the algorithm optimised, None for modularity; the method with the
        resolution that was used.
    """
    if method.algorithm is Algorithm.INFOMAP:
        if method.consensus:
            labels = _consensus(pairs, lambda: flow_division(pairs, 1, numbers).membership, method)
            return labels, None, method
        flow = flow_division(pairs, runs, numbers)
        return flow.membership, flow.code_length, method
    graph = igraph_of(pairs.size, pairs.source, pairs.target, directed=pairs.directed)

    def divide(resolution: float, runs: int) -> Ints:
        found = _best(graph, pairs.weight, replace(method, resolution=resolution), runs)
        return np.array(found.membership, dtype=np.int64)

    fitted: Ints | None = None
    if method.resolution is None:
        times = 5 if len(pairs.weight) <= _SMALL else 1 if len(pairs.weight) <= _MEDIUM else 0
        undirected = replace(pairs, directed=False)
        found = fit_resolution(
            pairs,
            pairs.weight,
            lambda resolution: divide(resolution, runs),
            [flow_division(undirected, 1, numbers).membership for _ in range(times)],
        )
        fitted, method = found.membership, replace(method, resolution=found.resolution)
    if method.consensus:
        resolution = method.resolution or 1.0
        return _consensus(pairs, lambda: divide(resolution, 1), method), None, method
    if fitted is not None:
        return fitted, None, method
    best = _best(graph, pairs.weight, method, runs)
    return np.array(best.membership, dtype=np.int64), _objective(best, method), method


def _consensus(pairs: Pairs, divide: Callable[[], Ints], method: Method) -> Ints:
    from graph.answers.consensus import consensus_labels  # noqa: PLC0415

    return consensus_labels(pairs, lambda _: divide(), _agreed, method.consensus, method.seed)


def _agreed(pairs: Pairs) -> Ints:
    """Divide a graph of agreement, by Leiden and modularity whatever the first divisions used."""
    graph = igraph_of(pairs.size, pairs.source, pairs.target, directed=False)
    found = _once(graph, pairs.weight, Method())
    return np.array(found.membership, dtype=np.int64)


def weights_of(pairs: Pairs, method: Method) -> Floats:
    """Return what each pair weighs under a method, shape (pairs,)."""
    return pairs.weight if method.weighted else np.ones(len(pairs.weight))


def _best(
    graph: igraph.Graph, weights: Floats, method: Method, runs: int
) -> igraph.VertexClustering:
    return max(
        (_once(graph, weights, method) for _ in range(runs)),
        key=lambda found: _goodness(found, weights, method),
    )


def _once(graph: igraph.Graph, weights: Floats, method: Method) -> igraph.VertexClustering:
    if method.algorithm is Algorithm.LABEL_PROPAGATION:
        return graph.community_label_propagation(weights=weights.tolist())
    return graph.community_leiden(
        objective_function=method.objective.value,
        weights=None if (weights == 1).all() else weights.tolist(),
        resolution=method.resolution or 1.0,
        n_iterations=leiden_rounds(len(weights)),
    )


def leiden_rounds(pairs: int) -> int:
    """Return igraph's number of rounds for so many pairs; -1 is until nothing improves.

    Two rounds, its default, find nearly all on large graphs.
    """
    return -1 if pairs <= _MEDIUM else 2


def _goodness(found: igraph.VertexClustering, weights: Floats, method: Method) -> float:
    if method.algorithm is Algorithm.LEIDEN:
        return float(found.quality)
    return float(found.graph.modularity(found.membership, weights=weights.tolist()))


def _objective(found: igraph.VertexClustering, method: Method) -> float | None:
    """What the algorithm optimised, where that is not modularity.

    For directed graphs igraph's own figure of modularity differs in the third digit from
    networkx's and its own `modularity`, which agree with ours.
    """
    cpm = method.algorithm is Algorithm.LEIDEN and method.objective is Objective.CPM
    return float(found.quality) if cpm else None


def by_size(labels: Ints) -> Ints:
    """Number communities from 1, the largest first; equal ones by their first member.

    Args:
        labels: Shape (nodes,): any integers.
    """
    _, first, inverse, size = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(1, len(size) + 1)
    return rank[inverse]

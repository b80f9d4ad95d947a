"""How much of a division is there again under other random numbers, or other evidence?

Evidence is resampled link by link: each weight w becomes a Poisson number with mean w, as if
every piece of evidence could as well have been missed or come twice (Rosvall and Bergstrom, PLoS
ONE 5, e8694, 2010). Communities are followed by their best match (Hennig, Computational
Statistics and Data Analysis 52, 258, 2007).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.partition import Method, partition, weights_of
from graph.answers.partition_comparison import Overlap, compare_partitions
from graph.snapshot.pairs import Pairs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DISSOLVED: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence:
    """What comes back of a division's communities and nodes in others.

    Attributes:
        runs: Divisions that were compared with it.
        nodes: Shape (nodes,): mean Jaccard overlap of a node's community with the one that it is
            in elsewhere; 0 for nodes that were not divided.
        communities: Shape (communities + 1,): mean Jaccard overlap of each community with its
            best match elsewhere; by number, so the first entry stands for none.
        dissolved: Shape (communities + 1,): share of the runs in which no match overlaps by half.
        ami: Shape (runs,): adjusted mutual information with each.
        variation: Shape (runs,): variation of information with each, in bits.
        numbers: Shape (runs,): how many communities each has.
    """

    runs: int
    nodes: Floats
    communities: Floats
    dissolved: Floats
    ami: Floats
    variation: Floats
    numbers: Ints


def recurrence(reference: Ints, others: Iterable[Ints]) -> Recurrence:
    """Compare a division with others of the same nodes.

    Args:
        reference: Shape (nodes,): numbers from 1, 0 for nodes in no community, as in `Partition`.
        others: Divisions of the same form. A node that is in none there counts as alone.
    """
    inside = np.flatnonzero(reference)
    number = int(reference.max(initial=0)) + 1
    nodes, best, dissolved = np.zeros(len(inside)), np.zeros(number), np.zeros(number)
    ami, variation, numbers = [], [], []
    for other in others:
        labels = other[inside].copy()
        alone = np.flatnonzero(labels == 0)
        labels[alone] = -1 - alone
        overlap = Overlap.of(reference[inside], labels)
        jaccard = overlap.jaccard()
        nodes += jaccard[overlap.place]
        top = np.zeros(len(overlap.sizes[0]))
        np.maximum.at(top, overlap.first, jaccard)
        known = np.unique(reference[inside])
        best[known] += top
        dissolved[known] += top < _DISSOLVED
        compared = compare_partitions(reference[inside], labels)
        ami.append(compared.ami)
        variation.append(compared.variation_of_information)
        numbers.append(int(other.max(initial=0)))
    runs = len(ami)
    of_nodes = np.zeros(len(reference))
    of_nodes[inside] = nodes / max(runs, 1)
    return Recurrence(
        runs,
        of_nodes,
        best / max(runs, 1),
        dissolved / max(runs, 1),
        np.array(ami),
        np.array(variation),
        np.array(numbers, dtype=np.int64),
    )


def under_other_seeds(pairs: Pairs, method: Method, runs: int) -> Iterator[Ints]:
    """Divide the same graph once for each of the seeds that follow the method's own."""
    for k in range(1, runs + 1):
        yield partition(pairs, replace(method, seed=method.seed + k, runs=1)).membership


def under_other_evidence(pairs: Pairs, method: Method, runs: int) -> Iterator[Ints]:
    """Divide resampled graphs, once each.

    Weights that are counts are resampled piece by piece; others, and graphs that are divided
    without weights, pair by pair.
    """
    rng = np.random.default_rng(method.seed)
    weights = weights_of(pairs, method)
    counts = method.weighted and bool((weights == np.round(weights)).all())
    for k in range(1, runs + 1):
        drawn = rng.poisson(weights if counts else 1.0, len(weights)).astype(np.float64)
        drawn = drawn if counts else drawn * weights
        there = drawn > 0
        again = Pairs(
            pairs.size,
            pairs.directed,
            pairs.source[there],
            pairs.target[there],
            drawn[there],
        )
        method_k = replace(method, seed=method.seed + k, runs=1)
        yield partition(again, method_k).membership

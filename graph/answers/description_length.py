"""How much a division explains: the length of the graph's description with it and without.

The models are degree-corrected: every actor keeps its weight, and pairs inside a community are
denser than pairs across, by one factor for all communities (Newman, Physical Review E 94, 052315,
2016) or by one for each (Karrer and Newman, Physical Review E 83, 016107, 2011, with one factor for
all pairs across). The division itself has to be described too, which is what keeps noise from being
divided (Peixoto, Physical Review Letters 110, 148701, 2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np

from graph.answers.blocks import Blocks, Floats, Ints
from graph.snapshot.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Densities:
    """How weight lies inside communities and across, and how it would by chance.

    Attributes:
        inside: Weight inside communities.
        across: Weight between them.
        inside_ratio: Weight inside over what chance would put there.
        across_ratio: Likewise for the weight between them.
    """

    inside: float
    across: float
    inside_ratio: float
    across_ratio: float

    @classmethod
    def of(cls, blocks: Blocks) -> Densities:
        """Measure a division; nodes without any pair do not matter."""
        total, inside = blocks.total, float(blocks.inside.sum())
        expected = float(blocks.chance.sum())
        across, chance = total - inside, total - expected
        return cls(
            inside,
            across,
            inside / expected if expected > 0 else 1.0,
            across / chance if chance > 1e-9 * total else 0.0,
        )

    @property
    def resolution(self) -> float | None:
        """The resolution at which maximum modularity is maximum likelihood (Newman 2016).

        None where the division does not say: nothing across, or no denser inside.
        """
        if not self.inside_ratio > self.across_ratio > 0:
            return None
        ratio = np.log(self.inside_ratio) - np.log(self.across_ratio)
        return float((self.inside_ratio - self.across_ratio) / ratio)


def bits_saved(pairs: Pairs, weights: Floats, membership: Ints) -> float:
    """Return by how many bits the division shortens the description of the graph.

    The shorter of two descriptions counts: with one factor for all communities, or with one for
    each, of which all but the first are written down too. A pair is worth the root of its weight,
    and the mean pair one piece of evidence: the events of one tie come in bursts, so that five
    forwards of one friend do not say as much as five friends.

    Args:
        pairs: The graph.
        weights: Shape (pairs,).
        membership: Shape (nodes,): community of each node; those without a pair do not count.

    Returns:
        Above 0: the graph has more structure than its nodes' weights explain, and this division
        says which. Below 0: it explains less than it takes to write it down.
    """
    if not len(pairs.source):
        return 0.0
    active = np.zeros(pairs.size, dtype=np.bool_)
    active[pairs.source] = active[pairs.target] = True
    sizes = np.bincount(membership[active])
    sizes = sizes[sizes > 0]
    nodes, number = int(active.sum()), len(sizes)
    which_nodes = lgamma(nodes + 1) + _ways(nodes - number, number)
    for size, times in zip(*np.unique(sizes, return_counts=True), strict=True):
        which_nodes -= times * lgamma(size + 1)
    worth = np.sqrt(weights)
    blocks = Blocks.of(pairs, worth / worth.mean(), membership)
    found = Densities.of(blocks)
    across = _times_log(found.across, found.across_ratio)
    alike = across + _times_log(found.inside, found.inside_ratio)
    known = blocks.inside > 0
    inside = blocks.inside[known]
    own = across + float((inside * np.log(inside / blocks.chance[known])).sum())
    own -= _ways(blocks.total, number + 1) - _ways(blocks.total, 2)
    return float((max(alike, own) - which_nodes) / np.log(2))


def _ways(pieces: float, places: int) -> float:
    """Logarithm of the number of ways in which pieces that are alike lie in so many places."""
    return lgamma(pieces + places) - lgamma(pieces + 1) - lgamma(places)


def _times_log(weight: float, ratio: float) -> float:
    return weight * float(np.log(ratio)) if weight > 0 and ratio > 0 else 0.0

"""How much a division explains: the length of the graph's description with it and without.

The model is the degree-corrected planted partition: every actor keeps its weight, and pairs
inside a community are denser than pairs across by one factor (Newman, Physical Review E 94,
052315, 2016). The division itself has to be described too, which is what keeps noise from
being divided (Peixoto, Physical Review Letters 110, 148701, 2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from graph.answers.blocks import Blocks, Ints
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


def bits_saved(pairs: Pairs, blocks: Blocks, membership: Ints) -> float:
    """Return by how many bits the division shortens the description of the graph.

    Args:
        pairs: The graph.
        blocks: Of the graph and the division. Weights are taken for numbers of parallel edges,
            of which a pair has one in the mean. The pieces of evidence of one tie are not
            independent: counted each for itself, five forwards of one friend would seem to say
            as much as five friends.
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
    found, mean = Densities.of(blocks), blocks.total / len(pairs.source)
    gained = _times_log(found.inside / mean, found.inside_ratio)
    gained += _times_log(found.across / mean, found.across_ratio)
    which_sizes = gammaln(nodes) - gammaln(number) - gammaln(nodes - number + 1)
    which_nodes = gammaln(nodes + 1) - gammaln(sizes + 1).sum()
    return float((gained - which_sizes - which_nodes) / np.log(2))


def _times_log(weight: float, ratio: float) -> float:
    return weight * float(np.log(ratio)) if weight > 0 and ratio > 0 else 0.0

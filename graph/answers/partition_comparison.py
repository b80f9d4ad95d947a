"""How alike are two divisions of the same nodes?

Normalised and adjusted mutual information and the variation of information after Vinh, Epps and
Bailey (Journal of Machine Learning Research 11, 2837, 2010) and Meila (Journal of Multivariate
Analysis 98, 873, 2007); the adjusted Rand index after Hubert and Arabie (Journal of
Classification 2, 193, 1985). Means of entropies are arithmetic, as in scikit-learn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from graph.errors import AmpnetError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SPREADS: Final = 14.0
"""Overlaps further than so many standard deviations from the mean add nothing to a double."""

_CELLS: Final = 4_000_000


class NotComparableError(AmpnetError):
    """Two divisions that are not of the same nodes."""


@dataclass(frozen=True, slots=True)
class PartitionComparison:
    """How alike two divisions are.

    Attributes:
        nodes: Nodes compared.
        communities: Communities of the first and of the second.
        nmi: Normalised mutual information, 0 to 1. It grows with the number of communities.
        ami: Adjusted mutual information: 0 for what chance gives, 1 for equal divisions.
        ari: Adjusted Rand index: likewise, by pairs of nodes.
        variation_of_information: In bits; 0 for equal divisions, at most log2 of the nodes.
        mutual_information: In bits: what one division tells about the other.
        expected_information: In bits: what chance gives to divisions of these sizes.
        homogeneity: Share of the second division that the first one tells (1: every community of
            the first lies inside one of the second).
        completeness: Share of the first division that the second one tells.
    """

    nodes: int
    communities: tuple[int, int]
    nmi: float
    ami: float
    ari: float
    variation_of_information: float
    mutual_information: float
    expected_information: float
    homogeneity: float
    completeness: float


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Which communities of two divisions share how many nodes.

    Attributes:
        first: Shape (overlaps,): community of the first division, numbered from 0.
        second: Shape (overlaps,): community of the second.
        count: Shape (overlaps,): nodes in both; never 0.
        sizes: Nodes of each community, for both divisions.
        place: Shape (nodes,): the overlap that each node is in.
    """

    first: Ints
    second: Ints
    count: Ints
    sizes: tuple[Ints, Ints]
    place: Ints

    @classmethod
    def of(cls, first: Ints, second: Ints) -> Overlap:
        """Count; labels are any integers.

        Raises:
            NotComparableError: The two are of different length.
        """
        if len(first) != len(second):
            raise NotComparableError(
                f"One division is of {len(first)} nodes, the other of {len(second)}.",
                "Compare divisions of the same nodes.",
            )
        _, a, sizes_a = np.unique(first, return_inverse=True, return_counts=True)
        _, b, sizes_b = np.unique(second, return_inverse=True, return_counts=True)
        key, place, count = np.unique(
            a * max(len(sizes_b), 1) + b, return_inverse=True, return_counts=True
        )
        width = max(len(sizes_b), 1)
        return cls(key // width, key % width, count, (sizes_a, sizes_b), place)

    @property
    def nodes(self) -> int:
        """How many nodes are compared."""
        return len(self.place)

    def jaccard(self) -> Floats:
        """Shape (overlaps,): nodes in both communities over nodes in either."""
        either = self.sizes[0][self.first] + self.sizes[1][self.second] - self.count
        return np.asarray(self.count / either, dtype=np.float64)

    def information(self) -> float:
        """Mutual information in nats."""
        chance = self.sizes[0][self.first] * self.sizes[1][self.second] / max(self.nodes, 1)
        return float(xlogy(self.count, self.count / chance).sum() / max(self.nodes, 1))


def compare_partitions(first: Ints, second: Ints) -> PartitionComparison:
    """Compare two divisions of the same nodes, in the same order.

    Args:
        first: Shape (nodes,): labels.
        second: Shape (nodes,): labels.

    Raises:
        NotComparableError: The two are of different length.
    """
    overlap = Overlap.of(first, second)
    entropies = tuple(entropy(sizes) for sizes in overlap.sizes)
    shared = min(overlap.information(), *entropies)
    expected = expected_information(*overlap.sizes)
    mean = sum(entropies) / 2
    bits = float(np.log(2))
    return PartitionComparison(
        nodes=overlap.nodes,
        communities=(len(overlap.sizes[0]), len(overlap.sizes[1])),
        nmi=shared / mean if mean > 0 else 1.0,
        ami=adjusted(shared, expected, mean),
        ari=_adjusted_rand(overlap),
        variation_of_information=max(sum(entropies) - 2 * shared, 0.0) / bits,
        mutual_information=shared / bits,
        expected_information=expected / bits,
        homogeneity=shared / entropies[1] if entropies[1] > 0 else 1.0,
        completeness=shared / entropies[0] if entropies[0] > 0 else 1.0,
    )


def entropy(sizes: Ints) -> float:
    """Entropy of a division in nats, from the sizes of its communities."""
    shares = sizes / max(int(sizes.sum()), 1)
    return float(-xlogy(shares, shares).sum())


def adjusted(shared: float, expected: float, mean: float) -> float:
    """Mutual information above what chance gives, as a share of what there is above it."""
    if mean - shared <= 1e-12 * max(mean, 1.0):
        return 1.0
    room = mean - expected
    if room <= 1e-12 * max(mean, 1.0):  # one community, or every node its own: nothing to tell
        return 0.0
    return (shared - expected) / room


def expected_information(sizes_a: Ints, sizes_b: Ints) -> float:
    """Mean mutual information, in nats, of divisions of these sizes drawn by chance.

    Equal sizes are computed once, and overlaps so improbable that a double cannot show them are
    left out, so that the cost does not grow with the product of the numbers of communities.
    """
    total = int(sizes_a.sum())
    if total == 0:
        return 0.0
    a, many_a = np.unique(sizes_a, return_counts=True)
    b, many_b = np.unique(sizes_b, return_counts=True)
    a, b = (grid.ravel() for grid in np.meshgrid(a, b, indexing="ij"))
    weight = np.multiply.outer(many_a, many_b).ravel()
    mean = a * b / total
    spread = np.sqrt(mean * (1 - a / total) * (total - b) / max(total - 1, 1))
    reach = _SPREADS * (spread + 1.0) + 10
    low = np.maximum(np.maximum(1, a + b - total), np.floor(mean - reach)).astype(np.int64)
    high = np.minimum(np.minimum(a, b), np.ceil(mean + reach)).astype(np.int64)
    length = np.maximum(high - low + 1, 0)
    sums = 0.0
    for part in _parts(length):
        of = np.repeat(part, length[part])
        before = np.cumsum(length[part]) - length[part]
        n = np.arange(len(of)) - np.repeat(before, length[part]) + low[of]
        chance = np.exp(_log_hypergeometric(n, a[of], b[of], total))
        sums += float((weight[of] * chance * n / total * np.log(total * n / (a[of] * b[of]))).sum())
    return sums


def _log_hypergeometric(n: Ints, a: Ints, b: Ints, total: int) -> Floats:
    logs = gammaln(a + 1) + gammaln(b + 1) + gammaln(total - a + 1) + gammaln(total - b + 1)
    logs -= gammaln(total + 1) + gammaln(n + 1) + gammaln(a - n + 1) + gammaln(b - n + 1)
    return np.asarray(logs - gammaln(total - a - b + n + 1), dtype=np.float64)


def _parts(length: Ints) -> list[Ints]:
    """Cut the pairs of sizes so that each part has a bounded number of overlaps."""
    bounds = np.cumsum(length) // _CELLS
    return np.split(np.arange(len(length)), np.flatnonzero(np.diff(bounds)) + 1)


def _adjusted_rand(overlap: Overlap) -> float:
    def pairs(count: Ints) -> float:
        return float((count * (count - 1.0) / 2).sum())

    together, first, second = (pairs(c) for c in (overlap.count, *overlap.sizes))
    every = overlap.nodes * (overlap.nodes - 1) / 2
    expected = first * second / every if every else 0.0
    room = (first + second) / 2 - expected
    return (together - expected) / room if room else 1.0

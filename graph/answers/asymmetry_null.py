"""What chance gives two groups of each other, and how the ratio varies with who was collected."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.chance import Floats, Ints, drawn_again, rewired
from graph.answers.chance_tables import LARGE, tables_by_chance
from graph.answers.contrast import log_ratio, table_of
from graph.distinct import distinct
from graph.snapshot.pairs import Pairs

OTHERS: Final = 2
"""Number of the group of everybody else."""

_REWIRED: Final = 49
"""Large networks that are rewired to tell mutual pairs by chance."""

Ways = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
"""Which pairs lead from the first group to the second, and which back; each of shape (pairs,)."""


def ways_between(begin: Ints, end: Ints) -> Ways:
    """Tell which pairs run between the groups, by the groups of their ends."""
    return (begin == 0) & (end == 1), (begin == 1) & (end == 0)


def by_chance(
    pairs: Pairs, weight: Floats, of: Ints, samples: int, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """What the groups do for each other in random networks, and the share of mutual pairs.

    Returns:
        Shape (samples, groups, groups), see `tables_by_chance`; and the shares in as many
        networks, but in a large one in `_REWIRED`, for mutual pairs have to be looked for.
    """
    if len(weight) >= LARGE:
        tables = tables_by_chance(pairs, weight, of, OTHERS + 1, samples, generator)
        return tables, np.array(
            [
                _share(pairs, target, of)
                for target, _ in rewired(pairs, weight, min(samples, _REWIRED), generator)
            ]
        )
    tables, mutual = np.zeros((samples, OTHERS + 1, OTHERS + 1)), np.zeros(samples)
    begin = of[pairs.source]
    for k, (target, counted) in enumerate(rewired(pairs, weight, samples, generator)):
        tables[k] = table_of(begin, of[target], counted, OTHERS + 1)
        mutual[k] = _share(pairs, target, of)
    return tables, mutual


def _share(pairs: Pairs, target: Ints, of: Ints) -> float:
    both, either = mutual_of(pairs, target, ways_between(of[pairs.source], of[target]))
    return both / either if either else 0.0


def mutual_of(pairs: Pairs, target: Ints, ways: Ways) -> tuple[int, int]:
    """Pairs of which both, and at least one, amplified the other."""
    there = distinct(pairs.source[ways[0]] * pairs.size + target[ways[0]])
    back = distinct(target[ways[1]] * pairs.size + pairs.source[ways[1]])
    both = len(np.intersect1d(there, back, assume_unique=True))
    return both, len(there) + len(back) - both


def draws_of(
    pairs: Pairs,
    weight: Floats,
    ways: Ways,
    samples: int,
    generator: np.random.Generator,
) -> Floats:
    """Logarithms of the ratio, the actors drawn again; shape (samples,)."""
    between = ways[0] | ways[1]
    forward, weight = ways[0][between], weight[between]
    drawn = drawn_again(pairs.source[between], pairs.target[between], samples, generator)
    counts = np.array(
        [(times[forward] @ weight[forward], times[~forward] @ weight[~forward]) for times in drawn]
    )
    return log_ratio(counts[:, 0], counts[:, 1])


def actors_that_count(pairs: Pairs, weight: Floats, ways: Ways) -> float:
    """Count the actors on which the ratio hangs: of those who give, and get, on either way.

    The fewest of these four, each as if all of its actors mattered alike (Kish, *Survey
    sampling*, 1965).
    """
    found = []
    for way in ways:
        for ends in (pairs.source[way], pairs.target[way]):
            sums = np.bincount(ends, weight[way])
            found.append(sums.sum() ** 2 / max(float((sums**2).sum()), 1e-12))
    return float(min(found))

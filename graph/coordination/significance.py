"""How improbable a count is, and how many such counts are to be expected among all pairs.

The family of tests is all pairs of eligible actors, also those that never met: an actor who
shares much meets many others once, and only the number of pairs that could have met says how
often chance alone gives a count.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from graph.coordination.shares import Codes, Mask

Floats = npt.NDArray[np.float64]

MOST_TWO_STEPS: Final = 200_000_000
"""With more paths of two steps than this between significant edges, closure is not used."""


def poisson_tail(count: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Return the probability of `count` or more when `expected` are expected.

    Counts need not be whole: the regularised incomplete gamma function equals the Poisson
    tail at whole numbers and joins them smoothly.
    """
    p: Floats = special.gammainc(np.asarray(count, float), np.asarray(expected, float))
    return p


def benjamini_hochberg(p: Floats, tests: float) -> Floats:
    """Return q-values among `tests` tests, of which those absent from `p` have p = 1.

    Benjamini and Hochberg 1995: an expected share q at most of what is below q is false.
    """
    # Above this p, q is 1 whatever the rank; most pairs are there and need no sorting.
    small = np.flatnonzero(p * tests < len(p))
    order = small[np.argsort(p[small])]
    q = p[order] * tests / np.arange(1, len(order) + 1)
    result = np.ones_like(p)
    result[order] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1.0)
    return result


def closing_pairs(
    source: Codes, target: Codes, significant: Mask, actors: int
) -> tuple[Mask, int] | None:
    """Find pairs that close triangles: both are tied to the same two actors or more.

    Args:
        source: One actor of each observed pair.
        target: The other.
        significant: Which of these pairs are edges now.
        actors: How many actors there are.

    Returns:
        Which observed pairs close triangles, and how many pairs do, observed or not; None if
        there are none, or so many significant edges that it would take too long.
    """
    one, other = source[significant], target[significant]
    degree = np.bincount(np.r_[one, other], minlength=actors)
    if not len(one) or int((degree**2).sum()) > MOST_TWO_STEPS:
        return None
    half = sparse.coo_array((np.ones(len(one), np.int32), (one, other)), shape=(actors, actors))
    edges = (half + half.T).tocsr()
    common = sparse.triu(edges @ edges, 1).tocoo()
    closed = np.sort((common.row.astype(np.int64) * actors + common.col)[common.data >= 2])
    if not len(closed):
        return None
    return np.isin(source * actors + target, closed), len(closed)


def weighted_benjamini_hochberg(p: Floats, favoured: Mask, tests: float, of_them: int) -> Floats:
    """Return q-values when half of the error is spent on `of_them` favoured tests.

    The weights of the tests average one, and must not depend on the p-values that they weigh
    (Genovese, Roeder and Wasserman 2006).

    Args:
        p: p-values of the observed pairs; all others have p = 1.
        favoured: Which of them belong to the favoured tests.
        tests: How many tests there are.
        of_them: How many of these are favoured, observed or not.
    """
    rest = tests - of_them
    if rest <= 0:
        return benjamini_hochberg(p, tests)
    weight = np.where(favoured, tests / (2 * of_them), tests / (2 * rest))
    return np.maximum(benjamini_hochberg(np.minimum(p / weight, 1.0), tests), p)

"""Quadratic assignment: does one relation between actors go with another?

Pairs of actors are not independent: what one actor does shows in all its pairs. So a coefficient
is compared with those that come out when the actors' names are exchanged in one of the relations
(Krackhardt, Social Networks 10, 359, 1988), here by double semi-partialing (Dekker, Krackhardt
and Snijders, Psychometrika 72, 563, 2007). Names are exchanged only among actors that are about as
active: else small ones that are tied would be held against large ones, whose counts are surer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.chance import Floats, Ints, two_sided

Matrix = npt.NDArray[np.float64]

_FEWEST_ALIKE: Final = 8
"""Actors whose names are exchanged among each other, at least, where there are so many."""

_MOST_BLOCKS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A regression over ordered pairs of actors.

    Attributes:
        coefficients: By name, the intercept left out.
        t: Of the first variable.
        p_value: Two-sided, by permutation, of the first variable.
    """

    coefficients: Mapping[str, float]
    t: float
    p_value: float


def mrqap(
    outcome: Matrix,
    variables: Mapping[str, Matrix],
    block: Ints,
    permutations: int,
    generator: np.random.Generator,
) -> Fit | None:
    """Regress a relation on others, and test the first of these.

    Quadratic in actors, times permutations.

    Args:
        outcome: Shape (actors, actors); the diagonal is left out.
        variables: Of the same shape, the one to be tested first.
        block: Shape (actors,): names are exchanged within each, see `blocks`.
        permutations: How often the actors' names are exchanged.
        generator: Of the random numbers.

    Returns:
        None where the first variable does not vary beside the others.
    """
    size = len(outcome)
    off = ~np.eye(size, dtype=np.bool_)
    y = outcome[off]
    names = list(variables)
    columns = [variables[name][off] for name in names]
    others = np.column_stack([np.ones(len(y)), *columns[1:]])
    basis = _basis(others)
    tested = _residual(columns[0], basis)
    left = _residual(y, basis)
    if tested @ tested < 1e-9 * max(len(y), 1) or len(y) <= basis.shape[1] + 1:
        return None
    free = len(y) - basis.shape[1] - 1
    value = _t(tested, left, free)
    whole = np.zeros((size, size))
    whole[off] = tested
    draws = np.empty(permutations)
    for k in range(permutations):
        order = exchanged(block, generator)
        draws[k] = _t(_residual(whole[np.ix_(order, order)][off], basis), left, free)
    full, *_ = np.linalg.lstsq(np.column_stack([others, columns[0]]), y, rcond=None)
    estimates = [full[-1], *full[1:-1]]
    return Fit(
        coefficients=dict(zip(names, map(float, estimates), strict=True)),
        t=value,
        p_value=float(two_sided(np.array([value]), draws[:, None])[0]),
    )


def blocks(activity: Floats) -> Ints:
    """Group actors that are about as active; shape (actors,)."""
    number = int(np.clip(len(activity) // _FEWEST_ALIKE, 1, _MOST_BLOCKS))
    rank = np.argsort(np.argsort(activity, kind="stable"), kind="stable")
    return rank * number // max(len(activity), 1)


def exchanged(block: Ints, generator: np.random.Generator) -> Ints:
    """Exchange names at random within each block; shape (actors,)."""
    order = np.empty(len(block), dtype=np.int64)
    order[np.argsort(block, kind="stable")] = np.lexsort((generator.random(len(block)), block))
    return order


def _basis(columns: Floats) -> Floats:
    """An orthonormal basis of the columns; what says the same twice counts once."""
    left, singular, _ = np.linalg.svd(columns, full_matrices=False)
    kept: Floats = left[:, singular > 1e-9 * singular[0]]
    return kept


def _residual(values: Floats, basis: Floats) -> Floats:
    found: Floats = values - basis @ (basis.T @ values)
    return found


def _t(tested: Floats, left: Floats, free: int) -> float:
    square = float(tested @ tested)
    if square < 1e-12:
        return 0.0
    product = float(tested @ left)
    rest = max(float(left @ left) - product**2 / square, 1e-12)
    return product / float(np.sqrt(square * rest / free))

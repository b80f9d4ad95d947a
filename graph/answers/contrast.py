"""How one-sided an exchange is, by itself and against the exchange with everybody else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.answers.chance import Floats, Ints


def log_ratio(forward: npt.ArrayLike, back: npt.ArrayLike) -> Floats:
    """Return the logarithm of the ratio, half an item added to each side (Haldane 1956)."""
    found: Floats = np.log(np.asarray(forward) + 0.5) - np.log(np.asarray(back) + 0.5)
    return found


def table_of(begin: Ints, end: Ints, weight: Floats, size: int) -> Floats:
    """Add up weights by the group of the source and that of the target; shape (size, size)."""
    cells = np.bincount(begin * size + end, weight, size * size)
    return cells.reshape(size, size).astype(np.float64)


def contrast(table: Floats, first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Return how much more the first gives the second than comes back, all else being equal.

    The logarithm of (first for second / second for first), from which is taken what the two give
    to and get from everybody else: (first for others / others for first) over (second for others
    / others for second). Activity and popularity cancel, and so does closeness, which has no
    direction; what is left is the departure from quasi-symmetry (Caussinus, Annales de la
    faculte des sciences de Toulouse 29, 77, 1965).

    Args:
        table: Shape (..., groups, groups): from the group of the row to that of the column.
        first: Rows of the first groups.
        second: Rows of the second groups.

    Returns:
        Shape (..., as many as there are of these).
    """
    a, b = np.asarray(first), np.asarray(second)
    given, got, own = table.sum(axis=-1), table.sum(axis=-2), np.diagonal(table, 0, -2, -1)
    there, back = table[..., a, b], table[..., b, a]
    found: Floats = (
        log_ratio(there, back)
        - log_ratio((given - own)[..., a] - there, (got - own)[..., a] - back)
        + log_ratio((given - own)[..., b] - back, (got - own)[..., b] - there)
    )
    return found

"""What an actor leads to by ties, over a few steps: owners of owners, hosts of sites."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from graph.snapshot import Snapshot

Ints = npt.NDArray[np.int64]

STEPS: Final = 4
"""Owners of owners are followed so far."""


def reach(snapshot: Snapshot, types: tuple[str, ...]) -> csr_array:
    """Return which node leads to which in one to four steps; shape (nodes, nodes), 0 or 1."""
    size = len(snapshot.nodes)
    wanted = snapshot.edges["type"].is_in(list(types)).to_numpy()
    source, target = (
        snapshot.edges[end].to_numpy().astype(np.int64)[wanted] for end in ("source", "target")
    )
    step = coo_array((np.ones(len(source)), (source, target)), shape=(size, size)).tocsr()
    further, found = step, step
    for _ in range(STEPS - 1):
        further = further @ step
        if not further.nnz:
            break
        found = found + further
    found.data[:] = 1.0
    found.setdiag(0)  # a ring of owners leads back to where it began
    found.eliminate_zeros()
    return csr_array(found)


def row(matrix: csr_array, at: int) -> Ints:
    """Return the columns in which a row has something."""
    found: Ints = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]].astype(np.int64)
    return found

"""Counting the five brokerage roles.

Gould and Fernandez, "Structures of mediation", Sociological Methodology 19, 1989: b brokers
between a and c when content passes a -> b -> c and not from a to c directly; the role is told by
which of the three belong to one group.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.answers.triads import EdgeSet, closed_triads
from graph.snapshot.adjacency import Adjacency, Nodes

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DRAWN: Final = 1_000_000
"""Paths drawn together, so that memory stays bounded."""


class BrokerRole(StrEnum):
    """What b is between a and c.

    Attributes:
        COORDINATOR: All three in one group.
        ITINERANT: a and c in one group, b in another.
        GATEKEEPER: b and c in one group: b lets content of another group in.
        REPRESENTATIVE: a and b in one group: b takes content of its group out.
        LIAISON: Three groups.
    """

    COORDINATOR = "coordinator"
    ITINERANT = "itinerant"
    GATEKEEPER = "gatekeeper"
    REPRESENTATIVE = "representative"
    LIAISON = "liaison"


ROLES: Final = tuple(BrokerRole)


@dataclass(frozen=True, slots=True, eq=False)
class RoleCounts:
    """How often each node has each role.

    Attributes:
        values: Shape (nodes, 5), in the order of `ROLES`.
        errors: Likewise: standard errors; 0 where all paths were looked at.
    """

    values: Counts
    errors: Floats


def count_roles(
    source: Ints, target: Ints, group: Ints, sample: int | None = None, seed: int = 1
) -> RoleCounts:
    """Count, for each node, the open two-step paths through it, by role.

    All two-step paths are counted, which takes as long as there are edges. Which of them are closed
    may take longer where the graph is dense (see `graph.answers.triads`), and can be told from a
    sample of the paths through each node.

    Args:
        source: Shape (edges,): where content comes from; no loops, no edge twice.
        target: Shape (edges,): where it goes.
        group: Shape (nodes,): number of each node's group, from 0.
        sample: How many paths to draw at each node, with putting back; None for all.
        seed: Seed of the draw.
    """
    size = len(group)
    same = group[source] == group[target]
    within = _matrix(source[same], target[same], size)
    across = _matrix(source[~same], target[~same], size)
    into = np.bincount(target[same], minlength=size), np.bincount(target[~same], minlength=size)
    out = np.bincount(source[same], minlength=size), np.bincount(source[~same], minlength=size)
    # All pairs of an edge in and an edge out, the group of the sender still open.
    coordinator, gatekeeper, representative, foreign = (
        into[0] * out[0],
        into[1] * out[0],
        into[0] * out[1],
        into[1] * out[1],
    )
    returning = _same_group_pairs(source[~same], target[~same], group)
    liaison = foreign - returning
    # A sender is not its own receiver.
    itinerant = returning - _mutual(across)
    coordinator = coordinator - _mutual(within)
    found = np.column_stack([coordinator, itinerant, gatekeeper, representative, liaison])
    if sample is None:
        return RoleCounts(found - _closed(source, target, group), np.zeros(found.shape))
    share = _closed_share(source, target, group, sample, seed)
    through = (np.bincount(target, minlength=size) * np.bincount(source, minlength=size))[:, None]
    values = np.clip(np.rint(found - share * through), 0, found).astype(np.int64)
    # At least what one path of the sample stands for: so many may be closed and not drawn.
    error = through * np.maximum(np.sqrt(share * (1 - share) / sample), 1 / sample)
    return RoleCounts(values, np.minimum(error, found))


def _matrix(source: Ints, target: Ints, size: int) -> csr_array:
    return csr_array((np.ones(len(source), np.int64), (source, target)), shape=(size, size))


def _mutual(matrix: csr_array) -> Ints:
    """How many of its neighbours each node has an edge both to and from."""
    return np.asarray(matrix.multiply(matrix.T).sum(axis=0)).ravel()


def _same_group_pairs(source: Ints, target: Ints, group: Ints) -> Ints:
    """For each node: pairs of a sender and a receiver that share a group other than its own."""
    size, groups = len(group), int(group.max(initial=-1)) + 1
    shape = (size, groups)
    senders = csr_array((np.ones(len(source), np.int64), (target, group[source])), shape=shape)
    receivers = csr_array((np.ones(len(target), np.int64), (source, group[target])), shape=shape)
    return np.asarray(senders.multiply(receivers).sum(axis=1)).ravel()


def _closed(source: Ints, target: Ints, group: Ints) -> Counts:
    """For each node and role: two-step paths whose ends are connected directly."""
    size = len(group)
    closed = np.zeros(size * len(ROLES), dtype=np.int64)
    for triads in closed_triads(source, target, size):
        closed += _by_role(*triads, group)
    return closed.reshape(size, len(ROLES))


def _by_role(a: Ints, b: Ints, c: Ints, group: Ints) -> Counts:
    """Count paths by who stands between and in which role, shape (nodes * roles,)."""
    like_a, like_c = group[a] == group[b], group[b] == group[c]
    role = np.select(
        [like_a & like_c, group[a] == group[c], like_c, like_a], [0, 1, 2, 3], default=4
    )
    return np.bincount(b * len(ROLES) + role, minlength=len(group) * len(ROLES))


def _closed_share(source: Ints, target: Ints, group: Ints, sample: int, seed: int) -> Floats:
    """Of the two-step paths through each node, the share that is closed, by role; from a sample."""
    size = len(group)
    rng = np.random.default_rng(seed)
    ones = np.ones(len(source))
    onward = Adjacency.of(size, source, target, ones)
    back = Adjacency.of(size, target, source, ones)
    edges = EdgeSet(np.sort(source * size + target))
    closed = np.zeros(size * len(ROLES), dtype=np.int64)
    relays = np.flatnonzero(np.diff(onward.starts) * np.diff(back.starts))
    step = max(_DRAWN // sample, 1)
    for begin in range(0, len(relays), step):
        b = np.repeat(relays[begin : begin + step], sample)
        a, c = (_drawn(steps, b, rng).astype(np.int64) for steps in (back, onward))
        there, _ = edges.find(a * size + c)
        closed += _by_role(a[there], b[there], c[there], group)
    return closed.reshape(size, len(ROLES)) / sample


def _drawn(steps: Adjacency, nodes: Ints, rng: np.random.Generator) -> Nodes:
    """One step of each node, by chance."""
    first = steps.starts[nodes]
    drawn: Nodes = steps.ends[first + rng.integers(steps.starts[nodes + 1] - first)]
    return drawn

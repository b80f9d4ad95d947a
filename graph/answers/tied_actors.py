"""Which actors are tied by ownership or by agreement, also by those who own them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.sparse import coo_array, csr_array, eye_array

from graph.answers.reach import Ints, reach, row
from graph.snapshot import Snapshot

OWNERSHIP: Final = ("OWNED_BY", "CONTROLLED_BY")


class Tie(StrEnum):
    """What ties two actors.

    Attributes:
        OWNER: One owns the other, or an organisation owns or controls both, in up to four steps.
            A state is no such owner: it would tie all its outlets.
        AGREEMENT: They, or who owns them, have an agreement.
        ANY: Either.
    """

    OWNER = "owner"
    AGREEMENT = "agreement"
    ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """An agreement, as pairs of actors, one of each party.

    Attributes:
        edge: Row of the snapshot's edge table.
        first: Shape (pairs,): the lower number of each pair, which stands here once.
        second: Shape (pairs,): the higher.
    """

    edge: int
    first: Ints
    second: Ints


def owner_ties(snapshot: Snapshot) -> csr_array:
    """Return which actors one owner ties; shape (nodes, nodes), symmetric."""
    owned = reach(snapshot, OWNERSHIP)
    label = snapshot.nodes["label"]
    to_organization = (label == "Organization").to_numpy().astype(np.float64)
    shared = csr_array(owned.multiply(to_organization[None, :]))
    found = shared @ shared.T + owned + owned.T
    return _between_actors(snapshot, csr_array(found))


def agreements(snapshot: Snapshot) -> tuple[Agreement, ...]:
    """Return each agreement with the actors that it ties, those of its parties."""
    found = []
    belongs = csr_array(reach(snapshot, OWNERSHIP) + eye_array(len(snapshot.nodes)))
    members = csr_array(belongs.T)
    actor = (snapshot.nodes["label"] == "Actor").to_numpy()
    edges = snapshot.edges.filter(snapshot.edges["type"] == "HAS_AGREEMENT_WITH").select(
        "index", "source", "target"
    )
    for edge, source, target in edges.iter_rows():
        ours, theirs = (row(members, party) for party in (source, target))
        ours, theirs = ours[actor[ours]], theirs[actor[theirs]]
        ends = np.stack(np.meshgrid(ours, theirs, indexing="ij")).reshape(2, -1)
        # An owner that agrees with its own outlet binds them once, whoever is named first.
        pairs = np.unique(np.sort(ends[:, ends[0] != ends[1]], axis=0), axis=1)
        found.append(Agreement(edge, pairs[0], pairs[1]))
    return tuple(found)


def tie_matrix(snapshot: Snapshot, tie: Tie) -> csr_array:
    """Return which actors are tied; shape (nodes, nodes), symmetric, 0 or 1."""
    size = len(snapshot.nodes)
    found = csr_array((size, size))
    if tie is not Tie.AGREEMENT:
        found = found + owner_ties(snapshot)
    if tie is not Tie.OWNER:
        for each in agreements(snapshot):
            ends = (
                np.concatenate([each.first, each.second]),
                np.concatenate([each.second, each.first]),
            )
            found = found + coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    return _between_actors(snapshot, csr_array(found))


def _between_actors(snapshot: Snapshot, matrix: csr_array) -> csr_array:
    actor = (snapshot.nodes["label"] == "Actor").to_numpy().astype(np.float64)
    kept = csr_array(matrix.multiply(actor[:, None]).multiply(actor[None, :]))
    kept.setdiag(0)
    kept.eliminate_zeros()
    kept.data[:] = 1.0
    return kept

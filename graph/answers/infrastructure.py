"""Which actors share owners, hosts or identifiers, and how much does that say?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from graph.answers.chance import BadComparisonError
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.answers.reach import Ints, reach, row
from graph.snapshot import Snapshot

Floats = npt.NDArray[np.float64]

SHARED_TYPES: Final = ("USES", "OWNED_BY", "CONTROLLED_BY")
"""What leads from an actor to what it may share."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that several actors have: a host, an identifier, an owner.

    Attributes:
        node: The host, organisation or state.
        users: Actors that have it, in the part that was asked.
        weight: What sharing it says of two of these: 1 / (users - 1), so 1 where only these two
            have it.
    """

    node: NodeSummary
    users: int
    weight: float


@dataclass(frozen=True, slots=True)
class SharingTie:
    """Two actors that share rare things.

    Attributes:
        first: The one.
        second: The other.
        weight: Sum of the weights of what they share.
        shared: What they share, the rarest first; at most ten.
    """

    first: NodeSummary
    second: NodeSummary
    weight: float
    shared: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class SharingGroup:
    """Actors that hang together by such ties.

    Attributes:
        number: 1 for the largest.
        members: The actors.
        ties: The strongest ties among them, at most a hundred.
        total_ties: How many ties there are.
        weakest: The weight of the tie that, cut, would split the group: all members hang
            together by ties of this weight or more.
    """

    number: int
    members: tuple[NodeSummary, ...]
    ties: tuple[SharingTie, ...]
    total_ties: int
    weakest: float


@dataclass(frozen=True, slots=True)
class InfrastructureAnswer:
    """Groups of actors that share owners or infrastructure.

    Attributes:
        items: The groups, the largest first, at most the limit.
        total: How many groups there are.
        truncated: True when there are more than are given.
        common: What too many share to tell anything, the most common first; at most twenty.
        common_total: How many such things there are.
        actors: Actors of which any owner, host or identifier is known.
        provenance: How it was computed.
    """

    items: tuple[SharingGroup, ...]
    total: int
    truncated: bool
    common: tuple[Feature, ...]
    common_total: int
    actors: int
    provenance: Provenance


def infrastructure(
    snapshot: Snapshot,
    *,
    types: Iterable[str] = SHARED_TYPES,
    min_weight: float = 0.25,
    most_users: int = 50,
    limit: int = 50,
) -> InfrastructureAnswer:
    """Group actors by shared owners, hosts and identifiers, weighted by rarity.

    What n actors share gives each pair of them 1 / (n - 1) (Newman, Physical Review E 64, 016132,
    2001): an analytics id of two sites says all, the address of a content network that two
    hundred sites use says almost nothing, and several such addresses still say little. Owners of
    owners count, to four steps, as far as they are rare.

    The cost is linear in the relationships, and at most quadratic in `most_users`.

    Args:
        snapshot: The graph, or a view of it.
        types: Of `SHARED_TYPES`.
        min_weight: Pairs below it are no tie; 0.25 is one thing that five share.
        most_users: What more actors have is not looked at, but counted as common.
        limit: Most groups to describe.

    Raises:
        BadComparisonError: A type that leads to nothing shared, or bounds that mean nothing.
    """
    wanted = tuple(types)
    if not wanted or set(wanted) - set(SHARED_TYPES):
        raise BadComparisonError(
            f"{sorted(set(wanted) - set(SHARED_TYPES))} cannot be shared.",
            f"Use some of {', '.join(SHARED_TYPES)}.",
        )
    if not min_weight > 0 or most_users < 2 or limit < 1:
        raise BadComparisonError(
            "min_weight has to be above 0, most_users 2 or more, and limit 1 or more."
        )
    has = _incidence(snapshot, wanted)
    users = np.asarray(has.sum(axis=0)).ravel()
    telling = (users >= 2) & (users <= most_users)
    weights = np.where(telling, 1.0 / np.maximum(users - 1, 1), 0.0)
    first, second, weight = _pairs(has, weights, min_weight)
    groups = _groups(len(snapshot.nodes), first, second)
    described = _Describer(snapshot, has, users, weights)
    shown = groups[:limit]
    common = np.flatnonzero(users > most_users)
    common = common[np.lexsort((common, -users[common]))]
    return InfrastructureAnswer(
        items=tuple(
            described.group(number, members, first, second, weight)
            for number, members in enumerate(shown, start=1)
        ),
        total=len(groups),
        truncated=len(groups) > len(shown),
        common=described.features(common[:20]),
        common_total=len(common),
        actors=int((np.asarray(has.sum(axis=1)).ravel() > 0).sum()),
        provenance=provenance(
            snapshot,
            "infrastructure",
            {
                "types": list(wanted),
                "minWeight": min_weight,
                "mostUsers": most_users,
                "limit": limit,
            },
        ),
    )


def _incidence(snapshot: Snapshot, types: tuple[str, ...]) -> csr_array:
    """Which actor has what, owners of owners included; shape (nodes, nodes), 0 or 1."""
    found = reach(snapshot, types)
    actors = (snapshot.nodes["label"] == "Actor").to_numpy().astype(np.float64)
    kept: csr_array = csr_array(found.multiply(actors[:, None]))
    kept.eliminate_zeros()
    return kept


def _pairs(has: csr_array, weights: Floats, least: float) -> tuple[Ints, Ints, Floats]:
    """Pairs of actors that share enough, with the sum of the weights."""
    telling = np.flatnonzero(weights)
    part = has[:, telling]
    shared = (part.multiply(weights[telling][None, :]) @ part.T).tocoo()
    enough = (shared.row < shared.col) & (shared.data >= least - 1e-9)
    return (
        shared.row[enough].astype(np.int64),
        shared.col[enough].astype(np.int64),
        shared.data[enough],
    )


def _groups(size: int, first: Ints, second: Ints) -> list[Ints]:
    """Connected actors, the largest group first."""
    if not len(first):
        return []
    ties = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    _, label = connected_components(ties, directed=False)
    members = np.unique(np.concatenate([first, second]))
    order = np.argsort(label[members], kind="stable")
    members = members[order]
    groups = np.split(members, np.flatnonzero(np.diff(label[members])) + 1)
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


class _Describer:
    """Puts names to indexes."""

    MOST_TIES: Final = 100
    MOST_SHARED: Final = 10

    def __init__(self, snapshot: Snapshot, has: csr_array, users: Floats, weights: Floats) -> None:
        self._snapshot = snapshot
        self._has = has
        self._users = users
        self._weights = weights

    def features(self, indexes: Ints) -> tuple[Feature, ...]:
        nodes = summaries(self._snapshot, indexes)
        return tuple(
            Feature(node, int(self._users[at]), 1.0 / max(float(self._users[at]) - 1, 1.0))
            for node, at in zip(nodes, indexes.tolist(), strict=True)
        )

    def group(
        self, number: int, members: Ints, first: Ints, second: Ints, weight: Floats
    ) -> SharingGroup:
        inside = np.flatnonzero(np.isin(first, members))
        inside = inside[np.lexsort((second[inside], first[inside], -weight[inside]))]
        return SharingGroup(
            number=number,
            members=tuple(summaries(self._snapshot, members)),
            ties=tuple(
                self._tie(int(first[at]), int(second[at]), float(weight[at]))
                for at in inside[: self.MOST_TIES].tolist()
            ),
            total_ties=len(inside),
            weakest=_weakest(members, first[inside], second[inside], weight[inside]),
        )

    def _tie(self, first: int, second: int, weight: float) -> SharingTie:
        both = np.intersect1d(row(self._has, first), row(self._has, second))
        both = both[self._weights[both] > 0]
        both = both[np.lexsort((both, -self._weights[both]))][: self.MOST_SHARED]
        one, other = summaries(self._snapshot, [first, second])
        return SharingTie(one, other, weight, self.features(both))


def _weakest(members: Ints, first: Ints, second: Ints, weight: Floats) -> float:
    """The weakest tie of the strongest tree that holds a group together; ties strongest first."""
    root = {int(member): int(member) for member in members}

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    weakest = float("inf")
    for a, b, w in zip(first.tolist(), second.tolist(), weight.tolist(), strict=True):
        if (one := find(a)) != (other := find(b)):
            root[one] = other
            weakest = w
    return weakest

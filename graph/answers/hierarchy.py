"""Communities inside communities: one division for each resolution, each inside the next.

The finest division is found first; for the coarser ones its communities are merged as wholes,
by Leiden on the graph of communities (Traag, Waltman and van Eck 2019), so that every community
lies in exactly one of the next level. The weight of a merged graph is that of the whole one, so
modularity means the same on every level (Arenas et al., New Journal of Physics 9, 176, 2007).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from graph.answers.blocks import Blocks
from graph.answers.communities import divided
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.partition import (
    Algorithm,
    BadCommunitiesRequestError,
    Method,
    by_size,
    weights_of,
)
from graph.answers.partition_comparison import compare_partitions
from graph.answers.provenance import Provenance, provenance
from graph.answers.seeding import igraph_seed
from graph.snapshot import ACTIVITY_TYPES, Snapshot
from graph.snapshot.pairs import Pairs, igraph_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

RESOLUTIONS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Each twice the one before: below 1 fewer and larger communities, above 1 more and smaller."""


@dataclass(frozen=True, slots=True)
class Level:
    """A division on one level.

    Attributes:
        resolution: At which it was found.
        communities: How many communities it has.
        largest: Members of the largest.
        modularity: At resolution 1, so that levels can be compared.
        variation_of_information: To the next finer level, in bits; small where resolution
            matters little; None for the finest.
    """

    resolution: float
    communities: int
    largest: int
    modularity: float
    variation_of_information: float | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A community of one level and the one that it lies in.

    Attributes:
        level: Which level, 0 for the coarsest.
        number: Its number there, 1 for the largest.
        size: Members.
        parent: Number of the community on the level before that it lies in; None on level 0.
        top: Its members with the most weight among all others, strongest first.
    """

    level: int
    number: int
    size: int
    parent: int | None
    top: tuple[NodeSummary, ...]


@dataclass(frozen=True, slots=True)
class HierarchyAnswer:
    """A tree of communities.

    Attributes:
        levels: From the coarsest to the finest.
        branches: Communities of all levels, coarse ones first; at most the limit.
        total: How many there are of the size asked for.
        truncated: True when the limit cut some off.
        provenance: How it was computed.
    """

    levels: tuple[Level, ...]
    branches: tuple[Branch, ...]
    total: int
    truncated: bool
    provenance: Provenance


def hierarchy(
    snapshot: Snapshot,
    method: Method | None = None,
    *,
    resolutions: Sequence[float] = RESOLUTIONS,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    min_size: int = 2,
    limit: int = 200,
    top: int = 5,
) -> HierarchyAnswer:
    """Divide the graph on several levels, each community inside one of the level before.

    Args:
        snapshot: The graph, or a view of it.
        method: As in `communities`, for Leiden with modularity; its resolution is not used.
        resolutions: One for each level, in any order.
        types: Types that connect, as in `communities`.
        min_size: Smallest community to list.
        limit: Most communities to list.
        top: Most members to name of each.

    Raises:
        BadCommunitiesRequestError: No resolution, one that is not above 0, or another algorithm.
    """
    method = method or Method()
    wanted = sorted(set(resolutions))
    if not wanted or method.algorithm is not Algorithm.LEIDEN or not method.is_modularity:
        raise BadCommunitiesRequestError(
            "A hierarchy takes at least one resolution, and Leiden with modularity."
        )
    view, memberships = nested(snapshot, method, tuple(wanted), types)
    pairs = view.pairs(directed=method.directed)
    parameters = {**asdict(method), "resolutions": wanted, "minSize": min_size, "limit": limit}
    del parameters["resolution"]
    branches, total = _branches(view, pairs, memberships, min_size, limit, top)
    return HierarchyAnswer(
        levels=_levels(pairs, method, wanted, memberships),
        branches=branches,
        total=total,
        truncated=total > len(branches),
        provenance=provenance(view, "hierarchy", parameters, method.seed),
    )


def nested(
    snapshot: Snapshot,
    method: Method,
    resolutions: tuple[float, ...],
    types: Iterable[str] | None = ACTIVITY_TYPES,
) -> tuple[Snapshot, list[Ints]]:
    """Return the view that was divided, and a membership for each resolution, coarsest first.

    Args:
        snapshot: The graph, or a view of it.
        method: Leiden with modularity.
        resolutions: Ascending.
        types: Types that connect.
    """
    finest = replace(method, resolution=resolutions[-1])
    view, found = divided(snapshot, finest, types)
    pairs = view.pairs(directed=method.directed)
    memberships = [found.membership]
    for resolution in reversed(resolutions[:-1]):
        level = replace(method, resolution=resolution)
        memberships.append(_merged(pairs, weights_of(pairs, method), memberships[-1], level))
    return view, memberships[::-1]


def _merged(pairs: Pairs, weights: Floats, membership: Ints, method: Method) -> Ints:
    """Merge communities as wholes.

    Each stands for one node with the weight of its members, so that what chance would put between
    two is what it would put between their members; what lies inside one cannot change.
    """
    number = int(membership.max(initial=0))
    if number == 0:
        return membership
    begin, end = membership[pairs.source] - 1, membership[pairs.target] - 1
    out, into = np.bincount(begin, weights, number), np.bincount(end, weights, number)
    between = begin != end
    begin, end, weights = begin[between], end[between], weights[between]
    if not pairs.directed:
        begin, end = np.minimum(begin, end), np.maximum(begin, end)
    key, place = np.unique(begin * number + end, return_inverse=True)
    graph = igraph_of(number, key // number, key % number, directed=pairs.directed)
    total = out.sum()
    chance = (
        {"node_weights": out.tolist(), "node_in_weights": into.tolist(), "resolution": total}
        if pairs.directed
        else {"node_weights": (out + into).tolist(), "resolution": 2 * total}
    )
    chance["resolution"] = (method.resolution or 1.0) / chance["resolution"]
    with igraph_seed(method.seed):
        found = graph.community_leiden(
            objective_function="CPM",  # with these node weights and resolution it is modularity
            weights=np.bincount(place, weights, len(key)).tolist(),
            n_iterations=-1,
            **chance,
        )
    merged = np.zeros(len(membership), dtype=np.int64)
    inside = membership > 0
    labels = np.array(found.membership, dtype=np.int64)
    merged[inside] = by_size(labels[membership[inside] - 1])
    return merged


def _levels(
    pairs: Pairs, method: Method, resolutions: list[float], memberships: list[Ints]
) -> tuple[Level, ...]:
    weights = weights_of(pairs, method)
    levels = []
    for k, (resolution, membership) in enumerate(zip(resolutions, memberships, strict=True)):
        sizes = np.bincount(membership)
        inside = membership > 0
        finer = memberships[k + 1] if k + 1 < len(memberships) else None
        levels.append(
            Level(
                resolution,
                len(sizes) - 1,
                int(sizes[1:].max(initial=0)),
                float(Blocks.of(pairs, weights, membership).modularity().sum()),
                None
                if finer is None
                else compare_partitions(membership[inside], finer[inside]).variation_of_information,
            )
        )
    return tuple(levels)


def _branches(
    view: Snapshot, pairs: Pairs, memberships: list[Ints], min_size: int, limit: int, top: int
) -> tuple[tuple[Branch, ...], int]:
    strength = pairs.strength
    branches: list[Branch] = []
    total = 0
    for level, membership in enumerate(memberships):
        sizes = np.bincount(membership)
        number = int((sizes[1:] >= max(min_size, 1)).sum())
        total += number
        order = np.lexsort((-strength, membership))
        first = np.searchsorted(membership[order], np.arange(number + 1))
        for k in range(1, min(number, limit - len(branches)) + 1):
            members = order[first[k] :][: min(top, int(sizes[k]))]
            parent = int(memberships[level - 1][members[0]]) if level else None
            named = tuple(summaries(view, members))
            branches.append(Branch(level, k, int(sizes[k]), parent, named))
    return tuple(branches), total

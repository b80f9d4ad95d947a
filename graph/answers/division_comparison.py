"""Are two divisions the same: by two algorithms, two seeds, two windows of time?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from graph.answers.communities import divided
from graph.answers.partition import Method
from graph.answers.partition_comparison import (
    NotComparableError,
    Overlap,
    PartitionComparison,
    compare_partitions,
)
from graph.answers.provenance import Provenance, provenance
from graph.distinct import distinct
from graph.snapshot import ACTIVITY_TYPES, Snapshot


@dataclass(frozen=True, slots=True)
class CommunityMatch:
    """Two communities, one of each division, that share members.

    Attributes:
        first: Number in the first division.
        second: Number in the second.
        shared: Members of both, of the nodes that both divide.
        jaccard: These over the members of either.
    """

    first: int
    second: int
    shared: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class DivisionComparisonAnswer:
    """How alike two divisions are.

    Attributes:
        comparison: Over the nodes that both divide.
        only_first: Nodes that only the first divides, which are left out.
        only_second: Nodes that only the second divides.
        matches: Pairs of communities by how many members they share, most first.
        total: How many pairs of communities share a member.
        truncated: True when the limit cut some off.
        first: How the first was computed.
        second: How the second was.
    """

    comparison: PartitionComparison
    only_first: int
    only_second: int
    matches: tuple[CommunityMatch, ...]
    total: int
    truncated: bool
    first: Provenance
    second: Provenance


def compare_divisions(
    snapshot: Snapshot,
    method: Method,
    other_snapshot: Snapshot,
    other_method: Method,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    limit: int = 50,
) -> DivisionComparisonAnswer:
    """Compare two divisions of one graph, or of two views of it.

    Args:
        snapshot: The graph, or a view of it.
        method: The first division.
        other_snapshot: The same graph, or another view of it.
        other_method: The second division.
        types: Types that connect, in both.
        limit: Most pairs of communities to list.

    Raises:
        NotComparableError: The two snapshots are of different graphs or versions.
    """
    if snapshot.version != other_snapshot.version:
        raise NotComparableError("The two snapshots are of different versions of the graph.")
    view, found = divided(snapshot, method, types)
    other_view, other = divided(other_snapshot, other_method, types)
    inside, other_inside = found.membership > 0, other.membership > 0
    both = inside & other_inside
    first, second = found.membership[both], other.membership[both]
    overlap = Overlap.of(first, second)
    numbers = distinct(first), distinct(second)
    jaccard = overlap.jaccard()
    order = np.lexsort((overlap.second, overlap.first, -overlap.count))[:limit]
    return DivisionComparisonAnswer(
        comparison=compare_partitions(first, second),
        only_first=int((inside & ~other_inside).sum()),
        only_second=int((other_inside & ~inside).sum()),
        matches=tuple(
            CommunityMatch(
                int(numbers[0][overlap.first[k]]),
                int(numbers[1][overlap.second[k]]),
                int(overlap.count[k]),
                float(jaccard[k]),
            )
            for k in order
        ),
        total=len(overlap.count),
        truncated=len(overlap.count) > len(order),
        first=provenance(view, "communities", asdict(method), method.seed),
        second=provenance(other_view, "communities", asdict(other_method), other_method.seed),
    )

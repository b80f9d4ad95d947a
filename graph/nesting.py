"""Members inside the marks that stand for them: what a file holds so that a mark can be opened.

A community is one mark with the sums of its ties. Behind it stand its strongest members, with the
ties among them, and with one tie to each other mark, so that an opened community shows where each
member's ties lead whether the others are opened or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from graph.sharing_out import share_out
from graph.subgraph import Evidence, Subgraph, SubgraphEdge, SubgraphNode

T = TypeVar("T")

MOST_MEMBERS: Final = 1_500
MOST_TIES: Final = 5_000
"""In one file: with these it stays below 2 MB where names and evidence are of the usual length."""

_EVIDENCE: Final = 10


def fair_share(ranked: Sequence[T], group: Sequence[str], most: int = MOST_MEMBERS) -> list[T]:
    """Return the first of each group, the same number of each as far as that goes.

    Args:
        ranked: Candidates, the best first.
        group: The group of each.
        most: How many in all.
    """
    sizes = Counter(group)
    places = share_out(list(sizes.values()), most, list(sizes.values()))
    left = dict(zip(sizes, places, strict=True))
    kept = []
    for each, its in zip(ranked, group, strict=True):
        if left[its]:
            left[its] -= 1
            kept.append(each)
    return kept


def nest(
    outer: Subgraph,
    members: Iterable[SubgraphNode],
    ties: Sequence[SubgraphEdge],
    parent: Mapping[str, str],
) -> Subgraph:
    """Return the marks with their members inside.

    Ties of a mark that have no evidence of their own get some from the ties of members that they
    sum up.

    Args:
        outer: The marks and the ties between them.
        members: Who stands inside; their ids are not those of marks.
        ties: Among members, and between members and marks; the strongest are kept.
        parent: The mark of each member.
    """
    strongest = sorted(ties, key=lambda e: (-e.count, e.source, e.target))[:MOST_TIES]
    shown = Counter(parent.values())
    borrowed: defaultdict[tuple[str, str, str, str | None], list[Evidence]] = defaultdict(list)
    for edge in strongest:
        a, b = edge.source, edge.target
        if a in parent and b in parent and parent[a] != parent[b]:
            for ends in ((parent[a], parent[b]), (a, parent[b]), (parent[a], b)):
                borrowed[(*ends, edge.type, edge.kind)] += edge.evidence[:1]
    return replace(
        outer,
        nodes=(
            *(_told(node, shown[node.id]) for node in outer.nodes),
            *(replace(node, parent=parent[node.id]) for node in members),
        ),
        edges=tuple(_proved(edge, borrowed) for edge in (*outer.edges, *strongest)),
        total_nodes=outer.all_nodes,
        total_edges=outer.all_edges,
    )


def _told(node: SubgraphNode, inside: int) -> SubgraphNode:
    if not inside:
        return node
    return replace(node, facts={**node.facts, "members in this file": inside})


def _proved(
    edge: SubgraphEdge, borrowed: Mapping[tuple[str, str, str, str | None], list[Evidence]]
) -> SubgraphEdge:
    found = borrowed.get((edge.source, edge.target, edge.type, edge.kind))
    if edge.evidence or not found:
        return edge
    return replace(edge, evidence=tuple(found[:_EVIDENCE]))

"""The network of communities with their strongest members inside, for a page to open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from graph.answers.communities import divided
from graph.answers.group_network import community_network
from graph.answers.partition import Method
from graph.answers.provenance import moment
from graph.answers.subgraphs import Indexes, subgraph_among
from graph.nesting import MOST_MEMBERS, fair_share, nest
from graph.snapshot import Snapshot
from graph.subgraph import Subgraph, SubgraphEdge

_INSIDE: Final = "A part of the communities, for their network."


@dataclass(frozen=True, slots=True)
class OpenedCommunities:
    """Communities and who is in them.

    Attributes:
        outer: A node for each community, see `community_network`.
        members: Their strongest members, the same number of each as far as that goes, and the ties
            among these.
        toward: Ties of those members to other communities, summed.
        parent: The community's node of each member.
    """

    outer: Subgraph
    members: Subgraph
    toward: tuple[SubgraphEdge, ...]
    parent: dict[str, str]

    def nested(self, members: Subgraph | None = None) -> Subgraph:
        """Return all of it as one network.

        Args:
            members: The members, if evidence has been put to their ties.
        """
        inside = self.members if members is None else members
        return nest(self.outer, inside.nodes, (*inside.edges, *self.toward), self.parent)


def opened_communities(
    snapshot: Snapshot, method: Method, most: int, *, most_members: int = MOST_MEMBERS
) -> OpenedCommunities:
    """Return the largest communities, their strongest members, and who amplifies whom.

    Args:
        snapshot: The graph, or a view of it.
        method: How communities are found.
        most: Most communities.
        most_members: Most members in all.
    """
    view, found = divided(snapshot, method)
    outer = community_network(snapshot, method, most)
    number = np.where(found.membership <= len(outer.nodes), found.membership, 0)
    strength = view.pairs().strength
    inside = np.flatnonzero((number > 0) & (strength > 0))
    ranked = inside[np.lexsort((inside, -strength[inside]))].tolist()
    chosen = fair_share(ranked, [f"community:{number[k]}" for k in ranked], most_members)
    kept = np.array(sorted(chosen), dtype=np.int64)
    members = subgraph_among(
        view, kept, total_nodes=len(inside), total_edges=len(view.edges), title=outer.title,
        rule=_INSIDE, query="communities", parameters={}, seed=method.seed,
        communities=found.membership,
    )  # fmt: skip
    standing = sum(node.members for node in outer.nodes)
    return OpenedCommunities(
        replace(outer, total_nodes=standing, total_edges=len(view.edges)),
        members,
        _toward(view, kept, number),
        {view.nodes["id"][k]: f"community:{number[k]}" for k in kept.tolist()},
    )


def _toward(view: Snapshot, kept: Indexes, number: Indexes) -> tuple[SubgraphEdge, ...]:
    """Sum each member's ties by the community at their other end, either way."""
    mask = np.zeros(len(view.nodes), np.bool_)
    mask[kept] = True
    source, target = (view.edges[end].to_numpy() for end in ("source", "target"))
    apart = (number[source] != number[target]) & (number[source] > 0) & (number[target] > 0)
    ids = view.nodes["id"]
    found = []
    for own, other in (("source", "target"), ("target", "source")):
        member, far = view.edges[own].to_numpy(), view.edges[other].to_numpy()
        summed = (
            view.edges.with_columns(pl.Series("far", number[far]))
            .filter(pl.Series(apart & mask[member], dtype=pl.Boolean))
            .group_by(own, "far", "type", "kind")
            .agg(pl.sum("count"), pl.min("firstMs"), pl.max("lastMs"))
            .sort(own, "far", "type", "kind")
        )
        for member_, far_, type_, kind, count, first, last in summed.iter_rows():
            ends = (ids[member_], f"community:{far_}")
            a, b = ends if own == "source" else ends[::-1]
            found.append(SubgraphEdge(a, b, type_, kind, count, moment(first), moment(last),
                                      evidence_total=count))  # fmt: skip
    return tuple(found)

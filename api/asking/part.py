"""Which part of the graph is shown or written."""

from __future__ import annotations

from api.asking.names import resolve
from graph.answers.partition import Method
from graph.answers.subgraphs import community_subgraph, ego, top_subgraph
from graph.snapshot import Snapshot
from graph.subgraph import Subgraph


def part_of(
    snapshot: Snapshot,
    *,
    center: str | None,
    hops: int,
    community: int | None,
    max_nodes: int,
    seed: int,
) -> Subgraph:
    """Return an actor's surroundings, a community, or the most active nodes.

    Args:
        snapshot: The graph.
        center: What names the actor.
        hops: How far around it.
        community: Number of the community, 1 for the largest; not looked at beside a centre.
        max_nodes: Most nodes.
        seed: Seed of the communities.
    """
    if center is not None:
        return ego(snapshot, resolve(snapshot, center).id, hops=hops, max_nodes=max_nodes)
    method = Method(seed=seed)
    if community is not None:
        return community_subgraph(snapshot, community, method, max_nodes=max_nodes)
    return top_subgraph(snapshot, max_nodes=max_nodes, method=method)

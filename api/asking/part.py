"""Which part of the graph is shown or written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from api.asking.names import resolve
from graph.answers.communities import divided
from graph.answers.partition import Method
from graph.answers.path_subgraph import path_subgraph
from graph.answers.paths import shortest_paths
from graph.answers.subgraphs import community_subgraph, ego, top_subgraph
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.subgraph import Subgraph

MOST_PATHS = 200
"""Shortest paths that a part holds, where there are more."""


@dataclass(frozen=True)
class Part:
    """An actor's surroundings, the paths between two, a community, or the most active nodes.

    Attributes:
        center: An actor to look around; what names it, not yet its id.
        hops: How far around it.
        community: Number of a community, 1 for the largest; not looked at beside actors.
        source: Where paths start, whatever names it; goes with `target`.
        target: Where they end.
        max_nodes: Most nodes; None for all there are. Paths are always whole.
        wanted: Filter that applies first.
        types: Relationship types; None takes all, but only activity divides communities.
        method: How communities are found.
        mark: Whether to number the nodes' communities.
    """

    center: str | None = None
    hops: int = 1
    community: int | None = None
    source: str | None = None
    target: str | None = None
    max_nodes: int | None = None
    wanted: SnapshotFilter = field(default_factory=SnapshotFilter)
    types: tuple[str, ...] | None = None
    method: Method = field(default_factory=Method)
    mark: bool = False

    def of(self, snapshot: Snapshot) -> Subgraph:
        """Take it out of the graph.

        Raises:
            UnknownIdError: The graph does not hold an actor that is named, or the community.
        """
        narrowed = snapshot.filter(self.wanted)
        view = narrowed.filter(SnapshotFilter(types=frozenset(self.types) if self.types else None))
        most = len(snapshot.nodes) if self.max_nodes is None else self.max_nodes
        if self.center is not None:
            centre = resolve(snapshot, self.center).id
            return self._marked(ego(view, centre, hops=self.hops, max_nodes=most), view)
        if self.source is not None and self.target is not None:
            ends = resolve(snapshot, self.source).id, resolve(snapshot, self.target).id
            found = shortest_paths(view, *ends, types=self._followed, limit=MOST_PATHS)
            return self._marked(path_subgraph(snapshot, found, *ends), view)
        if self.community is not None:  # this marks by itself
            return community_subgraph(
                narrowed, self.community, self.method, types=self._followed, max_nodes=most
            )
        return self._marked(top_subgraph(view, max_nodes=most), view)

    @property
    def _followed(self) -> tuple[str, ...]:
        return self.types or ACTIVITY_TYPES

    def _marked(self, found: Subgraph, view: Snapshot) -> Subgraph:
        if not self.mark:
            return found
        membership = divided(view, self.method, self._followed)[1].membership
        index = view.node_index
        numbers = (int(membership[index[node.id]]) for node in found.nodes)
        nodes = zip(found.nodes, numbers, strict=True)
        return replace(
            found,
            nodes=tuple(replace(node, community=number or None) for node, number in nodes),
        )

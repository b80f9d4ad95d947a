"""A part of the graph to look at: actors, who amplified whom, and the evidence for it.

A plain value object between those who find a subgraph (database, snapshot, paths, communities)
and those who show or export it. It knows neither a database nor a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from graph.credit import Credit

Fact = str | int | float | None
"""What a fact about an actor may be."""

DIRECTION = (
    "Arrows point from the one who amplifies to the one amplified; content flows the other way."
)
"""How every edge of the graph is to be read."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Somebody's judgement on an actor's tie to a state: an assessment, not a fact.

    Categories follow the EEAS FIMI Exposure Matrix (2025).

    Attributes:
        category: `official`, `stateControlled`, `stateLinked` or `stateAligned`.
        state: The state concerned, as ISO 3166-1 alpha-2.
        source: Who judged, as a citation.
        date: When.
        confidence: As the source gives it, a word or a share from 0 to 1.
    """

    category: str
    state: str | None = None
    source: str | None = None
    date: date | str | None = None
    confidence: str | float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation behind an edge.

    Attributes:
        url: Where it was seen.
        archived_url: Where a copy is kept.
        published_at: When it was published; without a zone it is read as UTC.
        kind: retweet, quote, reply, forward, link, mention, republication, ...
        title: Title or first words.
        dataset: The dataset that it came with.
        run: The load that wrote it.
        source: Citation of the dataset or paper.
    """

    url: str | None = None
    archived_url: str | None = None
    published_at: datetime | None = None
    kind: str | None = None
    title: str | None = None
    dataset: str | None = None
    run: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class SubgraphNode:
    """An actor, organisation or state.

    Attributes:
        id: The graph's stable key, such as `x:mfa_china`.
        label: The name to show; empty means the id.
        roles: Labels beside `Actor`: Outlet, Diplomat, Influencer, Account, Organization, State.
        country: ISO 3166-1 alpha-2.
        platform: x, telegram, domain, ...
        handle: The name on the platform, without the at sign.
        url: The profile or site.
        language: BCP 47 tag.
        followers: As last seen.
        community: The number of the community it is in.
        facts: Whatever else a reader should see, in order.
        assessments: Judgements on its tie to a state.
        members: How many actors it stands for; above 1 for a collapsed community.
        parent: Id of the node that stands for it and others until a reader opens that.
    """

    id: str
    label: str = ""
    roles: tuple[str, ...] = ()
    country: str | None = None
    platform: str | None = None
    handle: str | None = None
    url: str | None = None
    language: str | None = None
    followers: int | None = None
    community: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    members: int = 1
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SubgraphEdge:
    """An aggregated tie, one per pair, type and kind.

    Attributes:
        source: Id of the one who amplifies (or owns, or agrees).
        target: Id of the one amplified.
        type: Relationship type, such as `AMPLIFIED`.
        kind: retweet, quote, reply, ...; None where the type has no kinds.
        count: How many observations the edge stands for.
        first_at: The earliest of them.
        last_at: The latest of them.
        evidence: Some or all of the observations.
        evidence_total: How many there are; None means as many as are given.
        judged: Of a computed tie, in words, how far chance explains it.
    """

    source: str
    target: str
    type: str = "AMPLIFIED"
    kind: str | None = None
    count: int = 1
    first_at: datetime | None = None
    last_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    evidence_total: int | None = None
    judged: str | None = None


@dataclass(frozen=True, slots=True)
class Technique:
    """A way of acting that somebody connects with an actor.

    Attributes:
        actor: Id of the actor.
        id: The framework's own, such as DISARM's `T0049.001`, or else the source's.
        kind: How they are connected, in the source's word: uses, related-to, ...
        name: The technique's name.
        url: Where it is described.
        via: The narrative that carries the id, where it is not said of the actor itself.
    """

    actor: str
    id: str
    kind: str = "related-to"
    name: str | None = None
    url: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A part of the graph, with all that is needed to find it again.

    Attributes:
        nodes: The actors shown.
        edges: The ties between them; both ends must be among the nodes.
        title: Headline of the view.
        description: One or two sentences under it.
        total_nodes: How many nodes the question has; None means as many as are given.
        total_edges: Likewise for edges.
        datasets: Names of the datasets that the facts come from, that with the most first.
        credits: Whom to credit for them, in the same order.
        graph_version: The version of the graph that was asked.
        query: The question, as a catalogue name, Cypher or REST path.
        parameters: The question's parameters.
        seed: Seed of the computation and of the layout.
        generated_at: When it was asked.
        direction: How an arrow is to be read.
        techniques: What sources connect the nodes with; read for exports only.

    Raises:
        ValueError: If an id stands twice or an edge ends at a node that is not there.
    """

    nodes: tuple[SubgraphNode, ...]
    edges: tuple[SubgraphEdge, ...]
    title: str = "Amplification network"
    description: str = ""
    total_nodes: int | None = None
    total_edges: int | None = None
    datasets: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    graph_version: str | None = None
    query: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    seed: int = 42
    generated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    direction: str = DIRECTION
    techniques: tuple[Technique, ...] = ()

    @property
    def all_nodes(self) -> int:
        """How many nodes the question has, shown or not."""
        return len(self.nodes) if self.total_nodes is None else self.total_nodes

    @property
    def all_edges(self) -> int:
        """How many edges it has, shown or not."""
        return len(self.edges) if self.total_edges is None else self.total_edges

    def __post_init__(self) -> None:
        ids = {node.id for node in self.nodes}
        if len(ids) != len(self.nodes):
            raise ValueError("A node id stands twice in the subgraph.")
        for edge in self.edges:
            for end in (edge.source, edge.target):
                if end not in ids:
                    raise ValueError(
                        f"An edge ends at {end[:200]!r}, which is not among the nodes."
                    )


def strengths(subgraph: Subgraph) -> dict[str, int]:
    """Observations in which each node took part, on either side; a loop counts once."""
    total = dict.fromkeys((node.id for node in subgraph.nodes), 0)
    parents = parents_of(subgraph)
    for edge in subgraph.edges:
        for end in counted_ends(edge, parents):
            total[end] += edge.count
    return total


def parents_of(subgraph: Subgraph) -> dict[str, str]:
    """Return who stands for whom, of the nodes that another stands for."""
    return {node.id: node.parent for node in subgraph.nodes if node.parent is not None}


def counted_ends(edge: SubgraphEdge, parents: Mapping[str, str]) -> set[str]:
    """Return the ends at which a tie counts, so that nothing counts twice where nodes have parents.

    What a member does outside its community stands in its ties to the other communities; its ties
    to their members say the same again, and to a community a member's ties are part of its own.
    """
    ends = {edge.source, edge.target}
    inside = {end for end in ends if end in parents}
    if len(inside) == len(ends) and len({parents[end] for end in ends}) > 1:
        return set()
    return inside or ends


def most_active(subgraph: Subgraph, limit: int) -> Subgraph:
    """Keep the `limit` strongest nodes, the ties between them, and the true totals.

    Nodes keep their order; equal strength is decided by id, so that the answer is repeatable.

    Raises:
        ValueError: If the limit is below 1.
    """
    if limit < 1:
        raise ValueError("The limit must be at least 1.")
    if len(subgraph.nodes) <= limit:
        return subgraph
    strength = strengths(subgraph)
    ranked = sorted(strength, key=lambda id_: (-strength[id_], id_))
    kept = set(ranked[:limit])
    nodes = tuple(node for node in subgraph.nodes if node.id in kept)
    edges = tuple(e for e in subgraph.edges if e.source in kept and e.target in kept)
    return replace(
        subgraph,
        nodes=nodes,
        edges=edges,
        total_nodes=subgraph.all_nodes,
        total_edges=subgraph.all_edges,
    )

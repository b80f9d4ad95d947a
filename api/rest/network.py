"""Parts of the graph, as JSON and as a view: around an actor, a community, or the most active."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.asking.names import resolve
from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError
from api.rest.communities import MethodOf
from api.rest.parameters import LARGEST_INTEGER, AnyId, Types, Wanted, types_of
from api.rest.sending import send
from api.rest.service import Service, ServiceOf
from api.rest.shapes import Parameters, Shape, UtcTime
from api.views.network import (
    DEFAULT_NODES,
    MAX_NODES,
    ColourBy,
    SizeBy,
    dressed_for_page,
    render_network,
)
from api.views.page import content_security_policy
from graph.answers.communities import divided
from graph.answers.dressing import dress
from graph.answers.partition import Method
from graph.answers.subgraphs import community_subgraph, ego, top_subgraph
from graph.snapshot import Snapshot, SnapshotFilter
from graph.subgraph import Subgraph as FoundSubgraph

router = APIRouter(prefix="/v1", tags=["network"])

MOST_HOPS: Final = 4


@dataclass(frozen=True)
class Part:
    """Which part of the graph is wanted.

    Attributes:
        center: An actor to look around; what names it, not yet its id.
        hops: How far around it.
        community: Number of a community.
        max_nodes: Most nodes.
        wanted: Filter that applies first.
        types: Relationship types; None takes all, but only activity divides communities.
        method: How communities are found.
        mark: Whether to number the nodes' communities.
    """

    center: str | None
    hops: int
    community: int | None
    max_nodes: int
    wanted: SnapshotFilter
    types: list[str] | None
    method: Method
    mark: bool = False

    def of(self, snapshot: Snapshot) -> FoundSubgraph:
        """Take it out of the graph.

        Raises:
            UnknownIdError: The graph does not hold the centre, or the community.
        """
        narrowed = snapshot.filter(self.wanted)
        typed = SnapshotFilter(types=frozenset(self.types) if self.types else None)
        view = narrowed.filter(typed)
        if self.community is not None:
            return community_subgraph(
                narrowed,
                self.community,
                self.method,
                types=types_of(self.types),
                max_nodes=self.max_nodes,
            )
        if self.center is None:
            return self._marked(top_subgraph(view, max_nodes=self.max_nodes), view)
        node = resolve(snapshot, self.center)
        found = ego(view, node.id, hops=self.hops, max_nodes=self.max_nodes)
        return self._marked(found, view)

    def _marked(self, found: FoundSubgraph, view: Snapshot) -> FoundSubgraph:
        if not self.mark:
            return found
        membership = divided(view, self.method, types_of(self.types))[1].membership
        index = view.node_index
        numbers = (int(membership[index[node.id]]) for node in found.nodes)
        nodes = zip(found.nodes, numbers, strict=True)
        return replace(
            found,
            nodes=tuple(replace(node, community=number or None) for node, number in nodes),
        )


async def _part(
    wanted: Wanted,
    method: MethodOf,
    center: Annotated[
        AnyId | None, Query(description="Look around this actor; any way to write it.")
    ] = None,
    hops: Annotated[int, Query(ge=1, le=MOST_HOPS, description="How far around it.")] = 1,
    community: Annotated[
        int | None,
        Query(ge=1, le=LARGEST_INTEGER, description="Look at this community; 1 is the largest."),
    ] = None,
    max_nodes: Annotated[
        int, Query(alias="maxNodes", ge=1, le=MAX_NODES, description="Most nodes.")
    ] = DEFAULT_NODES,
    types: Types = None,
) -> Part:
    if center is not None and community is not None:
        raise ProblemError(
            BAD_PARAMETER,
            "`center` and `community` exclude each other.",
            "Give one of them, or none for the most active.",
        )
    return Part(center, hops, community, max_nodes, wanted, types, method)


PartOf = Annotated[Part, Depends(_part)]
EvidenceEach = Annotated[
    int, Query(ge=0, le=100, description="Most pieces of evidence for each relationship.")
]


class SubgraphAssessment(Shape):
    """A source's judgement on an actor's tie to a state: an assessment, not a fact."""

    category: str = Field(description="`stateAligned` attributes nothing.")
    state: str | None
    source: str | None
    date: str | None
    confidence: str | float | None


class SubgraphEvidence(Shape):
    """An observation behind a relationship."""

    url: str | None
    archived_url: str | None
    published_at: UtcTime | None
    kind: str | None
    title: str | None = Field(description="Headline, or the words of a source.")
    dataset: str | None
    run: str | None
    source: str | None


class SubgraphNode(Shape):
    """An actor, organisation, state or host."""

    id: str
    label: str = Field(description="The name to show.")
    roles: list[str]
    country: str | None
    platform: str | None
    handle: str | None
    url: str | None
    language: str | None
    followers: int | None
    community: int | None = Field(description="Number of its community, where asked for.")
    assessments: list[SubgraphAssessment]


class SubgraphEdge(Shape):
    """A relationship; the arrow points from the one who amplifies to the one amplified."""

    source: str
    target: str
    type: str
    kind: str | None
    count: int
    first_at: UtcTime | None
    last_at: UtcTime | None
    evidence: list[SubgraphEvidence]
    evidence_total: int | None


class Subgraph(Shape):
    """A part of the graph, with all that is needed to find it again."""

    title: str
    description: str = Field(description="The rule by which it was chosen.")
    direction: str = Field(description="How an arrow is to be read.")
    nodes: list[SubgraphNode]
    edges: list[SubgraphEdge]
    total_nodes: int = Field(
        description="How many nodes the question has; more than are given where `maxNodes` cut it."
    )
    total_edges: int
    truncated: bool = Field(description="True when not all of them are given.")
    datasets: list[str]
    query: str = Field(description="The address that gives this again.")
    parameters: Parameters
    seed: int
    graph_version: str
    generated_at: UtcTime


@router.get("/subgraph", operation_id="getSubgraph", summary="A part of the graph, as JSON")
async def get_subgraph(
    request: Request, service: ServiceOf, part: PartOf, evidence: EvidenceEach = 0
) -> Subgraph:
    """Give nodes and relationships around `center`, of a `community`, or the most active ones."""

    def work() -> Subgraph:
        found = dressed_part(service, replace(part, mark=True), request, evidence)
        nodes = found.total_nodes if found.total_nodes is not None else len(found.nodes)
        edges = found.total_edges if found.total_edges is not None else len(found.edges)
        shown = {name: getattr(found, name, None) for name in Subgraph.model_fields}
        shown |= {
            "total_nodes": nodes,
            "total_edges": edges,
            "truncated": nodes > len(found.nodes) or edges > len(found.edges),
            "parameters": dict(found.parameters),
        }
        return Subgraph.model_validate(shown)

    return await service.compute(work)


@router.get(
    "/view",
    operation_id="getView",
    summary="A part of the graph, as a page to look at",
    response_class=HTMLResponse,
)
async def get_view(
    request: Request,
    service: ServiceOf,
    part: PartOf,
    colour_by: Annotated[
        ColourBy, Query(alias="colourBy", description="What the colours stand for at first.")
    ] = "country",
    size_by: Annotated[
        SizeBy, Query(alias="sizeBy", description="What the sizes stand for at first.")
    ] = "strength",
    evidence: EvidenceEach = 20,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing and opens offline; save it and send it by mail."""

    def work() -> str:
        marked = replace(part, mark=colour_by == "community")
        snapshot = service.snapshot()
        part_of_it = marked.of(snapshot)
        found = service.ask(lambda db: dressed_for_page(part_of_it, db, snapshot, evidence))
        found = replace(found, query=_address(request))
        return render_network(found, colour_by=colour_by, size_by=size_by)

    page = await service.compute(work)
    return send(page, content_security_policy())


def dressed_part(service: Service, part: Part, request: Request, each: int) -> FoundSubgraph:
    """Take a part out of the graph, with its evidence, assessments, and the address that asks."""
    snapshot = service.snapshot()
    found = part.of(snapshot)
    dressed = service.ask(lambda database: dress(found, database, each, snapshot))
    return replace(dressed, query=_address(request))


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}".removesuffix("?")

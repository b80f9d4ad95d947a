"""Parts of the graph, as JSON and as a view: around an actor, a community, or the most active."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.asking.part import Part
from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError
from api.rest.answering import AnswerRoute
from api.rest.communities import MethodOf
from api.rest.parameters import LARGEST_INTEGER, AnyId, Types, Wanted
from api.rest.sending import send
from api.rest.service import Service, ServiceOf
from api.rest.shapes import DataCredit, Parameters, Shape, UtcTime
from api.views.network import (
    DEFAULT_NODES,
    MAX_NODES,
    ColourBy,
    SizeBy,
    dressed_for_page,
    render_network,
)
from api.views.page import content_security_policy
from graph.answers.dressing import dress
from graph.subgraph import Subgraph as FoundSubgraph

router = APIRouter(prefix="/v1", tags=["network"], route_class=AnswerRoute)

MOST_HOPS: Final = 4


async def _unlimited(
    wanted: Wanted,
    method: MethodOf,
    center: Annotated[
        AnyId | None,
        Query(description="Only this actor and who is around it; any way to write it."),
    ] = None,
    hops: Annotated[
        int, Query(ge=1, le=MOST_HOPS, description="With `center`: how many hops around.")
    ] = 1,
    community: Annotated[
        int | None,
        Query(
            ge=1,
            le=LARGEST_INTEGER,
            description="Only the community of this number; 1 is the largest.",
        ),
    ] = None,
    source: Annotated[
        AnyId | None,
        Query(description="The shortest ways of content from this actor to `target`, 200 at most."),
    ] = None,
    target: Annotated[AnyId | None, Query(description="Where those ways end.")] = None,
    types: Types = None,
) -> Part:
    if (source is None) != (target is None):
        raise ProblemError(BAD_PARAMETER, "`source` and `target` go together.", "Give both.")
    if sum(name is not None for name in (center, community, source)) > 1:
        raise ProblemError(
            BAD_PARAMETER,
            "`center`, `community` and `source` with `target` exclude each other.",
            "Give one of them, or none for the most active.",
        )
    return Part(
        center=center,
        hops=hops,
        community=community,
        source=source,
        target=target,
        wanted=wanted,
        types=tuple(types) if types else None,
        method=method,
    )


UnlimitedPartOf = Annotated[Part, Depends(_unlimited)]
"""A part of any size, for a job."""


async def _part(
    part: UnlimitedPartOf,
    max_nodes: Annotated[
        int, Query(alias="maxNodes", ge=1, le=MAX_NODES, description="Most nodes.")
    ] = DEFAULT_NODES,
) -> Part:
    return replace(part, max_nodes=max_nodes)


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
    credits: list[DataCredit] = Field(description="Whom to credit for them.")
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
        ColourBy,
        Query(
            alias="colourBy",
            description="What the colour of a node says at first; a reader can change it.",
        ),
    ] = "country",
    size_by: Annotated[
        SizeBy,
        Query(
            alias="sizeBy",
            description="What the size of a node says at first: with how many others it is "
            "connected (`degree`), or by how much evidence (`strength`).",
        ),
    ] = "strength",
    evidence: EvidenceEach = 20,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing and opens offline; save it and send it by mail."""

    def work() -> str:
        marked = replace(part, mark=colour_by == "community")
        snapshot = service.snapshot()
        part_of_it = marked.of(snapshot)
        found = service.ask(lambda db: dressed_for_page(part_of_it, db, snapshot, evidence))
        found = replace(found, query=address_of(request))
        return render_network(found, colour_by=colour_by, size_by=size_by)

    page = await service.compute(work)
    return send(page, content_security_policy())


def dressed_part(service: Service, part: Part, request: Request, each: int) -> FoundSubgraph:
    """Take a part out of the graph, with its evidence, assessments, and the address that asks."""
    snapshot = service.snapshot()
    found = part.of(snapshot)
    dressed = service.ask(lambda database: dress(found, database, each, snapshot))
    return replace(dressed, query=address_of(request))


def address_of(request: Request) -> str:
    """Return the address that asks this again, without the host."""
    return f"{request.url.path}?{request.url.query}".removesuffix("?")

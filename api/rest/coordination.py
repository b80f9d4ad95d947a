"""Who acts as one, and by what evidence?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.asking.names import resolve
from api.problem_kinds import UNKNOWN_ID
from api.problems import ProblemError
from api.rest.answering import AnswerRoute
from api.rest.coordination_shapes import (
    CoordinatedGroup,
    CoordinatedGroups,
    CoShare,
    CoShares,
    Lead,
)
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import LARGEST_INTEGER, AnyId, IdInQuery, Moment, Seed
from api.rest.sending import send
from api.rest.service import ServiceOf
from api.rest.shapes import Provenance
from api.views.network import render_network
from api.views.page import content_security_policy
from graph.answers.co_shares import co_shares
from graph.answers.coordination import CoordinationAsked, coordinated_groups, edges_between
from graph.answers.group_subgraph import group_subgraph
from graph.database import Database
from graph.snapshot import Snapshot
from graph.vocabulary import Trace

router = APIRouter(prefix="/v1/coordination", tags=["coordination"], route_class=AnswerRoute)

IN_VIEW: Final = 20
"""Co-shares of each edge in a view."""


Traces = Annotated[
    list[Trace] | None,
    Query(
        alias="trace",
        max_length=len(Trace),
        description="Only what was shared in this way; all if none is named. May be given "
        "several times.",
    ),
]


async def _asked(
    traces: Traces = None,
    max_q: Annotated[
        float,
        Query(
            alias="maxQ",
            ge=0,
            le=1,
            description="Largest q-value of a pair: the share of false ones among those that are "
            "given.",
        ),
    ] = 0.05,
    since: Annotated[
        Moment | None,
        Query(
            description="Only pairs with co-shares then or later, written as elsewhere: 2022-02-24."
        ),
    ] = None,
    until: Annotated[Moment | None, Query(description="Only pairs with co-shares before.")] = None,
    resolution: Annotated[
        float,
        Query(
            gt=0,
            le=1_000_000,
            allow_inf_nan=False,
            description="A higher number gives more and smaller groups.",
        ),
    ] = 1.0,
    min_size: Annotated[
        int,
        Query(alias="minSize", ge=2, le=LARGEST_INTEGER, description="Fewest actors of a group."),
    ] = 2,
    seed: Seed = 1,
) -> CoordinationAsked:
    names = tuple(sorted(trace.value for trace in traces)) if traces else None
    return CoordinationAsked(
        traces=names,
        max_q=max_q,
        since=since,
        until=until,
        resolution=resolution,
        min_size=min_size,
        seed=seed,
    )


Asked = Annotated[CoordinationAsked, Depends(_asked)]
OfActor = Annotated[
    AnyId | None, Query(description="Only the group that this actor is in; any way to write it.")
]


@router.get("", operation_id="listCoordination", summary="Which accounts act as one?")
async def list_coordination(
    service: ServiceOf,
    asked: Asked,
    actor: OfActor = None,
    evidence: Annotated[
        int, Query(ge=0, le=20, description="Most co-shares to show for each edge.")
    ] = 3,
    limit: Annotated[int, Query(ge=1, le=50, description="Most groups on a page.")] = 10,
    cursor: Cursor = None,
) -> CoordinatedGroups:
    """List groups of accounts that share the same things closer in time than chance explains.

    Needs what `ampnet derive coordination` writes. Groups are found by Leiden over the edges of
    the layers asked for; acting alike is no proof of acting on orders.
    """

    def work() -> CoordinatedGroups:
        snapshot = service.snapshot()
        wanted = _of(snapshot, asked, actor)
        page = Page.of({"list": "coordination", "of": str(wanted)}, snapshot.version, limit, cursor)
        found = service.ask(
            lambda database: coordinated_groups(
                database, snapshot, wanted, start=page.start, limit=limit, evidence=evidence
            )
        )
        return CoordinatedGroups(
            **page.fields(
                [CoordinatedGroup.model_validate(one) for one in found.groups], found.total
            ),
            edges=found.edges,
            modularity=found.modularity,
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


@router.get(
    "/evidence", operation_id="listCoShares", summary="What did two coordinated accounts share?"
)
async def list_co_shares(
    service: ServiceOf,
    source: IdInQuery,
    target: IdInQuery,
    traces: Traces = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> CoShares:
    """List each thing that both shared within the window of their edge, with items and times.

    A pair without such an edge has an empty list. It is looked up in the items as they are now:
    where items came or went since the derivation, their number is not the edge's count.
    """

    def work() -> CoShares:
        snapshot = service.snapshot()
        one, other = sorted(resolve(snapshot, text).id for text in (source, target))
        layers = sorted(trace.value for trace in traces or Trace)
        about = {"list": "co-shares", "of": [one, other, layers]}
        page = Page.of(about, snapshot.version, limit, cursor)

        def read(database: Database) -> CoShares:
            edges = edges_between(database, snapshot, one, other)
            members = snapshot.node_index.members
            proofs = {
                edge.trace: co_shares(
                    database, edge.trace, edge.window, [(one, other)], members
                ).of(one, other)
                for edge in edges
                if edge.trace in layers
            }
            rows = [row for proof in proofs.values() for row in proof.co_shares]
            return CoShares(
                **page.fields(
                    [CoShare.model_validate(row) for row in rows[page.start : page.end]], len(rows)
                ),
                source=one,
                target=other,
                leads={
                    trace: Lead.model_validate(proof.lead)
                    for trace, proof in proofs.items()
                    if proof.lead is not None
                },
            )

        return service.ask(read)

    return await service.compute(work)


@router.get(
    "/view",
    operation_id="getCoordinationView",
    summary="A coordinated group, as a page to look at",
    response_class=HTMLResponse,
)
async def get_coordination_view(
    request: Request,
    service: ServiceOf,
    asked: Asked,
    actor: OfActor = None,
    group: Annotated[
        int, Query(ge=1, le=LARGEST_INTEGER, description="1 for the largest of those asked for.")
    ] = 1,
) -> HTMLResponse:
    """Draw a group with the evidence of its edges; one HTML file that opens offline."""

    def work() -> str:
        snapshot = service.snapshot()
        wanted = _of(snapshot, asked, actor)
        found = service.ask(
            lambda database: coordinated_groups(
                database, snapshot, wanted, start=group - 1, limit=1, evidence=IN_VIEW
            )
        )
        if not found.groups:
            raise ProblemError(
                UNKNOWN_ID,
                f"There is no group {group:,}; with these parameters there are {found.total:,}.",
                "Derive coordination first, or ask with a larger `maxQ`.",
                suggestions=[],
            )
        query = request.url.query
        address = f"{request.url.path}?{query}" if query else request.url.path
        return render_network(
            group_subgraph(snapshot, found, query=address), colour_by="country", size_by="strength"
        )

    page = await service.compute(work)
    return send(page, content_security_policy())


def _of(snapshot: Snapshot, asked: CoordinationAsked, actor: str | None) -> CoordinationAsked:
    return replace(asked, actor=resolve(snapshot, actor).id) if actor is not None else asked

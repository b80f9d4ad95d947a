"""One community in full, and the division as a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.rest.answering import AnswerRoute
from api.rest.communities import MethodOf, Number
from api.rest.parameters import Types, Wanted, types_of
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.report import Report
from api.views.reports.communities import communities_report
from graph.answers.communities import communities
from graph.answers.community_attribute import Attribute, communities_by_attribute
from graph.answers.community_card import CommunityCard, community_card
from graph.answers.hierarchy import hierarchy
from graph.answers.stability import stability

router = APIRouter(prefix="/v1/communities", tags=["communities"], route_class=AnswerRoute)

VIEW_RUNS = 10
"""Seeds, resampled graphs and random graphs of the page."""


@router.get(
    "/view",
    operation_id="getCommunitiesView",
    summary="The division into communities, as a page",
    response_class=HTMLResponse,
)
async def get_view(
    request: Request,
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    attribute: Annotated[
        Attribute,
        Query(description="Which property of the members the communities are compared with."),
    ] = "country",
    types: Types = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most communities.")] = 30,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: members, firmness, states and levels."""

    def work() -> Report:
        view = service.snapshot().filter(wanted)
        chosen = types_of(types)
        levels = method.is_modularity
        return communities_report(
            communities(view, method, types=chosen, limit=limit),
            stability(
                view,
                method,
                types=chosen,
                seeds=VIEW_RUNS,
                resamples=VIEW_RUNS,
                null_graphs=VIEW_RUNS,
                limit=limit,
            ),
            communities_by_attribute(view, attribute, method, types=chosen, limit=limit),
            hierarchy(view, method, types=chosen) if levels else None,
        )

    return await service.compute(lambda: page_of(work(), request.query_params.multi_items()))


@router.get(
    "/{number}",
    operation_id="getCommunity",
    summary="What is a community made of?",
    response_model=shape_of(CommunityCard),
)
async def get_community(
    service: ServiceOf,
    number: Number,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    top: Annotated[int, Query(ge=1, le=200, description="Most members to name.")] = 20,
    limit: Annotated[
        int, Query(ge=1, le=200, description="Most other communities, and most words, to name.")
    ] = 20,
) -> CommunityCard:
    """Describe a community; give the parameters by which it was found.

    Where the graph holds texts, the words that tell its members' items from those of others.
    """

    def work() -> CommunityCard:
        view = service.snapshot().filter(wanted)
        return service.ask(
            lambda database: community_card(
                view, number, method, database, types=types_of(types), top=top, limit=limit
            )
        )

    return await service.compute(work)

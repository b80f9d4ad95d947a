"""Which actors share owners, hosts or identifiers?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.rest.answering import AnswerRoute
from api.rest.parameters import Wanted
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.reports.infrastructure import infrastructure_report
from graph.answers.infrastructure import SHARED_TYPES, InfrastructureAnswer, infrastructure

router = APIRouter(prefix="/v1/infrastructure", tags=["comparisons"], route_class=AnswerRoute)


async def _found(
    service: ServiceOf,
    wanted: Wanted,
    min_weight: Annotated[
        float,
        Query(
            alias="minWeight",
            gt=0,
            le=1_000,
            allow_inf_nan=False,
            description="Weakest tie to count; what n actors share weighs 1 / (n - 1).",
        ),
    ] = 0.25,
    most_users: Annotated[
        int,
        Query(
            alias="mostUsers",
            ge=2,
            le=500,
            description="What more actors than this have tells nothing, and is not counted.",
        ),
    ] = 50,
    owners: Annotated[bool, Query(description="Count shared owners and controllers.")] = True,
    hosts: Annotated[bool, Query(description="Count shared hosts and identifiers.")] = True,
    limit: Annotated[int, Query(ge=1, le=200, description="Most groups to list.")] = 20,
) -> InfrastructureAnswer:
    types = [t for t in SHARED_TYPES if (hosts if t == "USES" else owners)]
    return await service.compute(
        lambda: infrastructure(
            service.snapshot().filter(wanted),
            types=types,
            min_weight=min_weight,
            most_users=most_users,
            limit=limit,
        )
    )


Found = Annotated[InfrastructureAnswer, Depends(_found)]


@router.get(
    "",
    operation_id="getInfrastructure",
    summary="Which actors share owners or infrastructure?",
    response_model=shape_of(InfrastructureAnswer),
)
async def get_infrastructure(found: Found) -> InfrastructureAnswer:
    """Group actors by what they share; what is rare weighs much, what is common nothing.

    A tie is a lead, not ownership. `common` says what was set aside.
    """
    return found


@router.get(
    "/view",
    operation_id="getInfrastructureView",
    summary="Shared owners and infrastructure, as a page",
    response_class=HTMLResponse,
)
def get_view(found: Found) -> HTMLResponse:
    """Give one HTML file that fetches nothing: the groups, and what each tie rests on."""
    return page_of(infrastructure_report(found))

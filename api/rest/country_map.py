"""A map of countries: who amplifies whom, from country to country."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.rest.parameters import Wanted
from api.rest.sending import send, site_of
from api.rest.service import ServiceOf
from api.rest.strict import StrictRoute
from api.views.country_map import EVIDENCE_EACH, MOST_EVIDENCE, render_map
from api.views.plain import policy
from graph.answers.country_flows import MOST_FLOWS, country_flows
from graph.answers.dressing import dress

router = APIRouter(prefix="/v1/map", tags=["network"], route_class=StrictRoute)


@router.get(
    "/view",
    operation_id="getMap",
    summary="Amplification between countries on a map, as a page",
    response_class=HTMLResponse,
)
async def get_map(
    request: Request,
    service: ServiceOf,
    wanted: Wanted,
    limit: Annotated[
        int, Query(ge=1, le=300, description="Most flows to draw, the largest first.")
    ] = MOST_FLOWS,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: an arc for each flow, leading to its evidence."""

    def work() -> str:
        view = service.snapshot().filter(wanted)
        found = country_flows(view, limit=limit)
        behind = service.ask(lambda db: dress(found.behind, db, EVIDENCE_EACH, view, MOST_EVIDENCE))
        return render_map(
            replace(found, behind=behind), site_of(request.query_params.multi_items())
        )

    return send(await service.compute(work), policy())

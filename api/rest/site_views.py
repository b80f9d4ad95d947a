"""Networks of groups and of communities: each is a mark."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.rest.sending import send
from api.rest.service import ServiceOf
from api.rest.strict import StrictRoute
from api.views.network import ColourBy, dressed_for_page, render_network
from api.views.page import content_security_policy
from graph.answers.group_network import group_network
from graph.answers.groups import Dimension
from graph.answers.opened_communities import opened_communities
from graph.answers.partition import Method

router = APIRouter(tags=["network"], route_class=StrictRoute)

_MOST_GROUPS: Final = 60
_MOST_COMMUNITIES: Final = 200
By = Annotated[
    Literal["country", "region", "language", "platform", "role", "community"],
    Query(description="What a mark stands for: all actors of one country, language, ..."),
]


@router.get(
    "/v1/groups/view",
    operation_id="getGroupsView",
    summary="Groups as marks, and who amplifies whom between them, as a page",
    response_class=HTMLResponse,
)
async def groups_view(service: ServiceOf, by: By = "country") -> HTMLResponse:
    """Give one HTML file: states, languages or communities, with who amplifies whom between them.

    Of many groups the most active 60 are drawn, of communities 200; the page says so.
    """

    def work() -> str:
        snapshot = service.snapshot()
        if by == "community":
            opened = opened_communities(snapshot, Method(), _MOST_COMMUNITIES)
            inside = service.ask(lambda db: dressed_for_page(opened.members, db, snapshot))
            found = opened.nested(inside)
        else:
            found = group_network(snapshot, Dimension(by), _MOST_GROUPS)
        colour: ColourBy = "country" if by == "country" else "community"
        return render_network(found, colour_by=colour)

    return send(await service.compute(work), content_security_policy())

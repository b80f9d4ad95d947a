"""Do formal ties show up in what actors do?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.rest.answering import AnswerRoute
from api.rest.parameters import Seed, Wanted
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.reports.ties import ties_report
from graph.answers.tied_actors import Tie
from graph.answers.ties import MOST_ACTORS, TiesAnswer, ties

router = APIRouter(prefix="/v1/ties", tags=["comparisons"], route_class=AnswerRoute)


async def _found(
    service: ServiceOf,
    wanted: Wanted,
    tie: Annotated[
        Tie,
        Query(
            description="Which ties: ownership (one owns the other, or one owner both), "
            "agreements, or both."
        ),
    ] = Tie.ANY,
    days: Annotated[
        int,
        Query(
            ge=1,
            le=3_650,
            description="Length of the windows before and after an agreement, in days.",
        ),
    ] = 365,
    max_actors: Annotated[
        int,
        Query(
            alias="maxActors",
            ge=4,
            le=MOST_ACTORS,
            description="Most actors to look at; the cost grows with the square.",
        ),
    ] = 300,
    samples: Annotated[
        int,
        Query(
            ge=19,
            le=1_999,
            description="How often the actors exchange their places, for what chance gives.",
        ),
    ] = 199,
    seed: Seed = 1,
) -> TiesAnswer:
    return await service.compute(
        lambda: ties(
            service.snapshot().filter(wanted),
            tie,
            days=days,
            max_actors=max_actors,
            samples=samples,
            seed=seed,
        )
    )


Found = Annotated[TiesAnswer, Depends(_found)]


@router.get(
    "",
    operation_id="getTies",
    summary="Do formal ties show up in what actors do?",
    response_model=shape_of(TiesAnswer),
)
async def get_ties(found: Found) -> TiesAnswer:
    """Compare pairs that ownership or an agreement binds with comparable pairs that none does.

    By permutation of the actors' names (QAP, MRQAP), and before and after an agreement's date.
    """
    return found


@router.get(
    "/view",
    operation_id="getTiesView",
    summary="Ties against behaviour, as a page",
    response_class=HTMLResponse,
)
def get_view(found: Found) -> HTMLResponse:
    """Give one HTML file that fetches nothing."""
    return page_of(ties_report(found))

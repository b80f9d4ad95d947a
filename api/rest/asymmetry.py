"""Is support between groups symmetric?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.asking.groups import active_groups_of, group_of
from api.rest.answering import AnswerRoute
from api.rest.grouping import By, Groups, OneGroup
from api.rest.parameters import Seed, Wanted
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.report import Report
from api.views.reports.asymmetry import asymmetry_report, matrix_report
from graph.answers.asymmetry import Scale, asymmetry
from graph.answers.asymmetry_answer import AsymmetryAnswer
from graph.answers.asymmetry_matrix import MatrixAnswer, asymmetry_matrix
from graph.answers.periods import Span

router = APIRouter(prefix="/v1/asymmetry", tags=["comparisons"], route_class=AnswerRoute)

Samples = Annotated[
    int,
    Query(
        ge=19,
        le=1_999,
        description="Random networks for what chance gives, and draws for the interval.",
    ),
]
ScaleOf = Annotated[Scale, Query(description="Count items, or pairs of actors with any.")]
Every = Annotated[Span, Query(description="Length of the periods over time.")]


@router.get(
    "",
    operation_id="getAsymmetry",
    summary="Is support between two groups symmetric?",
    response_model=shape_of(AsymmetryAnswer),
)
async def get_asymmetry(
    service: ServiceOf,
    first: OneGroup,
    second: OneGroup,
    wanted: Wanted,
    scale: ScaleOf = Scale.ITEMS,
    samples: Samples = 499,
    every: Every = Span.YEAR,
    seed: Seed = 1,
) -> AsymmetryAnswer:
    """Count support each way, with an interval, against chance, and over time.

    Chance keeps each actor's activity and popularity. Groups that share an actor are refused.
    """

    def work() -> AsymmetryAnswer:
        snapshot = service.snapshot()
        one, other = (group_of(snapshot, text) for text in (first, second))
        view = snapshot.filter(wanted)
        return asymmetry(view, one, other, scale=scale, samples=samples, every=every, seed=seed)

    return await service.compute(work)


@router.get(
    "/matrix",
    operation_id="getAsymmetryMatrix",
    summary="Which groups support which more than the other way round?",
    response_model=shape_of(MatrixAnswer),
)
async def get_matrix(
    service: ServiceOf,
    wanted: Wanted,
    group: Groups = None,
    by: By = None,
    scale: ScaleOf = Scale.ITEMS,
    samples: Samples = 499,
    seed: Seed = 1,
) -> MatrixAnswer:
    """Test all pairs of the groups named, or of the 20 most active values of `by`.

    Without either, countries are the groups. The q-values are corrected for the number of pairs.
    """

    def work() -> MatrixAnswer:
        snapshot = service.snapshot().filter(wanted)
        groups = active_groups_of(snapshot, group, by)
        return asymmetry_matrix(snapshot, groups, scale=scale, samples=samples, seed=seed)

    return await service.compute(work)


@router.get(
    "/view",
    operation_id="getAsymmetryView",
    summary="Support between groups, as a page",
    response_class=HTMLResponse,
)
async def get_view(
    request: Request,
    service: ServiceOf,
    wanted: Wanted,
    group: Groups = None,
    by: By = None,
    scale: ScaleOf = Scale.ITEMS,
    samples: Samples = 499,
    every: Every = Span.YEAR,
    seed: Seed = 1,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: two groups over time, or all pairs of more."""

    def work() -> Report:
        snapshot = service.snapshot().filter(wanted)
        groups = active_groups_of(snapshot, group, by)
        if len(groups) == 2:
            one, other = groups
            return asymmetry_report(
                asymmetry(
                    snapshot, one, other, scale=scale, samples=samples, every=every, seed=seed
                )
            )
        return matrix_report(
            asymmetry_matrix(snapshot, groups, scale=scale, samples=samples, seed=seed)
        )

    return await service.compute(lambda: page_of(work(), request.query_params.multi_items()))

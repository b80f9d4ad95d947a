"""What changed around an event, or between two windows?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.asking.beside import ANSWERS, Answer
from api.asking.windows import SPAN, two_windows
from api.rest.answering import AnswerRoute
from api.rest.communities import MethodOf
from api.rest.parameters import Moment, Wanted
from api.rest.sending import page_of, send
from api.rest.service import ServiceOf
from api.rest.shapes import Shape
from api.rest.shaping import shape_of
from api.views.beside import dressed_beside, render_beside
from api.views.network import MAX_NODES, ColourBy
from api.views.page import content_security_policy
from api.views.report import Report
from api.views.reports.change import change_report, tracking_report
from graph.answers.beside import MOST_NODES, network_beside
from graph.answers.change import ChangeAnswer, change
from graph.answers.periods import Span
from graph.answers.tracking import TrackingAnswer, track
from graph.answers.windows import Window, every, side_by_side

router = APIRouter(prefix="/v1/change", tags=["comparisons"], route_class=AnswerRoute)

SpanText = Annotated[
    str | None,
    Query(
        pattern=SPAN,
        max_length=80,
        description="A window of its own instead of `event`, as `2021-01-01/2021-07-01`; its end "
        "is excluded. Give `before` and `after`.",
    ),
]


async def _windows(
    event: Annotated[
        Moment | None,
        Query(description="A date or time: compare the days before it with those from it on."),
    ] = None,
    days: Annotated[
        int, Query(ge=1, le=36_500, description="Length of these two windows, in days.")
    ] = 60,
    before: SpanText = None,
    after: SpanText = None,
) -> tuple[Window, Window]:
    return two_windows(event, days, before, after)


Windows = Annotated[tuple[Window, Window], Depends(_windows)]
Most = Annotated[
    int,
    Query(
        ge=1,
        le=1_000,
        description="Most to list of each: pairs, amplifiers, amplified; rising and fading.",
    ),
]
EveryOf = Annotated[Span, Query(description="Length of a window.")]
MinOverlap = Annotated[
    float,
    Query(
        alias="minOverlap",
        gt=0,
        le=1,
        description="Least overlap (common members over all members) of a community and its heir.",
    ),
]
MinSize = Annotated[
    int,
    Query(
        alias="minSize",
        ge=1,
        le=10_000,
        description="Fewest members of a community to follow, and fewest in common with its heir.",
    ),
]


class Beside(Shape):
    """An answer for two windows; each is as its own endpoint gives it."""

    answer: Answer
    before: dict[str, Any] | None = Field(description="Null where there is none to give.")
    after: dict[str, Any] | None = Field(description="Null where there is none to give.")


@router.get(
    "",
    operation_id="getChange",
    summary="What changed around an event, or between two windows?",
    response_model=shape_of(ChangeAnswer),
)
async def get_change(
    service: ServiceOf, windows: Windows, wanted: Wanted, limit: Most = 20
) -> ChangeAnswer:
    """Compare each pair's and each actor's share of all that happened, with q-values.

    Items come in bursts; how many count as one is measured and said.
    """
    return await service.compute(
        lambda: change(service.snapshot().filter(wanted), *windows, limit=limit)
    )


@router.get(
    "/answers", operation_id="getAnswersBeside", summary="An answer for two windows, side by side"
)
async def get_answers(
    service: ServiceOf,
    windows: Windows,
    wanted: Wanted,
    answer: Annotated[
        Answer, Query(description="Which answer to give for both windows.")
    ] = Answer.OVERVIEW,
) -> Beside:
    """Give an answer, with its defaults, for each of two windows."""

    def work() -> Beside:
        snapshot = service.snapshot().filter(wanted)
        one, other = side_by_side(snapshot, *windows, ANSWERS[answer])
        return Beside(answer=answer, before=_plain(one), after=_plain(other))

    return await service.compute(work)


async def _tracked(
    service: ServiceOf,
    wanted: Wanted,
    method: MethodOf,
    span: EveryOf = Span.QUARTER,
    min_overlap: MinOverlap = 0.3,
    min_size: MinSize = 3,
) -> TrackingAnswer:
    def work() -> TrackingAnswer:
        view = service.snapshot().filter(wanted)
        windows = every(view, span)
        return track(view, windows, method, min_overlap=min_overlap, min_size=min_size)

    return await service.compute(work)


Tracked = Annotated[TrackingAnswer, Depends(_tracked)]


@router.get(
    "/communities",
    operation_id="getCommunitiesOverTime",
    summary="How do communities live on?",
    response_model=shape_of(TrackingAnswer),
)
async def get_communities(found: Tracked) -> TrackingAnswer:
    """Divide each window by itself, and tell what continues, splits, merges, appears, vanishes."""
    return found


@router.get(
    "/view",
    operation_id="getChangeView",
    summary="What changed, as a page",
    response_class=HTMLResponse,
)
async def get_view(
    request: Request,
    service: ServiceOf,
    windows: Windows,
    wanted: Wanted,
    method: MethodOf,
    limit: Most = 20,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: rising, fading, and what became of communities."""

    def work() -> Report:
        view = service.snapshot().filter(wanted)
        return change_report(change(view, *windows, limit=limit), track(view, windows, method))

    return await service.compute(lambda: page_of(work(), request.query_params.multi_items()))


@router.get(
    "/pictures/view",
    operation_id="getChangePictures",
    summary="Two windows as pictures side by side, as a page",
    response_class=HTMLResponse,
)
async def get_pictures(
    request: Request,
    service: ServiceOf,
    windows: Windows,
    wanted: Wanted,
    max_nodes: Annotated[
        int, Query(alias="maxNodes", ge=1, le=MAX_NODES, description="Most nodes.")
    ] = MOST_NODES,
    colour_by: Annotated[
        ColourBy, Query(alias="colourBy", description="What the colour of a node says.")
    ] = "country",
) -> HTMLResponse:
    """Give one HTML file that opens offline: each node at one place, ties new, gone, stronger.

    Either window can be moved in the page; a tie leads to its evidence in both.
    """

    def work() -> str:
        view = service.snapshot().filter(wanted)
        found = network_beside(view, *windows, max_nodes=max_nodes)
        dressed = service.ask(lambda database: dressed_beside(found, database, view))
        asked = f"{request.url.path}?{request.url.query}"
        return render_beside(
            replace(dressed, subgraph=replace(dressed.subgraph, query=asked)), colour_by=colour_by
        )

    return send(await service.compute(work), content_security_policy())


@router.get(
    "/communities/view",
    operation_id="getCommunitiesOverTimeView",
    summary="Communities over time, as a page",
    response_class=HTMLResponse,
)
def get_communities_view(request: Request, found: Tracked) -> HTMLResponse:
    """Give one HTML file that fetches nothing."""
    return page_of(tracking_report(found), request.query_params.multi_items())


def _plain(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    answer: Any = type(found)
    shaped: dict[str, Any] = shape_of(answer).model_validate(found).model_dump(mode="json")
    return shaped

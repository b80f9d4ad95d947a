"""How did a narrative spread?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints

from api.asking.groups import groups_of
from api.rest.answering import AnswerRoute
from api.rest.grouping import By, Groups
from api.rest.parameters import Seed, Since, Until
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.reports.narratives import narratives_report
from graph.answers.narrative_items import MOST_NARRATIVES, Narrative, in_graph
from graph.answers.narratives import NarrativesAnswer, narratives
from graph.answers.periods import Span

router = APIRouter(prefix="/v1/narratives", tags=["comparisons"], route_class=AnswerRoute)

NarrativeText = Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


async def _found(
    service: ServiceOf,
    narrative: Annotated[
        list[NarrativeText] | None,
        Query(
            max_length=MOST_NARRATIVES,
            description="`terms:biolab,bio-lab`, `regex:bio.?lab`, `narrative:ID`, "
            "`disarm:T0003` or `story:ID`, with `NAME=` before it where a name is wanted. May "
            "be given several times. Without any: the narratives in the graph, or else its "
            "largest stories.",
        ),
    ] = None,
    group: Groups = None,
    by: By = None,
    since: Since = None,
    until: Until = None,
    step: Annotated[Span, Query(description="Length of a step of the timeline.")] = Span.DAY,
    most_lag: Annotated[
        int,
        Query(
            alias="mostLag",
            ge=1,
            le=366,
            description="Largest lag by which counts may run ahead, in steps.",
        ),
    ] = 14,
    seed: Seed = 1,
) -> NarrativesAnswer:
    def work() -> NarrativesAnswer:
        snapshot = service.snapshot()
        named = tuple(Narrative.parse(text) for text in narrative or ())
        groups = groups_of(snapshot, group, by)
        return service.ask(
            lambda database: narratives(
                snapshot,
                database,
                named or in_graph(database),
                groups,
                since=since,
                until=until,
                step=step,
                most_lag=most_lag,
                seed=seed,
            )
        )

    return await service.compute(work)


Found = Annotated[NarrativesAnswer, Depends(_found)]


@router.get(
    "",
    operation_id="getNarratives",
    summary="How did a narrative spread: who was first, who followed?",
    response_model=shape_of(NarrativesAnswer),
)
async def get_narratives(found: Found) -> NarrativesAnswer:
    """Find the items of narratives, and tell first movers, lags and whose counts run ahead.

    Groups are countries where none are named. Items are found by terms, a pattern in Rust's
    syntax, or as people have grouped them.
    """
    return found


@router.get(
    "/view",
    operation_id="getNarrativesView",
    summary="The spread of narratives, as a page",
    response_class=HTMLResponse,
)
def get_view(found: Found) -> HTMLResponse:
    """Give one HTML file that fetches nothing: timeline, first movers, lags."""
    return page_of(narratives_report(found))

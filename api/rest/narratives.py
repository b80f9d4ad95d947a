"""How did a narrative spread?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints

from api.asking.groups import groups_of
from api.rest.grouping import By, Groups
from api.rest.parameters import Seed, Since, Until
from api.rest.sending import page_of
from api.rest.service import Service, ServiceOf
from api.rest.shaping import shape_of
from api.views.reports.narratives import narratives_report
from graph.answers.narrative_items import MOST_NARRATIVES, Narrative, in_graph
from graph.answers.narratives import NarrativesAnswer, narratives
from graph.answers.periods import Span

router = APIRouter(prefix="/v1/narratives", tags=["comparisons"])

NarrativeText = Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


class Asked:
    """What is wanted, from the parameters of the address."""

    def __init__(
        self,
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
        step: Annotated[Span, Query(description="Step of the timeline.")] = Span.DAY,
        most_lag: Annotated[
            int, Query(alias="mostLag", ge=1, le=366, description="Largest lag, in steps.")
        ] = 14,
        seed: Seed = 1,
    ) -> None:
        self.narrative, self.group, self.by = narrative, group, by
        self.since, self.until, self.step = since, until, step
        self.most_lag, self.seed = most_lag, seed

    def of(self, service: Service) -> NarrativesAnswer:
        """Answer it."""
        snapshot = service.snapshot()
        named = tuple(Narrative.parse(text) for text in self.narrative or ())
        groups = groups_of(snapshot, self.group, self.by)
        return service.ask(
            lambda database: narratives(
                snapshot,
                database,
                named or in_graph(database),
                groups,
                since=self.since,
                until=self.until,
                step=self.step,
                most_lag=self.most_lag,
                seed=self.seed,
            )
        )


AskedOf = Annotated[Asked, Depends()]


@router.get(
    "",
    operation_id="getNarratives",
    summary="How did a narrative spread: who was first, who followed?",
    response_model=shape_of(NarrativesAnswer),
)
async def get_narratives(service: ServiceOf, asked: AskedOf) -> NarrativesAnswer:
    """Find the items of narratives, and tell first movers, lags and whose counts run ahead.

    Groups are countries where none are named. Items are found by terms, a pattern in Rust's
    syntax, or as people have grouped them.
    """
    return await service.compute(lambda: asked.of(service))


@router.get(
    "/view",
    operation_id="getNarrativesView",
    summary="The spread of narratives, as a page",
    response_class=HTMLResponse,
)
async def get_view(service: ServiceOf, asked: AskedOf) -> HTMLResponse:
    """Give one HTML file that fetches nothing: timeline, first movers, lags."""
    return page_of(await service.compute(lambda: narratives_report(asked.of(service))))

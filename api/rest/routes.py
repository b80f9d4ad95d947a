"""Routes beyond the shortest: the k shortest, and those in order of time, between many."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.asking.between import Ends, Waits
from api.rest.answering import AnswerRoute
from api.rest.evidence import Evidence
from api.rest.grouping import Avoid, From, Through, To
from api.rest.parameters import Types, Wanted, types_of
from api.rest.paths import FlowOf, Paths, WeightOf, evidence_url, paths_of
from api.rest.sending import page_of
from api.rest.service import Service, ServiceOf
from api.rest.shapes import Node, Provenance, Shape, UtcTime
from api.views.report import Report
from api.views.reports.routes import routes_report
from graph.answers.latest_evidence import Tie, latest_evidence
from graph.answers.temporal_paths import Best, TimedHop
from graph.snapshot import Flow, Snapshot, SnapshotFilter

router = APIRouter(prefix="/v1/routes", tags=["paths"], route_class=AnswerRoute)

MOST: Final = 50
LONGEST_WAIT: Final = 10 * 365 * 86_400

Evidences = Annotated[
    int, Query(ge=0, le=20, description="Most pieces of evidence for each relationship.")
]
BestOf = Annotated[
    Best, Query(description="What the route is to be best in; all of them are in order of time.")
]


async def _waits(
    min_wait: Annotated[
        float,
        Query(
            alias="minWaitSeconds",
            ge=0,
            le=LONGEST_WAIT,
            description="Least time between two events; 0 lets events at one recorded time follow "
            "each other, as on data that knows days only.",
        ),
    ] = 0,
    max_wait: Annotated[
        float | None,
        Query(
            alias="maxWaitSeconds",
            ge=0,
            le=LONGEST_WAIT,
            description="Most time between two events, in seconds; any if not given.",
        ),
    ] = None,
) -> Waits:
    longest = None if max_wait is None else timedelta(seconds=max_wait)
    return timedelta(seconds=min_wait), longest


WaitsOf = Annotated[Waits, Depends(_waits)]


async def _ends(
    source: From,
    target: To,
    wanted: Wanted,
    flow: FlowOf = Flow.CONTENT,
    avoid: Avoid = None,
    through: Through = None,
) -> Ends:
    return Ends(source, target, avoid, through, flow, wanted)


EndsOf = Annotated[Ends, Depends(_ends)]


class TimedStep(Shape):
    """An event on the way."""

    start: str = Field(description="Id where the step starts.")
    end: str = Field(description="Id where it ends.")
    at: UtcTime = Field(description="When it happened.")
    wait_seconds: float | None = Field(description="Time since the event before; null at first.")
    type: str
    kind: str | None
    amplifier: str = Field(description="Id of the one of the two who amplified the other.")
    evidence: list[Evidence] = Field(description="Items at that time.")
    evidence_url: str = Field(description="All evidence of the relationship, whatever the time.")


class TimedRoute(Shape):
    """The best route in order of time; without one, `found` is false and the lists are empty."""

    found: bool
    nodes: list[Node] = Field(description="From source to target.")
    hops: list[TimedStep] = Field(description="The events in order.")
    departure: UtcTime | None = Field(description="Time of the first event.")
    arrival: UtcTime | None = Field(description="Time of the last.")
    duration_seconds: float | None
    best: Best
    flow: Flow
    reading: str = Field(description="How to read the route, in words.")
    provenance: Provenance


@router.get("", operation_id="listRoutes", summary="By which further ways can content have got?")
def list_routes(
    service: ServiceOf,
    ends: EndsOf,
    weight: WeightOf = None,
    types: Types = None,
    evidence: Evidences = 2,
    limit: Annotated[
        int, Query(ge=1, le=MOST, description="Most routes, the shortest first.")
    ] = 10,
) -> Paths:
    """Find the k shortest routes without repetition, longer ones too, with their evidence.

    From any of the sources to any of the targets. `truncated` says whether there is a further
    one; how many there are in all, nobody can count in time.
    """
    between = ends.of(service.snapshot())
    return paths_of(
        service,
        between.view,
        between.shortest(limit, weight=weight, types=types_of(types)),
        evidence,
    )


@router.get("/temporal", operation_id="findRouteInTime", summary="By which way, in order of time?")
def find_route_in_time(
    service: ServiceOf,
    ends: EndsOf,
    waits: WaitsOf,
    best: BestOf = Best.EARLIEST_ARRIVAL,
    evidence: Evidences = 2,
) -> TimedRoute:
    """Find the best chain of events, each no earlier than the one before, with its evidence.

    Without one, content did not get from the sources to the targets within this data.
    """
    between = ends.of(service.snapshot())
    found = between.in_time(best, waits)
    return TimedRoute(
        found=found.found,
        nodes=[Node.model_validate(node) for node in found.nodes],
        hops=[_step(service, between.view, hop, evidence) for hop in found.hops],
        departure=found.departure,
        arrival=found.arrival,
        duration_seconds=found.duration_seconds,
        best=found.best,
        flow=found.flow,
        reading=found.reading,
        provenance=Provenance.model_validate(found.provenance),
    )


@router.get(
    "/view",
    operation_id="getRoutesView",
    summary="Routes, and those in order of time, as a page",
    response_class=HTMLResponse,
)
async def get_view(
    request: Request,
    service: ServiceOf,
    ends: EndsOf,
    waits: WaitsOf,
    weight: WeightOf = None,
    types: Types = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most routes.")] = 10,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: the shortest routes, and the four best in time."""

    def work() -> Report:
        between = ends.of(service.snapshot())
        timed = [between.in_time(best, waits) for best in Best]
        return routes_report(between.shortest(limit, weight=weight, types=types_of(types)), timed)

    return await service.compute(lambda: page_of(work(), request.query_params.multi_items()))


def _step(service: Service, view: Snapshot, hop: TimedHop, each: int) -> TimedStep:
    amplified = hop.start if hop.amplifier == hop.end else hop.end
    tie = Tie(hop.amplifier, amplified, hop.type, hop.kind)
    moment = SnapshotFilter(since=hop.at, until=hop.at + timedelta(milliseconds=1))
    items = (
        service.ask(lambda database: latest_evidence(view.filter(moment), database, [tie], each))
        if each
        else {}
    )
    return TimedStep(
        start=hop.start,
        end=hop.end,
        at=hop.at,
        wait_seconds=hop.wait_seconds,
        type=hop.type,
        kind=hop.kind,
        amplifier=hop.amplifier,
        evidence=[Evidence.model_validate(item) for item in items.get(tie, ())],
        evidence_url=evidence_url(tie),
    )

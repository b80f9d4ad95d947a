"""Routes beyond the shortest: the k shortest, and those in order of time, between many."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.asking.groups import nodes_of
from api.rest.evidence import Evidence
from api.rest.grouping import Avoid, From, Through, To
from api.rest.parameters import Types, Wanted, types_of
from api.rest.paths import Paths, paths_of, tie_of
from api.rest.sending import page_of
from api.rest.service import Service, ServiceOf
from api.rest.shapes import Node, Provenance, Shape, UtcTime
from api.views.report import Report
from api.views.reports.routes import routes_report
from graph.answers.latest_evidence import Tie, latest_evidence
from graph.answers.paths import PathsAnswer, Weight, k_shortest_paths
from graph.answers.temporal_paths import Best, TemporalPathAnswer, TimedHop, temporal_path
from graph.snapshot import Flow, Snapshot, SnapshotFilter

router = APIRouter(prefix="/v1/routes", tags=["paths"])

MOST: Final = 50
LONGEST_WAIT: Final = 10 * 365 * 86_400

FlowOf = Annotated[
    Flow,
    Query(
        description="`content` follows content: each next one amplified the one before. "
        "`amplification` follows the stored arrows: each one amplified the next."
    ),
]
WeightOf = Annotated[
    Weight | None,
    Query(description="Without it hops are counted; `strength` prefers strong ties."),
]
Evidences = Annotated[int, Query(ge=0, le=20, description="Most pieces of evidence for a hop.")]
BestOf = Annotated[Best, Query(description="What the route is to be best in.")]
MinWait = Annotated[
    float,
    Query(
        alias="minWaitSeconds",
        ge=0,
        le=LONGEST_WAIT,
        description="Least time between two events; 0 lets events at one recorded time follow "
        "each other, as on data that knows days only.",
    ),
]
MaxWait = Annotated[
    float | None,
    Query(
        alias="maxWaitSeconds", ge=0, le=LONGEST_WAIT, description="Most time between two events."
    ),
]


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
    source: From,
    target: To,
    wanted: Wanted,
    flow: FlowOf = Flow.CONTENT,
    weight: WeightOf = None,
    types: Types = None,
    avoid: Avoid = None,
    through: Through = None,
    evidence: Evidences = 2,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many, the shortest first.")] = 10,
) -> Paths:
    """Find the k shortest routes without repetition, longer ones too, with their evidence.

    From any of the sources to any of the targets. `truncated` says whether there is a further
    one; how many there are in all, nobody can count in time.
    """
    view, found = _routes(
        service, source, target, wanted, flow, weight, types, avoid, through, limit
    )
    ties = {tie_of(r) for path in found.paths for hop in path.hops for r in hop.relationships}
    shown = service.ask(
        lambda database: latest_evidence(view, database, sorted(ties, key=str), evidence)
    )
    return paths_of(found, shown)


@router.get("/temporal", operation_id="findRouteInTime", summary="By which way, in order of time?")
def find_route_in_time(
    service: ServiceOf,
    source: From,
    target: To,
    wanted: Wanted,
    best: BestOf = Best.EARLIEST_ARRIVAL,
    flow: FlowOf = Flow.CONTENT,
    min_wait: MinWait = 0,
    max_wait: MaxWait = None,
    avoid: Avoid = None,
    through: Through = None,
    evidence: Evidences = 2,
) -> TimedRoute:
    """Find the best chain of events, each no earlier than the one before, with its evidence.

    Without one, content did not get from the sources to the targets within this data.
    """
    view, found = _in_time(
        service, source, target, wanted, best, flow, min_wait, max_wait, avoid, through
    )
    return TimedRoute(
        found=found.found,
        nodes=[Node.model_validate(node) for node in found.nodes],
        hops=[_step(service, view, hop, evidence) for hop in found.hops],
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
    service: ServiceOf,
    source: From,
    target: To,
    wanted: Wanted,
    flow: FlowOf = Flow.CONTENT,
    weight: WeightOf = None,
    types: Types = None,
    min_wait: MinWait = 0,
    max_wait: MaxWait = None,
    avoid: Avoid = None,
    through: Through = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most routes.")] = 10,
) -> HTMLResponse:
    """Give one HTML file that fetches nothing: the shortest routes, and the four best in time."""

    def work() -> Report:
        _, found = _routes(
            service, source, target, wanted, flow, weight, types, avoid, through, limit
        )
        timed = [
            _in_time(
                service, source, target, wanted, best, flow, min_wait, max_wait, avoid, through
            )[1]
            for best in Best
        ]
        return routes_report(found, timed)

    return page_of(await service.compute(work))


def _routes(
    service: Service,
    source: list[str],
    target: list[str],
    wanted: SnapshotFilter,
    flow: Flow,
    weight: Weight | None,
    types: list[str] | None,
    avoid: list[str] | None,
    through: list[str] | None,
    limit: int,
) -> tuple[Snapshot, PathsAnswer]:
    whole = service.snapshot()
    view = whole.filter(wanted)
    return view, k_shortest_paths(
        view,
        nodes_of(whole, source),
        nodes_of(whole, target),
        limit,
        flow=flow,
        weight=weight,
        types=types_of(types),
        avoid=nodes_of(whole, avoid),
        through=nodes_of(whole, through) if through else None,
    )


def _in_time(
    service: Service,
    source: list[str],
    target: list[str],
    wanted: SnapshotFilter,
    best: Best,
    flow: Flow,
    min_wait: float,
    max_wait: float | None,
    avoid: list[str] | None,
    through: list[str] | None,
) -> tuple[Snapshot, TemporalPathAnswer]:
    whole = service.snapshot()
    view = whole.filter(wanted)
    return view, temporal_path(
        view,
        nodes_of(whole, source),
        nodes_of(whole, target),
        best=best,
        flow=flow,
        min_wait=timedelta(seconds=min_wait),
        max_wait=None if max_wait is None else timedelta(seconds=max_wait),
        avoid=nodes_of(whole, avoid),
        through=nodes_of(whole, through) if through else None,
    )


def _step(service: Service, view: Snapshot, hop: TimedHop, each: int) -> TimedStep:
    amplified = hop.start if hop.amplifier == hop.end else hop.end
    tie = Tie(hop.amplifier, amplified, hop.type, hop.kind)
    asked = {name: value for name, value in tie._asdict().items() if value is not None}
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
        evidence_url=f"/v1/evidence?{urlencode(asked)}",
    )

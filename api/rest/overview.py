"""What is in the graph, what wrote it, and making the snapshot anew."""

from __future__ import annotations

import time
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import Field

from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import DatasetName, Wanted
from api.rest.service import ServiceOf
from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime
from graph.answers.overview import overview
from queries.catalogue import run

router = APIRouter(prefix="/v1", tags=["overview"], route_class=AnswerRoute)

MOST_RUNS: Final = 10_000


class Ranked(Shape):
    """A node and how much it did, or was done to it."""

    node: Node
    count: int = Field(description="Pieces of evidence.")
    others: int = Field(description="How many different nodes are at the other end.")


class Overview(Shape):
    """Counts, span and extremes of the graph."""

    nodes: dict[str, int] = Field(description="Nodes by label.")
    roles: dict[str, int] = Field(description="Actors by role; an actor may have several.")
    countries: dict[str, int] = Field(description="Nodes by country; `unknown` without one.")
    edges: dict[str, int] = Field(description="Relationships by type.")
    evidence: dict[str, int] = Field(description="Pieces of evidence by kind.")
    datasets: dict[str, int] = Field(description="Pieces of evidence by data set.")
    first_at: UtcTime | None = Field(description="Time of the earliest activity.")
    last_at: UtcTime | None
    top_amplified: list[Ranked]
    top_amplifiers: list[Ranked]
    provenance: Provenance


class Run(Shape):
    """A load or a computation."""

    run: str = Field(description="Id; everything it wrote carries it as `runId`.")
    kind: str | None = Field(description="load, or the name of the computation.")
    dataset: str | None
    input: str | None = Field(description="Name of the file that was read.")
    format: str | None
    state: str | None = Field(description="running, complete, partiallyComplete, failed, removed.")
    rows_read: int | None
    written: int | None = Field(description="Rows that added or changed something.")
    unchanged: int | None = Field(description="Rows that the graph held already.")
    quarantined: int | None = Field(description="Rows that were refused.")
    started_at: UtcTime | None
    finished_at: UtcTime | None
    parameters: str | None = Field(description="Mapping or parameters, as JSON.")
    seed: int | None
    ampnet_version: str | None


class Refreshed(Shape):
    """The snapshot that answers are made from now."""

    graph_version: str
    nodes: int
    edges: int
    seconds: float = Field(description="Time that it took.")


@router.get("/overview", operation_id="getOverview", summary="What is in the graph?")
async def get_overview(
    service: ServiceOf,
    wanted: Wanted,
    top: Annotated[
        int, Query(ge=0, le=100, description="How many of the most active to name.")
    ] = 10,
) -> Overview:
    """Count nodes, relationships and evidence of the graph, or of the part that filters leave."""

    def work() -> Overview:
        return Overview.model_validate(overview(service.snapshot().filter(wanted), top=top))

    return await service.compute(work)


@router.get("/runs", operation_id="listRuns", summary="What was loaded and computed?")
def list_runs(
    service: ServiceOf,
    dataset: Annotated[DatasetName | None, Query(description="Only runs of this data set.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Listing[Run]:
    """List runs, the latest first: what was read, how it ended, and with which parameters."""
    asked: dict[str, Any] = {"dataset": dataset, "limit": MOST_RUNS}
    rows = service.ask(partial(run, query="datasets-and-runs", parameters=asked))
    found = [Run.model_validate(row) for row in rows.as_dicts()]
    latest = found[0].run if found else ""
    page = Page.of({"list": "runs", "dataset": dataset}, f"{len(found)} {latest}", limit, cursor)
    return page.of_all(found)


@router.post("/snapshot/refresh", operation_id="refreshSnapshot", summary="Read the graph anew")
async def refresh_snapshot(service: ServiceOf) -> Refreshed:
    """Export the graph again, for edits by somebody's own Cypher that left all counts alone.

    What ampnet commits, and whatever changes a count, is noticed without this.
    """

    def work() -> Refreshed:
        began = time.monotonic()
        snapshot = service.snapshot(refresh=True)
        return Refreshed(
            graph_version=str(snapshot.version),
            nodes=len(snapshot.nodes),
            edges=len(snapshot.edges),
            seconds=round(time.monotonic() - began, 3),
        )

    return await service.compute(work)

"""Parts of the graph as files for other tools: small ones at once, large ones as jobs."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse

from api.jobs.exporting import BULK, PART
from api.picture import FORMATS
from api.problem_kinds import BAD_PARAMETER, TOO_MUCH
from api.problems import ProblemError
from api.rest.files import SentFile
from api.rest.jobs import Job, RunnerOf, StoreOf, accepted
from api.rest.network import EvidenceEach, PartOf, UnlimitedPartOf, address_of
from api.rest.parameters import LARGEST_INTEGER
from api.rest.service import ServiceOf
from api.rest.strict import StrictRoute
from graph.answers.dressing import dress_in_parts
from graph.exports import export_named, write_export
from graph.subgraph import Subgraph
from graph.whole import scratch_folder

router = APIRouter(prefix="/v1", tags=["network"], route_class=StrictRoute)

MOST_EDGES: Final = 20_000
"""Relationships that are written while somebody waits."""

MOST_EVIDENCE: Final = 50_000
"""Pieces of evidence that are read while somebody waits."""

_OPENS: Final = "; ".join(f"`{export.name}` for {export.opens}" for export in FORMATS)
_FILE: Final = {"type": "string", "format": "binary"}
_OBJECT: Final = {"type": "object"}
_CONTENT: Final = {
    export.media_type: {"schema": _OBJECT if export.media_type == "application/json" else _FILE}
    for export in FORMATS
}
FormatName = Literal[
    "gexf", "graphml", "cytoscape", "nodelink", "csv", "parquet", "stix", "ftm", "svg", "png"
]
_ALL: Final = f"`{BULK}` for a Neo4j of your own: CSV for `neo4j-admin database import`, all of it"


@router.get(
    "/export/{format}",
    operation_id="exportSubgraph",
    summary="A part of the graph, as a file for another tool",
    response_class=FileResponse,
    responses={200: {"content": _CONTENT}},
)
async def export_subgraph(
    request: Request,
    service: ServiceOf,
    part: PartOf,
    name: Annotated[FormatName, PathParameter(alias="format", description=f"{_OPENS}.")],
    evidence: EvidenceEach = 20,
) -> FileResponse:
    """Give the part of the graph that `/v1/subgraph` gives.

    Of an edge, `weight` observations are known, and `evidenceGiven` of them are in the file. More
    than 20,000 relationships or 50,000 pieces of evidence are refused: ask for those by POST.
    """
    export = export_named(name, formats=FORMATS)
    folder = ExitStack()
    file = folder.enter_context(scratch_folder()) / f"ampnet{export.suffix}"

    def work() -> None:
        snapshot = service.snapshot()
        found = replace(part.of(snapshot), query=address_of(request))
        _refuse_much(found, evidence)
        found = service.ask(lambda database: dress_in_parts(found, database, evidence, snapshot))
        write_export(found, file, export)

    try:
        await service.compute(work)
    except BaseException:
        folder.close()
        raise
    return SentFile(file, export.media_type, after=folder.close)


@router.post(
    "/export/{format}",
    operation_id="startExport",
    summary="A part of the graph of any size, as a file: a job",
    status_code=202,
)
def start_export(
    request: Request,
    response: Response,
    store: StoreOf,
    runner: RunnerOf,
    part: UnlimitedPartOf,
    name: Annotated[
        Literal[FormatName, "neo4j"],
        PathParameter(alias="format", description=f"{_OPENS}; {_ALL}."),
    ],
    most: Annotated[
        int | None,
        Query(
            alias="maxNodes", ge=1, le=LARGEST_INTEGER, description="Most nodes; all if not given."
        ),
    ] = None,
    evidence: EvidenceEach = 20,
) -> Job:
    """Write the file as a job, and fetch it at `/v1/jobs/{id}/file` once that is complete.

    With no part named it is the whole graph. Nothing is written to the graph, so a key that may
    read will do; an export does not wait for loads (`neo4j` does: it needs a graph that stands
    still). The newest 20 files are kept, for seven days.
    """
    asked: dict[str, Any] = {"format": name}
    if name == BULK:
        if request.url.query:
            raise ProblemError(
                BAD_PARAMETER,
                f"`{BULK}` is the whole graph as it is.",
                "Leave out what narrows it.",
            )
    else:
        wanted = replace(part, max_nodes=most)
        asked |= {"part": PART.dump_python(wanted, mode="json"), "evidence": evidence}
    kind = "bulkExport" if name == BULK else "export"
    with store.reserved() as job_id:
        job = runner.submit(job_id, kind, asked, request.state.caller.id)
    return accepted(response, job)


def _refuse_much(found: Subgraph, each: int) -> None:
    """Refuse what would keep others waiting.

    Raises:
        ProblemError: It is a job's work.
    """
    pieces = sum(min(each, edge.count) for edge in found.edges)
    if len(found.edges) > MOST_EDGES or pieces > MOST_EVIDENCE:
        raise ProblemError(
            TOO_MUCH,
            f"These are {len(found.edges):,} relationships with {pieces:,} pieces of evidence.",
            "Ask for fewer nodes or less `evidence`, or POST the same address: then it is a job.",
        )

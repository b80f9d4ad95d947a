"""Parts of the graph as files for other tools."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.picture import FORMATS
from api.rest.network import EvidenceEach, PartOf, dressed_part
from api.rest.service import ServiceOf
from graph.exports import export_named, write_export
from graph.whole import scratch_folder

router = APIRouter(prefix="/v1", tags=["network"])

_OPENS = "; ".join(f"`{export.name}` for {export.opens}" for export in FORMATS)
_FILE: Final = {"type": "string", "format": "binary"}
_OBJECT: Final = {"type": "object"}
_CONTENT: Final = {
    export.media_type: {"schema": _OBJECT if export.media_type == "application/json" else _FILE}
    for export in FORMATS
}
FormatName = Literal[
    "gexf", "graphml", "cytoscape", "nodelink", "csv", "parquet", "stix", "ftm", "svg"
]


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
    """Give the part of the graph that `/v1/subgraph` gives; `ampnet export` writes all of it."""
    export = export_named(name, formats=FORMATS)
    folder = ExitStack()
    file = folder.enter_context(scratch_folder()) / f"ampnet{export.suffix}"
    try:
        await service.compute(
            lambda: write_export(dressed_part(service, part, request, evidence), file, export)
        )
    except BaseException:
        folder.close()
        raise
    return FileResponse(
        file,
        media_type=export.media_type,
        filename=file.name,
        background=BackgroundTask(folder.close),
    )

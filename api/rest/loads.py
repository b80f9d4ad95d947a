"""Files into the graph, and computations on it, over REST: both are jobs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field, StringConstraints

from api.jobs.kinds import UPLOADS
from api.jobs.loading import file_in
from api.problem_kinds import BAD_PARAMETER, TOO_LARGE
from api.problems import ProblemError
from api.rest.jobs import Job, RunnerOf, StoreOf, accepted
from api.rest.parameters import DatasetName
from api.rest.service import ServiceOf
from api.rest.shapes import Shape
from graph.errors import AmpnetError
from graph.vocabulary import Trace
from loaders.formats import FORMATS
from loaders.mapping import FieldMapping, MappingError

router = APIRouter(prefix="/v1", tags=["jobs"])

_Pair = Annotated[str, StringConstraints(min_length=3, max_length=200)]
_MOST_PAIRS: Final = 50
_FORMATS: Final = [format_.name for format_ in FORMATS]

FileName = Annotated[
    str,
    Query(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}$",
        max_length=100,
        description="Name of the file. It stays in the job's own folder, whatever it is called.",
    ),
]
Pairs = Annotated[
    list[_Pair] | None,
    Query(max_length=_MOST_PAIRS, description="FIELD=COLUMN, such as `actor=mentioner`."),
]
Constants = Annotated[
    list[_Pair] | None,
    Query(
        alias="set",
        max_length=_MOST_PAIRS,
        description="FIELD=VALUE for every row, such as `kind=forward`.",
    ),
]


class Derivation(Shape):
    """What to compute."""

    kind: Literal["republication", "coordination"]
    translations: bool = Field(False, description="republication: find translations too; slow.")
    with_reposts: bool = Field(False, description="republication: compare retweets too.")
    anew: bool = Field(False, description="republication: compare everything anew.")
    window: int = Field(60, ge=0, le=10**9, description="coordination: seconds between two shares.")
    min_participation: int = Field(
        2, ge=0, le=10**6, description="coordination: fewest shares of an account that takes part."
    )
    max_q: float = Field(0.05, ge=0, le=1, description="coordination: largest q-value of a pair.")
    traces: list[Trace] = Field(
        default=list(Trace), max_length=len(Trace), description="coordination: what is shared."
    )

    def parameters(self) -> dict[str, Any]:
        """Those of its kind."""
        names = {
            "republication": ("translations", "with_reposts", "anew"),
            "coordination": ("window", "min_participation", "max_q", "traces"),
        }[self.kind]
        return {name: getattr(self, name) for name in names}


@router.post(
    "/loads",
    operation_id="startLoad",
    summary="Load a file",
    status_code=202,
    openapi_extra={
        "requestBody": {
            "description": "The file as it is: CSV, JSON lines, JSON or Parquet; plain, "
            "compressed or in a zip archive.",
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def start_load(
    request: Request,
    response: Response,
    service: ServiceOf,
    store: StoreOf,
    runner: RunnerOf,
    name: FileName,
    dataset: Annotated[
        DatasetName | None, Query(description="Name of the data set; the file's by default.")
    ] = None,
    format: Annotated[  # noqa: A002
        str | None,
        Query(
            max_length=40,
            description="Name of the format, as `ampnet formats` lists it; recognised by default.",
        ),
    ] = None,
    map: Pairs = None,  # noqa: A002
    constants: Constants = None,
    again: Annotated[
        bool, Query(description="Read a file again that was loaded completely.")
    ] = False,
    in_folder: Annotated[
        bool,
        Query(
            alias="inFolder",
            description="Send none: it stands in the folder that `AMPNET_LOAD_FOLDER` names.",
        ),
    ] = False,
) -> Job:
    """Take a file and load it, exactly once.

    The same file again, or one that overlaps, doubles nothing, and a load that was cut short goes
    on where it stood.
    """
    if format is not None and format not in _FORMATS:
        raise ProblemError(BAD_PARAMETER, f"There is no format {format!r}.", ", ".join(_FORMATS))
    try:
        FieldMapping.parse(map or (), constants or ())
    except MappingError as error:
        raise ProblemError(BAD_PARAMETER, error.message, error.remedy) from error
    parameters = {
        "file": name,
        "dataset": dataset,
        "format": format,
        "map": map or [],
        "set": constants or [],
        "again": again,
        "in_folder": in_folder,
    }
    job_id = await to_thread.run_sync(store.reserve)
    try:
        if in_folder:
            size = await to_thread.run_sync(_size_in, service.settings.load_folder, name)
        else:
            size = await _receive(request, store, job_id, name, service.settings.upload_mb)
        asked_by = request.state.caller.id
        job = await to_thread.run_sync(
            runner.submit, job_id, "load", {**parameters, "bytes": size}, asked_by
        )
    except BaseException:
        store.discard(job_id)
        raise
    return accepted(response, job)


@router.post(
    "/derivations",
    operation_id="startDerivation",
    summary="Compute, and write to the graph what was found",
    status_code=202,
)
def start_derivation(
    request: Request,
    response: Response,
    store: StoreOf,
    runner: RunnerOf,
    body: Annotated[Derivation, Body()],
) -> Job:
    """Find who republished whom, or who acts as one, in place of what the run before found."""
    job_id = store.reserve()
    try:
        job = runner.submit(job_id, body.kind, body.parameters(), request.state.caller.id)
    except BaseException:
        store.discard(job_id)
        raise
    return accepted(response, job)


def _size_in(folder: Path | None, name: str) -> int:
    try:
        return file_in(folder, name).stat().st_size
    except AmpnetError as error:
        raise ProblemError(BAD_PARAMETER, error.message, error.remedy) from error


async def _receive(request: Request, store: Any, job_id: str, name: str, megabytes: int) -> int:
    """Write the body to the job's folder as it comes; return its size in bytes."""
    folder = store.folder(job_id) / UPLOADS
    folder.mkdir(mode=0o700)
    size = 0
    # The name holds no separator, and a new file is made: it can lead nowhere else.
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > megabytes * 1_000_000:
                raise ProblemError(
                    TOO_LARGE,
                    f"The file has more than {megabytes:,} MB.",
                    "Load it with `ampnet load`, or raise AMPNET_UPLOAD_MB.",
                )
            await to_thread.run_sync(file.write, chunk)
    if not size:
        raise ProblemError(BAD_PARAMETER, "The file is empty.", "Send it as the body.")
    return size

"""Files into the graph, and computations on it, over REST: both are jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import (
    Field,
    ValidationError,
)

from api.jobs.kinds import UPLOADS
from api.jobs.loading import file_in
from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError
from api.rest.jobs import Job, RunnerOf, StoreOf, accepted
from api.rest.load_form import BODY, LoadForm, asked_for
from api.rest.service import ServiceOf
from api.rest.shapes import Shape
from api.rest.strict import StrictRoute
from api.rest.uploads import Received, receive
from graph.errors import AmpnetError
from graph.vocabulary import Trace
from loaders.about import AboutError, parse_about
from loaders.formats import FORMATS
from loaders.mapping import FieldMapping, MappingError

router = APIRouter(prefix="/v1", tags=["jobs"], route_class=StrictRoute)

_FORMATS: Final = [format_.name for format_ in FORMATS]


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
    openapi_extra={"requestBody": BODY},
)
async def start_load(
    request: Request,
    response: Response,
    service: ServiceOf,
    store: StoreOf,
    runner: RunnerOf,
    asked: Annotated[LoadForm, Depends(asked_for)],
    in_folder: Annotated[
        bool,
        Query(
            alias="inFolder",
            description="Send no file: it stands in the folder of the server that "
            "`AMPNET_LOAD_FOLDER` names.",
        ),
    ] = False,
) -> Job:
    """Take a file and load it, exactly once.

    The file is the body, or the part `file` of a form, whose other parts may be `name`, `dataset`,
    `format`, `map`, `set`, `again` and `about`. The same file again, or one that overlaps, doubles
    nothing, and a load that was cut short goes on where it stood.
    """
    _check(asked)  # before a file is sent in vain
    job_id = await to_thread.run_sync(store.reserve)
    try:
        if in_folder:
            place = service.settings.load_folder
            size = await to_thread.run_sync(_size_in, place, _named(asked.name))
        else:
            folder = store.folder(job_id) / UPLOADS
            asked, size = await _taken(request, folder, asked, service.settings.upload_mb)
        parameters = {
            "file": asked.name,
            "dataset": asked.dataset,
            "format": asked.format,
            "map": asked.map,
            "set": asked.constants,
            "again": asked.again,
            "about": asked.about,
            "inFolder": in_folder,
            "bytes": size,
        }
        asked_by = request.state.caller.id
        job = await to_thread.run_sync(runner.submit, job_id, "load", parameters, asked_by)
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
    with store.reserved() as job_id:
        job = runner.submit(job_id, body.kind, body.parameters(), request.state.caller.id)
    return accepted(response, job)


async def _taken(
    request: Request, folder: Path, asked: LoadForm, megabytes: int
) -> tuple[LoadForm, int]:
    """Take the file into its job's folder; return what is asked for, and its size in bytes."""
    folder.mkdir(mode=0o700)
    received = await receive(request, folder / "unnamed", megabytes)
    asked = _with_form(asked, received)
    # The name holds no separator: it leads nowhere else.
    (folder / "unnamed").rename(folder / _named(asked.name))
    return asked, received.size


def _size_in(folder: Path | None, name: str) -> int:
    try:
        return file_in(folder, name).stat().st_size
    except AmpnetError as error:
        raise ProblemError(BAD_PARAMETER, error.message, error.remedy) from error


def _with_form(asked: LoadForm, received: Received) -> LoadForm:
    """Return what is asked for, by the query and the form, whose word counts where both have one.

    Raises:
        RequestValidationError: A part is none of ours, or its value does not fit.
    """
    given: dict[str, Any] = {}
    if received.name is not None and asked.name is None:
        given["name"] = received.name
    for name, values in received.fields.items():
        given[name] = values if name in ("map", "set") else values[-1]
    try:
        found = LoadForm.model_validate({**asked.model_dump(by_alias=True), **given})
    except ValidationError as error:
        errors = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(errors) from error
    _check(found)
    return found


def _check(asked: LoadForm) -> None:
    if asked.format is not None and asked.format not in _FORMATS:
        raise ProblemError(
            BAD_PARAMETER, f"There is no format {asked.format!r}.", ", ".join(_FORMATS)
        )
    try:
        FieldMapping.parse(asked.map, asked.constants)
        if asked.about is not None:
            parse_about(asked.about.encode(), "about", asked.dataset or "")
    except (MappingError, AboutError) as error:
        raise ProblemError(BAD_PARAMETER, error.message, error.remedy) from error


def _named(name: str | None) -> str:
    if name is None:
        raise ProblemError(
            BAD_PARAMETER, "The file has no name.", "Give `name`, as ?name=posts.jsonl."
        )
    return name

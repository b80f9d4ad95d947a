"""Files into the graph, and computations on it, over REST: both are jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from api.jobs.kinds import UPLOADS
from api.jobs.loading import file_in
from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError
from api.rest.jobs import Job, RunnerOf, StoreOf, accepted
from api.rest.parameters import DatasetName
from api.rest.service import ServiceOf
from api.rest.shapes import Shape
from api.rest.strict import StrictRoute
from api.rest.uploads import FILE, FORM, Received, receive
from graph.errors import AmpnetError
from graph.vocabulary import Trace
from loaders.formats import FORMATS
from loaders.mapping import FieldMapping, MappingError

router = APIRouter(prefix="/v1", tags=["jobs"], route_class=StrictRoute)

_Pair = Annotated[str, StringConstraints(min_length=3, max_length=200)]
_MOST_PAIRS: Final = 50
_FORMATS: Final = [format_.name for format_ in FORMATS]

_LONGEST_NAME: Final = 255
"""Bytes of a file's name that file systems take."""


def _fits(name: str) -> str:
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise ValueError("it is too long for a file's name")
    return name


FileName = Annotated[
    str,
    StringConstraints(pattern=r"^\w[\w.()\[\]+,&@ -]{0,99}$"),  # letters of any script
    AfterValidator(_fits),
]
FormatName = Annotated[str, StringConstraints(max_length=40)]
Pairs = Annotated[list[_Pair], Field(max_length=_MOST_PAIRS)]


class LoadForm(BaseModel):
    """What a form may say beside the file; each stands for the query's parameter of its name."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: FileName | None = Field(None, description="Name of the file, instead of its own.")
    dataset: DatasetName | None = Field(None, description="Name of the data set.")
    format: FormatName | None = Field(None, description="Name of the format.")
    map: Pairs = Field([], description="FIELD=COLUMN")
    constants: Pairs = Field([], alias="set", description="FIELD=VALUE")
    again: bool = Field(False, description="Read a file again that was loaded completely.")


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


_FORM_SCHEMA: Final[dict[str, Any]] = LoadForm.model_json_schema()
_BODY: Final[dict[str, Any]] = {
    "description": "The file: CSV, JSON lines, JSON or Parquet; plain, compressed or in an "
    "archive, zip or tar. As it is, or in a form, whose other parts stand for parameters.",
    "content": {
        "application/octet-stream": {"schema": {"type": "string"}},
        FORM: {
            "schema": {
                "title": "LoadForm",
                "type": "object",
                "required": [FILE],
                "additionalProperties": False,
                "properties": {
                    FILE: {"type": "string", "format": "binary", "description": "The file."},
                    **_FORM_SCHEMA["properties"],
                },
            }
        },
    },
}


async def _asked(
    name: Annotated[
        FileName | None,
        Query(
            description="Name of the file; a form's file has one. It stays in the job's own "
            "folder, whatever it is called."
        ),
    ] = None,
    dataset: Annotated[
        DatasetName | None, Query(description="Name of the data set; the file's name if not given.")
    ] = None,
    format: Annotated[  # noqa: A002
        FormatName | None,
        Query(
            description="Name of the format, of those that `ampnet formats` lists; recognised if "
            "not given.",
        ),
    ] = None,
    map: Annotated[  # noqa: A002
        list[_Pair] | None,
        Query(
            max_length=_MOST_PAIRS,
            description="FIELD=COLUMN: which column holds a field, such as `actor=mentioner`. May "
            "be given several times.",
        ),
    ] = None,
    constants: Annotated[
        list[_Pair] | None,
        Query(
            alias="set",
            max_length=_MOST_PAIRS,
            description="FIELD=VALUE for every row, such as `kind=forward`. May be given several "
            "times.",
        ),
    ] = None,
    again: Annotated[
        bool, Query(description="Read a file again that was loaded completely.")
    ] = False,
) -> LoadForm:
    return LoadForm(
        name=name, dataset=dataset, format=format, map=map or [], set=constants or [], again=again
    )


@router.post(
    "/loads",
    operation_id="startLoad",
    summary="Load a file",
    status_code=202,
    openapi_extra={"requestBody": _BODY},
)
async def start_load(
    request: Request,
    response: Response,
    service: ServiceOf,
    store: StoreOf,
    runner: RunnerOf,
    asked: Annotated[LoadForm, Depends(_asked)],
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
    `format`, `map`, `set` and `again`. The same file again, or one that overlaps, doubles nothing,
    and a load that was cut short goes on where it stood.
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
    except MappingError as error:
        raise ProblemError(BAD_PARAMETER, error.message, error.remedy) from error


def _named(name: str | None) -> str:
    if name is None:
        raise ProblemError(
            BAD_PARAMETER, "The file has no name.", "Give `name`, as ?name=posts.jsonl."
        )
    return name

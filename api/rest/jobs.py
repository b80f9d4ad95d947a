"""Jobs over REST: what was asked for, how far it is, what came of it, and an end to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import anyio
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from pydantic import Field

from api.jobs import JobRunner, JobState, JobStore, NoJobError
from api.problem_kinds import READ_ONLY_KEY
from api.problems import ProblemError
from api.rest.files import SentFile
from api.rest.paging import Cursor, Limit, Page
from api.rest.service import ServiceOf
from api.rest.shapes import Listing, Shape, UtcTime
from api.rest.strict import StrictRoute

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)

_LOOK_SECONDS: Final = 0.25
_HEARTBEAT: Final = 60
"""Looks without news, after which a comment keeps the connection open."""

JobId = Annotated[
    str, Path(min_length=1, max_length=40, description="Id of the job, as `id` says it.")
]


class JobProgress(Shape):
    """How far a job is."""

    rows: int
    expected: int | None = Field(description="Rows expected, where that can be told.")
    refused: int = Field(description="Rows that went to the quarantine.")
    note: str = Field(description="What is done now.")


class JobError(Shape):
    """What went wrong."""

    detail: str
    remedy: str


class Job(Shape):
    """Long work that was asked for."""

    id: str
    kind: str = Field(
        description="load, republication, coordination, export or bulkExport (all, for Neo4j)."
    )
    state: JobState = Field(description="The last four are for good.")
    created: UtcTime
    started: UtcTime | None
    finished: UtcTime | None
    expires: UtcTime | None = Field(description="When an ended job and its result are forgotten.")
    parameters: dict[str, Any] = Field(description="What was asked for.")
    progress: JobProgress
    result: dict[str, Any] | None = Field(description="What came of it.")
    error: JobError | None


async def _runner(request: Request) -> JobRunner:
    found: Any = request.app.state.jobs
    assert isinstance(found, JobRunner)  # noqa: S101
    return found


async def _store(request: Request) -> JobStore:
    found: Any = request.app.state.job_store
    assert isinstance(found, JobStore)  # noqa: S101
    return found


RunnerOf = Annotated[JobRunner, Depends(_runner)]
StoreOf = Annotated[JobStore, Depends(_store)]


def accepted(response: Response, job: Any) -> Job:
    """Answer that a job was taken: 202, and where to look for it."""
    response.status_code = 202
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return Job.model_validate(job)


@router.get("", operation_id="listJobs", summary="Which jobs are there?")
def list_jobs(
    store: StoreOf,
    state: Annotated[JobState | None, Query(description="Only jobs in this state.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Listing[Job]:
    """List jobs, the newest first."""
    found = [job for job in store.all() if state is None or job.state is state]
    page = Page.of({"list": "jobs", "state": state}, found[0].id if found else "", limit, cursor)
    return page.of_all([Job.model_validate(job) for job in found])


@router.get("/{id}", operation_id="getJob", summary="How far is a job?")
def get_job(store: StoreOf, id: JobId) -> Job:  # noqa: A002
    """Give state, progress, and the result once there is one."""
    return Job.model_validate(store.get(id))


@router.get(
    "/{id}/events",
    operation_id="followJob",
    summary="Follow a job",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow_job(store: StoreOf, id: JobId) -> StreamingResponse:  # noqa: A002
    """Send the job again whenever it has changed, as server-sent events, until it has ended."""
    store.get(id)
    return StreamingResponse(_events(store, id), media_type="text/event-stream")


@router.get(
    "/{id}/refused",
    operation_id="getRefusedRows",
    summary="Which rows were refused, and why?",
    response_class=FileResponse,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
)
def get_refused_rows(
    store: StoreOf,
    service: ServiceOf,
    id: JobId,  # noqa: A002
    number: Annotated[
        int, Query(ge=1, le=10_000, description="Which of the loads of an archive, from 1.")
    ] = 1,
) -> Response:
    """Give the quarantine of a load as JSON lines: each row with its line, field and reason.

    What stands in it is as it was loaded: treat it as untrusted. Mended, it can be loaded as it
    is. Empty when nothing was refused.
    """
    loads = (store.get(id).result or {}).get("loads", [])
    name = loads[number - 1]["quarantine"] if number <= len(loads) else None
    media_type = "application/x-ndjson"
    if name is None:
        return Response("", media_type=media_type)
    file = service.settings.quarantine / str(name)
    if file.parent != service.settings.quarantine or not file.is_file():
        raise NoJobError("The quarantine of this load is gone.")
    return SentFile(file, media_type)


@router.get(
    "/{id}/file",
    operation_id="getJobFile",
    summary="The file that an export made",
    response_class=FileResponse,
    responses={
        200: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
def get_job_file(store: StoreOf, id: JobId) -> FileResponse:  # noqa: A002
    """Give the file, under the media type that its job names; parts of it too, by `Range`."""
    file = store.result(id)
    if file is None:
        raise NoJobError("This job has no file.", "An export has one once it is complete.")
    media_type = (store.get(id).result or {}).get("mediaType", "application/octet-stream")
    return SentFile(file, media_type)


@router.post("/{id}/cancel", operation_id="cancelJob", summary="End a job")
def cancel_job(request: Request, store: StoreOf, runner: RunnerOf, id: JobId) -> Job:  # noqa: A002
    """End it at once; one that has ended stays as it is.

    What a load has committed stays, and is passed over when the file is sent again. What
    derivations write is written in one piece, or not at all. A key that may only read ends its
    own exports only.
    """
    caller = request.state.caller
    if not caller.may_write and store.get(id).asked_by != caller.id:
        raise ProblemError(READ_ONLY_KEY, f"Key {caller.id} may end what it asked for itself.")
    return Job.model_validate(runner.cancel(id))


async def _events(store: JobStore, job_id: str) -> AsyncIterator[str]:
    before, quiet = "", 0
    while True:
        try:
            job = Job.model_validate(await anyio.to_thread.run_sync(store.get, job_id))
        except NoJobError:
            return
        text = json.dumps(job.model_dump(mode="json"))
        if text != before:
            before, quiet = text, 0
            yield f"event: {job.state.value}\ndata: {text}\n\n"
        elif (quiet := quiet + 1) % _HEARTBEAT == 0:
            yield ": still here\n\n"
        if job.state.ended:
            return
        await anyio.sleep(_LOOK_SECONDS)

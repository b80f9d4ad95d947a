"""Errors as RFC 9457 problem details, every one of them; to a browser the same as a page."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.jobs import JobsElsewhereError, NoJobError, TooManyJobsError
from api.problem_kinds import (
    BAD_CURSOR,
    BAD_PARAMETER,
    BAD_REQUEST,
    DATABASE_ERROR,
    INVALID_QUERY,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    REFUSED,
    TIMEOUT,
    TOO_LARGE,
    TOO_MANY_JOBS,
    UNAVAILABLE,
    UNKNOWN_ID,
    Kind,
)
from api.problem_page import for_a_person, problem_page
from graph.answers.brokers import BadBrokersRequestError
from graph.answers.chance import BadComparisonError
from graph.answers.cursors import BadCursorError
from graph.answers.node_sets import BadPathRequestError
from graph.answers.partition import BadCommunitiesRequestError
from graph.answers.partition_comparison import NotComparableError
from graph.errors import (
    AmpnetError,
    DatabaseUnavailableError,
    QueryInvalidError,
    QueryRefusedError,
    QueryTimeoutError,
    UnknownIdError,
)
from graph.snapshot import BadFilterError
from queries.catalogue import UnknownQueryError
from queries.parameters import ParameterError

_log = logging.getLogger("ampnet.api")

MEDIA_TYPE: Final = "application/problem+json"

_BY_ERROR: Final[tuple[tuple[type[AmpnetError], Kind], ...]] = (
    (UnknownIdError, UNKNOWN_ID),
    (UnknownQueryError, UNKNOWN_ID),
    (NoJobError, UNKNOWN_ID),
    (TooManyJobsError, TOO_MANY_JOBS),
    (JobsElsewhereError, TOO_MANY_JOBS),
    (QueryTimeoutError, TIMEOUT),
    (QueryRefusedError, REFUSED),
    (QueryInvalidError, INVALID_QUERY),
    (DatabaseUnavailableError, UNAVAILABLE),
    (BadCursorError, BAD_CURSOR),
    (BadFilterError, BAD_PARAMETER),
    (BadComparisonError, BAD_PARAMETER),
    (BadPathRequestError, BAD_PARAMETER),
    (BadBrokersRequestError, BAD_PARAMETER),
    (BadCommunitiesRequestError, BAD_PARAMETER),
    (NotComparableError, BAD_PARAMETER),
    (ParameterError, BAD_PARAMETER),
)
_BY_STATUS: Final = {
    kind.status: kind for kind in (BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE)
}


class ProblemError(Exception):
    """A problem that the interface itself finds.

    Args:
        kind: Which kind.
        detail: What is wrong this time.
        remedy: What helps.
        more: Further members of the problem.
    """

    def __init__(self, kind: Kind, detail: str, remedy: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.remedy = remedy
        self.more = more


def problem(
    scope: Scope,
    kind: Kind,
    detail: str,
    remedy: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Make the response for a problem.

    Args:
        scope: The ASGI scope of the request.
        kind: Which kind.
        detail: What is wrong this time.
        remedy: What helps; left out where there is nothing to say.
        headers: Further headers.
        more: Further members, camelCase; None leaves one out.
    """
    document = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": scope.get("path", "")[:500],
        "requestId": scope.get("state", {}).get("request_id"),
        "remedy": remedy or None,
        **more,
    }
    if for_a_person(scope):
        return HTMLResponse(problem_page(scope, document), kind.status, headers)
    # ASCII only: what the request brought may hold halves of characters that UTF-8 cannot write.
    body = json.dumps({name: value for name, value in document.items() if value is not None})
    return Response(body, kind.status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem; what nobody foresaw is caught by the guard."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(AmpnetError, _on_ampnet_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101
    return problem(request.scope, error.kind, error.detail, error.remedy, **error.more)


def _on_ampnet_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AmpnetError)  # noqa: S101
    kind = next((kind for cls, kind in _BY_ERROR if isinstance(error, cls)), DATABASE_ERROR)
    if kind.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s %s", request.scope["state"]["request_id"], error, exc_info=error)
    suggestions = getattr(error, "suggestions", None)
    return problem(
        request.scope,
        kind,
        error.message,
        error.remedy,
        headers={"Retry-After": "5"} if kind is UNAVAILABLE else None,
        suggestions=None if suggestions is None else list(suggestions),
    )


def _named(place: Sequence[int | str]) -> str:
    """Name the value at fault: of a parameter without the types that it might have had."""
    where, *parts = place
    if where != "body":
        parts = [part for k, part in enumerate(parts) if k == 0 or isinstance(part, int)]
    return ".".join(map(str, parts))[:200]


def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        {
            "in": str(found["loc"][0]),
            "name": _named(found["loc"]),
            "message": str(found["msg"]).removeprefix("Value error, ")[:500],
        }
        for found in error.errors()
    ]
    kind = (
        BAD_REQUEST if any(e["type"] == "json_invalid" for e in error.errors()) else BAD_PARAMETER
    )
    said = "; ".join(f"{e['name'] or e['in']}: {e['message']}" for e in errors[:3])
    return problem(request.scope, kind, said, errors=errors)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    kind = _BY_STATUS.get(status) or Kind("http", status, status.phrase, status.description)
    path = request.scope["path"][:200]
    detail = {
        NOT_FOUND: f"There is nothing at {path!r}.",
        METHOD_NOT_ALLOWED: f"{path!r} does not take {request.method[:20]}.",
    }.get(kind, str(error.detail)[:500])
    return problem(request.scope, kind, detail, headers=error.headers)

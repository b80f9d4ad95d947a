"""Answers that would take too long: said as a problem, and to a browser on a page."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from api.problem_kinds import TOO_LONG_TO_WAIT
from api.problems import problem
from api.rest.rendering import page
from graph.answers.patience import TooLongError


def install(app: FastAPI) -> None:
    """Answer a `TooLongError` with what takes less."""
    app.add_exception_handler(TooLongError, _on_too_long)


def _on_too_long(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooLongError)  # noqa: S101
    if "text/html" in request.headers.get("accept", ""):
        sooner = request.url.include_query_params(**error.instead)
        address = f"{sooner.path}?{sooner.query}" if error.instead else None
        return page("too_long.html.j2", TOO_LONG_TO_WAIT.status, error=error, address=address)
    return problem(
        request.scope,
        TOO_LONG_TO_WAIT,
        error.message,
        error.remedy,
        foretoldSeconds=round(error.seconds, 3),
        longestSeconds=error.longest,
        instead=dict(error.instead),
    )

"""How answers become JSON: in the thread that computed them, and once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from fastapi.responses import Response

from api.rest.shapes import Shape
from api.rest.strict import StrictRoute


class AnswerRoute(StrictRoute):
    """A route whose endpoint returns a `Shape`.

    FastAPI sends the object that an endpoint returns to a second thread, to be checked against
    the type that it already has, and writes the JSON between other requests' turns, where a long
    answer holds all of them up. Not for endpoints that set headers on an injected response.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _in_json(endpoint), **options)


def _in_json(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(endpoint):

        @wraps(endpoint)
        async def awaited(*args: Any, **named: Any) -> Any:
            return _sent(await endpoint(*args, **named))

        return _declared_as(endpoint, awaited)

    @wraps(endpoint)
    def answered(*args: Any, **named: Any) -> Any:
        return _sent(endpoint(*args, **named))

    return _declared_as(endpoint, answered)


def _declared_as(endpoint: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    """Resolve the types' names where the endpoint stands: older FastAPI looks for them here."""
    signature = inspect.signature(endpoint, eval_str=True)
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    return wrapper


def _sent(answer: Any) -> Any:
    if not isinstance(answer, Shape):
        return answer
    return Response(answer.model_dump_json().encode(), media_type="application/json")

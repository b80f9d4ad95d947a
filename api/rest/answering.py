"""How answers become JSON: in the thread that computed them, and once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from dataclasses import is_dataclass
from functools import wraps
from typing import Any

from fastapi import Request, Response

from api.rest.shapes import Provenance, Shape
from api.rest.strict import StrictRoute
from api.rest.tagging import Answer, answered


class AnswerRoute(StrictRoute):
    """A route whose endpoint returns a `Shape`, or the dataclass that its model is the shape of.

    FastAPI sends the object that an endpoint returns to a second thread, to be checked against
    the type that it already has, and writes the JSON between other requests' turns, where a long
    answer holds all of them up. Not for endpoints that set headers on an injected response.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _in_json(endpoint, options.get("response_model")), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which does not compute again what the client has."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            return await answered(request, handler)

        return handled


def _in_json(endpoint: Callable[..., Any], model: Any) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(endpoint):

        @wraps(endpoint)
        async def awaited(*args: Any, **named: Any) -> Any:
            return _sent(await endpoint(*args, **named), model)

        return _declared_as(endpoint, awaited)

    @wraps(endpoint)
    def answered(*args: Any, **named: Any) -> Any:
        return _sent(endpoint(*args, **named), model)

    return _declared_as(endpoint, answered)


def _declared_as(endpoint: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    """Resolve the types' names where the endpoint stands: older FastAPI looks for them here."""
    signature = inspect.signature(endpoint, eval_str=True)
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    return wrapper


def _sent(answer: Any, model: Any) -> Any:
    if is_dataclass(answer) and isinstance(model, type) and issubclass(model, Shape):
        answer = model.model_validate(answer)
    if not isinstance(answer, Shape):
        return answer
    how = getattr(answer, "provenance", None)
    version = how.graph_version if isinstance(how, Provenance) else None
    return Answer(answer.model_dump_json().encode(), version)

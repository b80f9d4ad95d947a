"""A parameter that an address does not have is refused: passed over, it would change the answer.

Somebody who writes `sinse=2022-01-01` would otherwise get all years, and take them for one.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_LONGEST_NAME: Final = 100
_MOST_NAMED: Final = 3
_OPEN: Final = "__takes_any_parameter__"


def takes_any_parameter(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint that reads the names in the address itself."""
    setattr(endpoint, _OPEN, True)
    return endpoint


class StrictRoute(APIRoute):
    """A route that refuses parameters in the address which its endpoint does not have."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the names looked at first."""
        handler = super().get_route_handler()
        if getattr(self.endpoint, _OPEN, False):
            return handler
        names = parameter_names(self)

        async def checked(request: Request) -> Response:
            errors = [_unknown(name, names) for name in request.query_params if name not in names]
            if errors:
                takes = f"It takes {', '.join(sorted(names))}." if names else "It takes none."
                said = " ".join(error["message"] for error in errors[:_MOST_NAMED])
                raise ProblemError(BAD_PARAMETER, said, takes, errors=errors)
            return await handler(request)

        return checked


def parameter_names(route: object) -> frozenset[str]:
    """Return the names that a route's endpoint, and what it depends on, take from the address."""
    dependant = getattr(route, "dependant", None)
    waiting, found = [dependant] if dependant is not None else [], set()
    while waiting:
        each = waiting.pop()
        found |= {parameter.alias for parameter in each.query_params}
        waiting += each.dependencies
    return frozenset(found)


def _unknown(name: str, names: frozenset[str]) -> dict[str, str]:
    """Say what is wrong with a name."""
    short = name[:_LONGEST_NAME]
    near = difflib.get_close_matches(short, sorted(names), n=1)
    meant = f"; did you mean {near[0]!r}" if near else ""
    message = f"There is no parameter {short!r} here{meant}."
    return {"in": "query", "name": short, "message": message}

"""An error as a page, for somebody who followed a link or filled in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import Scope

from api.rest.rendering import page


def for_a_person(scope: Scope) -> bool:
    """Whether a browser asks: programs do not name HTML among what they take."""
    takes = dict(scope.get("headers", ())).get(b"accept", b"")
    return scope.get("method") == "GET" and b"text/html" in takes


def problem_page(scope: Scope, document: Mapping[str, Any]) -> bytes:
    """Write a problem as HTML, with a link to ask again by each id that may have been meant.

    Args:
        scope: The ASGI scope of the request.
        document: Its members, see `api.problems.problem`.
    """
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    path = quote(scope.get("path", ""), errors="replace")
    unknown = next((text for _, text in asked if repr(text[:200]) in document["detail"]), "")
    meant = {}
    for id_ in document.get("suggestions") or ():
        instead = [
            (n, id_ if repr(text[:200]) in document["detail"] else text) for n, text in asked
        ]
        meant[id_] = f"{path}?{urlencode(instead, errors='replace')}"
    return bytes(page("problem.html.j2", problem=document, meant=meant, unknown=unknown).body)

"""How the pages for people are rendered: no script, nothing from elsewhere, all text escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup, escape

from api.release import release
from api.views.called import country, language
from api.views.environment import environment
from api.views.leads import Span
from api.views.text import clean

_LONGEST_TEXT: Final = 20_000
MIDNIGHT: Final = "T00:00:00+00:00"

WAYS: Final = (
    ("Search", "/search"),
    ("Network", "/v1/view"),
    ("REST interface", "/docs"),
    ("OpenAPI", "/openapi.json"),
)
"""What stands in the head of every page of the site."""


def page(
    template: str, status: int = 200, *, data: Markup | None = None, **values: Any
) -> HTMLResponse:
    """Render a page from one of `templates/`.

    Args:
        template: Its file.
        status: The response's.
        data: Whose data it shows, for its foot.
        values: What else it shows.
    """
    text = _environment().get_template(template).render(version=release(), data=data, **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def address_of(id_: str) -> str:
    """Return the address of an actor's page."""
    return f"/actors/{quote(id_, safe=':@', errors='replace')}"


def evidence_of(
    source: str,
    target: str,
    type_: str | None = None,
    kind: str | None = None,
    span: Span | None = None,
    path: str = "/evidence",
    **more: str,
) -> str:
    """Return the address of the page about a relationship's evidence.

    Args:
        source: Id where its arrow starts.
        target: Id where it ends.
        type_: Its type; without one, the strongest between the two.
        kind: Its kind; without one, all.
        span: From when, and before when.
        path: Of the page, or of what else takes the same parameters.
        more: Further parameters.
    """
    since, until = (at and at.removesuffix(MIDNIGHT) for at in span or (None, None))
    asked = {"source": source, "target": target, "type": type_, "kind": kind}
    asked |= {"since": since, "until": until, **more}
    given = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(given, errors='replace')}"


@cache
def _environment() -> Environment:
    made = environment("api.rest", finalize=_fit)
    made.filters["code"] = _code
    made.filters |= {"country": country, "language": language}
    made.filters["words"] = _words
    made.globals |= {"address_of": address_of, "evidence_of": evidence_of, "ways": WAYS}
    return made


def _fit(value: Any) -> Any:
    """Take out of a foreign text what breaks a page or deceives its reader."""
    return clean(value, _LONGEST_TEXT) if type(value) is str else value


def _code(text: str) -> Markup:
    """Show what stands between backticks as code; everything is escaped first."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def _words(name: str) -> str:
    """Write a word of the model, such as `notStated`, as one of the language: not stated."""
    return re.sub("(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)

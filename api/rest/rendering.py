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
from api.views.text import clean

_LONGEST_TEXT: Final = 20_000

WAYS: Final = (
    ("Search", "/search"),
    ("Network", "/v1/view"),
    ("REST interface", "/docs"),
    ("OpenAPI", "/openapi.json"),
)
"""What stands in the head of every page of the site."""


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page from one of `templates/`."""
    text = _environment().get_template(template).render(version=release(), **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def address_of(id_: str) -> str:
    """Return the address of an actor's page."""
    return f"/actors/{quote(id_, safe=':@', errors='replace')}"


def evidence_of(source: str, target: str, type_: str | None, kind: str | None, **more: str) -> str:
    """Return the address of the page about a relationship's evidence; of the strongest if None."""
    asked = {"source": source, "target": target, **more}
    if type_ is not None:
        asked["type"] = type_
    if kind is not None:
        asked["kind"] = kind
    return f"/evidence?{urlencode(asked, errors='replace')}"


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

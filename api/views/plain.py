"""Pages that are drawn whole by the server: no script at all, the network view's look and seal.

Where time is an axis, or outlets are rows and columns, a drawing by the server says more than a
network that a reader has to move about. Such a page has nothing that could run: its policy lets
one style be used, by its hash, and nothing else.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from api.release import release
from api.views import seal
from api.views.called import country, language
from api.views.credits import notice_of
from api.views.environment import environment
from api.views.text import asked
from api.views.words import lag, written
from graph.answers.provenance import Provenance

_DARK = re.compile(r':root\[data-theme="dark"\] (\{.*?\n\})', re.DOTALL)


@cache
def _style() -> str:
    """The network view's style, its dark colours by the reader's system alone, and our own."""
    page, own = seal.static("page.css"), seal.static("plain.css")
    dark = _DARK.search(page)
    assert dark is not None  # noqa: S101 - our own file
    return f"{page}\n@media (prefers-color-scheme: dark) {{ :root {dark[1]} }}\n{own}"


@cache
def policy() -> str:
    """The page's policy, see `api.views.seal`."""
    return seal.policy(_style())


@cache
def _environment() -> Environment:
    made = environment("api.views")
    made.filters |= {
        "asked": asked,
        "country": country,
        "lag": lag,
        "language": language,
        "moment": written,
        "number": lambda value: f"{value:,}",
    }
    return made


def render_plain(template: str, found: Provenance, /, **context: Any) -> str:
    """Fill a template of `api/views/templates`; every value is escaped by Jinja.

    Args:
        template: Its file.
        found: How the answer was computed, and from whose data.
        context: What else the template shows.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            policy=policy(),
            style=Markup(_style()),  # noqa: S704  our own files
            ampnet=release(),
            data=notice_of([found]),
            generated=written(datetime.now(UTC)),
            **context,
        )
    )

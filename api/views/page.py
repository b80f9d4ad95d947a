"""One HTML file that needs no network: template, scripts and styles put together, and sealed.

vis-network is the copy that pyvis carries (MIT or Apache-2.0, its notice stays in the file).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from api.views.environment import environment
from api.views.seal import policy, sealed, static

VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"

SCRIPTS = (
    "data.js",
    "dom.js",
    "theme.js",
    "opened.js",
    "beside.js",
    "state.js",
    "notes.js",
    "geometry.js",
    "labels.js",
    "highlight.js",
    "canvas.js",
    "legend.js",
    "timeline.js",
    "search.js",
    "away.js",
    "panel.js",
    "tables.js",
    "picture.js",
    "download.js",
    "permalink.js",
    "main.js",
)
"""In this order; together they are one script and share one scope."""

STYLES = ("page.css", "controls.css", "panel.css", "tables.css", "print.css")


@cache
def _environment() -> Environment:
    return environment("api.views")


@cache
def _script() -> str:
    return sealed(f'(() => {{\n"use strict";\n{static(*SCRIPTS)}\n}})();')


@cache
def _vis_network() -> str:
    source = (resources.files("pyvis") / VIS_NETWORK).read_text(encoding="utf-8")
    # The source map would be fetched as soon as somebody opens the browser's inspector.
    return sealed(source.partition("//# sourceMappingURL=")[0])


@cache
def _style() -> str:
    return static(*STYLES)


@cache
def content_security_policy() -> str:
    """The page's policy, see `api.views.seal`."""
    return policy(_style(), _vis_network(), _script())


def render(template: str, **context: Any) -> str:
    """Fill a template of `api/views/templates`; every value is escaped by Jinja."""
    return (
        _environment()
        .get_template(template)
        .render(
            policy=content_security_policy(),
            style=Markup(_style()),  # noqa: S704  our own file
            vis_network=Markup(_vis_network()),  # noqa: S704  pyvis' file
            script=Markup(_script()),  # noqa: S704  our own files
            **context,
        )
    )

"""One HTML file that needs no network: template, scripts and styles put together, and sealed.

The seal is a content security policy that lets exactly these scripts and this style run, by their
hashes, and nothing be fetched. vis-network is the copy that pyvis carries (MIT or Apache-2.0, its
notice stays in the file).
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"

SCRIPTS = (
    "data.js",
    "dom.js",
    "theme.js",
    "state.js",
    "geometry.js",
    "labels.js",
    "highlight.js",
    "canvas.js",
    "legend.js",
    "timeline.js",
    "search.js",
    "panel.js",
    "tables.js",
    "picture.js",
    "download.js",
    "main.js",
)
"""In this order; together they are one script and share one scope."""

STYLES = ("page.css", "controls.css", "panel.css", "tables.css", "print.css")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script() -> str:
    source = "\n".join(_static(name) for name in SCRIPTS)
    return _sealed(f'(() => {{\n"use strict";\n{source}\n}})();')


@cache
def _vis_network() -> str:
    source = (resources.files("pyvis") / VIS_NETWORK).read_text(encoding="utf-8")
    # The source map would be fetched as soon as somebody opens the browser's inspector.
    return _sealed(source.partition("//# sourceMappingURL=")[0])


@cache
def _style() -> str:
    return _sealed("\n".join(_static(name) for name in STYLES))


def _static(name: str) -> str:
    return (resources.files("api.views") / "static" / name).read_text(encoding="utf-8")


def _sealed(source: str) -> str:
    """A source that stands in an element as it is: nothing in it ends the element."""
    lowered = source.lower()
    if any(end in lowered for end in ("</script", "<!--", "</style")):
        raise ValueError("A script or style holds what would end its element.")
    return source.replace("\r\n", "\n")


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def content_security_policy() -> str:
    """The page's policy; a server that sends the page should send it as a header too."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(_vis_network())} {_hash(_script())}",
            f"style-src {_hash(_style())}",
            # Data only: the picture that is drawn for the PNG download.
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


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

"""The one way in which templates are filled: every value escaped, none missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.views.text import clean, web_address


def environment(package: str, finalize: Callable[[Any], Any] | None = None) -> Environment:
    """Return an environment for the templates of a package.

    Its filters `clean` and `web` make foreign text and addresses fit to stand in a page.

    Args:
        package: Whose folder `templates` holds them.
        finalize: Is done to every value before it is escaped.
    """
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    made.filters |= {"clean": clean, "web": web_address}
    return made

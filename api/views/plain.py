"""Pages that are drawn whole by the server: no script at all, the network view's look and seal.

Where time is an axis, or outlets are rows and columns, a drawing by the server says more than a
network that a reader has to move about. Such a page has nothing that could run: its policy lets
one style be used, by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.views.text import clean

_DARK = re.compile(r':root\[data-theme="dark"\] (\{.*?\n\})', re.DOTALL)
_LONGEST_ADDRESS = 2_000
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@cache
def _style() -> str:
    """The network view's style, its dark colours by the reader's system alone, and our own."""
    static = resources.files("api.views") / "static"
    page = (static / "page.css").read_text(encoding="utf-8")
    own = (static / "plain.css").read_text(encoding="utf-8")
    dark = _DARK.search(page)
    assert dark is not None  # noqa: S101 - our own file
    return f"{page}\n@media (prefers-color-scheme: dark) {{ :root {dark[1]} }}\n{own}"


@cache
def policy() -> str:
    """The page's policy; a server that sends the page should send it as a header too."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clean": clean,
        "web": web_address,
        "lag": lag,
        "moment": written,
        "number": lambda value: f"{value:,}",
    }
    return environment


def render_plain(template: str, **context: Any) -> str:
    """Fill a template of `api/views/templates`; every value is escaped by Jinja."""
    return (
        _environment()
        .get_template(template)
        .render(
            policy=policy(),
            style=Markup(_style()),  # noqa: S704  our own files
            ampnet=version("ampnet"),
            generated=written(datetime.now(UTC)),
            **context,
        )
    )


def write_page(html: str, path: str | os.PathLike[str]) -> Path:
    """Write a page to a file, whole or not at all, and return its path.

    Raises:
        OSError: If the folder is missing or not writable; an older file is then left as it was.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        temporary.chmod(0o644)  # mkstemp's 0600 would follow the file into a shared folder
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return target


def web_address(text: str | None) -> str | None:
    """The address if it is a plain web one. Credentials dress one host up as another: refused."""
    if not text or len(text) > _LONGEST_ADDRESS or clean(text) != text:
        return None
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or user is not None:
        return None
    return None if any(c.isspace() or c in "\\@" for c in text.split("?")[0]) else text


def lag(seconds: float | None) -> str:
    """A span of time in two units at most: `3 d 4 h`, `12 min`; with a sign where negative."""
    if seconds is None:
        return ""
    sign, left = ("-" if seconds < 0 else ""), abs(round(seconds))
    for unit, size, smaller, name in ((_DAY, _HOUR, "h", "d"), (_HOUR, _MINUTE, "min", "h")):
        if left >= unit:
            rest = left % unit // size
            return f"{sign}{left // unit:,} {name}" + (f" {rest} {smaller}" if rest else "")
    if left >= _MINUTE:
        rest = left % _MINUTE
        return f"{sign}{left // _MINUTE} min" + (f" {rest} s" if rest else "")
    return f"{sign}{left} s"


def written(moment: datetime | None) -> str:
    """A time to the minute, in UTC, and said so."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

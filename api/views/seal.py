"""What a page may run and show: its own scripts and its own style, by their hashes, nothing else.

The seal is a content security policy that lets nothing be fetched. It stands in the page, as the
file may be sent by mail, and a server that sends the page should send it as a header too.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources


def static(*names: str) -> str:
    """Return files of `api/views/static` as one source, fit to stand in an element as it is."""
    folder = resources.files("api.views") / "static"
    return sealed("\n".join((folder / name).read_text(encoding="utf-8") for name in names))


def sealed(source: str) -> str:
    """Return a source that stands in an element as it is.

    Raises:
        ValueError: Something in it would end the element.
    """
    lowered = source.lower()
    if any(end in lowered for end in ("</script", "<!--", "</style")):
        raise ValueError("A script or style holds what would end its element.")
    return source.replace("\r\n", "\n")


def policy(style: str, *scripts: str) -> str:
    """Return the policy of a page with this style and these scripts; without any, none runs."""
    rules = ["default-src 'none'"]
    if scripts:
        rules.append(f"script-src {' '.join(map(_hash, scripts))}")
    rules += [
        f"style-src {_hash(style)}",
        "img-src data:",  # an icon; and the picture that is drawn for the PNG download
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if scripts:
        rules += ["require-trusted-types-for 'script'", "trusted-types 'none'"]
    return "; ".join(rules)


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

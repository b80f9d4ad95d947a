"""Names of licences: SPDX identifiers and expressions, or the licence in words."""

from __future__ import annotations

import difflib
import re
from typing import Final, NamedTuple

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

_SPDX: Final = "https://spdx.org/licenses/"
_ONE: Final = re.compile(r"[A-Za-z0-9.+-]+")
_CREATIVE: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-nd|-sa)?)|publicdomain/(zero))"
    r"/(\d\.\d)(?:/.*)?",
    re.IGNORECASE,
)
_ALSO: Final = {"odc-pddl-1.0": "PDDL-1.0", "uk-ogl": "OGL-UK-3.0"}
"""The Open Definition's names, which Data Packages use, where SPDX has another."""
_NO_NAME: Final = frozenset({"notspecified", "none", "unknown"})
_OFTEN: Final = (
    *("CC0-1.0", "CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC-BY-NC-4.0"),
    *("CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0"),
    *("OGL-UK-3.0", "MIT", "Apache-2.0", "GPL-3.0-or-later", "GPL-3.0-only", "BSD-3-Clause"),
)
"""What data are licensed under most, for who misspells one."""


class Licence(NamedTuple):
    """A licence.

    Attributes:
        text: SPDX identifier or expression in its own spelling, else the words as given.
        url: Where it stands, where its name tells.
        unknown: True for a single word that is no identifier: a misspelt one, perhaps.
        near: What may have been meant by that.
    """

    text: str | None
    url: str | None = None
    unknown: bool = False
    near: str | None = None


def license_of(text: str | None) -> Licence:
    """Read what stands for a licence: an identifier, an address, or words."""
    if text is None or text.lower() in _NO_NAME:
        return Licence(None)
    if "://" in text and not text.lower().startswith(_SPDX):
        return _by_address(text)
    name = re.sub(r"\.html$", "", text[len(_SPDX) :]) if "://" in text else text
    try:
        known = canonicalize_license_expression(_ALSO.get(name.lower(), name))
    except InvalidLicenseExpression:
        return (
            Licence(text, unknown=True, near=_near(text)) if _ONE.fullmatch(text) else Licence(text)
        )
    return Licence(known, f"{_SPDX}{known}.html" if _ONE.fullmatch(known) else None)


def _by_address(url: str) -> Licence:
    if creative := _CREATIVE.fullmatch(url):
        by, _, version = creative.groups()
        return Licence(f"CC-{by.upper()}-{version}" if by else f"CC0-{version}", url)
    return Licence(url, url)


def _near(text: str) -> str | None:
    spelt = {each.upper(): each for each in _OFTEN}
    near = difflib.get_close_matches(text.upper(), list(spelt), 1, 0.7)
    return spelt[near[0]] if near else None

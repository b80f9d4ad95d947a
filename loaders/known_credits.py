"""Published data sets that a format knows by their layout, and whom to credit for them.

Used where a load names no credit and the graph has none. Where a licence stands is said as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from graph.credit import Credit

_ASD: Final = "Alliance for Securing Democracy at GMF"
_MONITOR: Final = "State Media Monitor (Media and Journalism Research Center)"
_UTILS: Final = "https://github.com/ASD-at-GMF/social_profile_utils"
_MATRIX: Final = "https://github.com/ASD-at-GMF/state-media-profiles"
_BY_LAYOUT: Final = "Credited by the layout of the file, not by its content."
_LICENCE_OF_ASD: Final = (
    "The licence stands beside ASD's State Media Matrix, none beside this list."
)


def _asd(title: str, url: str, *others: str) -> Credit:
    matrix = url == _MATRIX
    return Credit(
        "",
        title=title,
        creators=(_ASD, *others),
        license="MIT",
        license_url=f"{_MATRIX}/blob/main/LICENSE",
        url=url,
        rights=_BY_LAYOUT if matrix else f"{_BY_LAYOUT} {_LICENCE_OF_ASD}",
    )


def _gdelt(title: str) -> Credit:
    return Credit(
        "",
        title=title,
        creators=("The GDELT Project",),
        license="GDELT's terms: any use, with a citation and a link",
        license_url="https://www.gdeltproject.org/about.html",
        citation="The GDELT Project, https://www.gdeltproject.org/",
        url="https://www.gdeltproject.org/",
        rights=_BY_LAYOUT,
    )


KNOWN: Final[Mapping[str, Credit]] = {
    "hamilton": _asd("Hamilton 2.0 list of accounts, 2024", _UTILS),
    "state-media-matrix": _asd("State Media Matrix", _MATRIX, _MONITOR),
    "sites-of-concern": _asd("Sites of concern", "https://securingdemocracy.gmfus.org/"),
    "embassies": _asd("Embassies and consulates", _UTILS),
    "gdelt-gkg": _gdelt("GDELT Global Knowledge Graph"),
    "gdelt-mentions": _gdelt("GDELT mentions"),
}
"""By the name of the format."""


def known_credit(format_name: str, dataset: str) -> Credit | None:
    """Return the credit of what a format reads, where it is one publisher's data set."""
    found = KNOWN.get(format_name)
    return replace(found, dataset=dataset) if found else None


def by_layout(credit: Credit) -> bool:
    """Return whether it is one of these, and was given by nobody."""
    return (credit.rights or "").startswith(_BY_LAYOUT)

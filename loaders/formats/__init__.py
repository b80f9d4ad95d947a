"""The formats that `ampnet load` reads, one module for each family."""

from __future__ import annotations

import re

from graph.errors import AmpnetError
from loaders.formats.activitypub import ACTIVITYPUB
from loaders.formats.assessments import ASSESSMENTS
from loaders.formats.bluesky import BLUESKY
from loaders.formats.coordination_tables import (
    COORDINATION_NETWORK_TOOLKIT,
    COORTWEET,
    COORTWEET_TRACES,
)
from loaders.formats.document import Format
from loaders.formats.feeds import FEEDS
from loaders.formats.fourcat import FOURCAT_BLUESKY, FOURCAT_TELEGRAM, FOURCAT_X
from loaders.formats.ftm import FTM
from loaders.formats.interactions import INTERACTIONS, TELEGRAM_FORWARDS
from loaders.formats.mastodon import MASTODON
from loaders.formats.news_tables import GDELT_KNOWLEDGE, GDELT_MENTIONS, MEDIA_CLOUD
from loaders.formats.pages import WARC, WEB_PAGES
from loaders.formats.posts import POSTS
from loaders.formats.registries import ACTORS, HAMILTON_LIST, STATE_MEDIA
from loaders.formats.stix import STIX
from loaders.formats.telegram_api import TELEGRAM_API
from loaders.formats.telegram_desktop import TELEGRAM_DESKTOP
from loaders.formats.ties import ORGANIZATIONS, TIES
from loaders.formats.watchlists import MISSIONS, SITES
from loaders.formats.x_archive import X_ARCHIVE
from loaders.formats.x_io_archive import X_IO_ARCHIVE
from loaders.formats.x_v1 import X_V1
from loaders.formats.x_v2 import X_V2
from loaders.mapping import FieldMapping
from loaders.quarantine import FORMAT
from loaders.sources import Source

_KEPT_AS = re.compile(rf'"{FORMAT}"\s*:\s*"([a-z0-9-]+)"')

FORMATS: tuple[Format, ...] = (
    STIX,
    FTM,
    FEEDS,
    WEB_PAGES,
    WARC,
    GDELT_KNOWLEDGE,
    GDELT_MENTIONS,
    MEDIA_CLOUD,
    X_ARCHIVE,
    X_V2,
    X_V1,
    X_IO_ARCHIVE,
    BLUESKY,
    ACTIVITYPUB,
    MASTODON,
    TELEGRAM_API,
    FOURCAT_TELEGRAM,
    FOURCAT_X,
    FOURCAT_BLUESKY,
    TELEGRAM_DESKTOP,
    HAMILTON_LIST,
    STATE_MEDIA,
    SITES,
    MISSIONS,
    TELEGRAM_FORWARDS,
    ASSESSMENTS,
    TIES,
    ORGANIZATIONS,
    INTERACTIONS,
    COORTWEET,
    COORTWEET_TRACES,
    COORDINATION_NETWORK_TOOLKIT,
    ACTORS,
    POSTS,
)
"""In the order in which they are tried on a source."""


class FormatError(AmpnetError):
    """A source whose format is not known."""


def format_of(source: Source, name: str | None = None, given: FieldMapping | None = None) -> Format:
    """Return the format to read a source as.

    Args:
        source: What to read.
        name: The format's name, when the caller knows it. Refused rows that were mended say it
            themselves.
        given: The caller's mapping: one that names a target means interactions, one that names
            a text or title means posts.

    Raises:
        FormatError: The name is not known, or nothing recognises the source.
    """
    names = ", ".join(f.name for f in FORMATS)
    name = name or _of_quarantine(source)
    if name is not None:
        for candidate in FORMATS:
            if candidate.name == name:
                return candidate
        raise FormatError(f"There is no format {name!r}.", f"The formats are {names}.")
    named = given.columns.keys() | given.constants.keys() if given else set()
    if "target" in named:
        return INTERACTIONS
    if {"text", "title"} & named:
        return POSTS
    for candidate in FORMATS:
        if candidate.recognise(source):
            return candidate
    if "actor" in named:
        return INTERACTIONS
    raise FormatError(
        f"{source.path}: no format has these columns: {', '.join(map(repr, source.header))}.",
        _TELL_COLUMNS,
    )


_TELL_COLUMNS = (
    "Say which column is which. Who amplified whom: --map actor=COLUMN --map target=COLUMN. Who "
    "wrote what: --map actor=COLUMN --map text=COLUMN. Accounts: --format actors --map "
    "handle=COLUMN --set platform=x. `ampnet formats` lists every format and its fields."
)


def _of_quarantine(source: Source) -> str | None:
    """Return what the rows of a quarantine file were read as; None for any other file."""
    if source.container != "jsonl" or FORMAT not in source.header:
        return None
    found = _KEPT_AS.search(source.head)
    return found[1] if found else None

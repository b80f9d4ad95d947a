"""The formats that `ampnet load` reads, one module for each family."""

from __future__ import annotations

from graph.errors import AmpnetError
from loaders.formats.document import Format
from loaders.formats.interactions import INTERACTIONS, TELEGRAM_FORWARDS
from loaders.formats.registries import ACTORS, HAMILTON_LIST, STATE_MEDIA
from loaders.formats.ties import ORGANIZATIONS, TIES
from loaders.mapping import FieldMapping
from loaders.sources import Source

FORMATS: tuple[Format, ...] = (
    HAMILTON_LIST,
    STATE_MEDIA,
    TELEGRAM_FORWARDS,
    TIES,
    ORGANIZATIONS,
    INTERACTIONS,
    ACTORS,
)
"""In the order in which they are tried on a source."""


class FormatError(AmpnetError):
    """A source whose format is not known."""


def format_of(source: Source, name: str | None = None, given: FieldMapping | None = None) -> Format:
    """Return the format to read a source as.

    Args:
        source: What to read.
        name: The format's name, when the caller knows it.
        given: The caller's mapping: one that names an actor and a target means interactions.

    Raises:
        FormatError: The name is not known, or nothing recognises the source.
    """
    names = ", ".join(f.name for f in FORMATS)
    if name is not None:
        for candidate in FORMATS:
            if candidate.name == name:
                return candidate
        raise FormatError(f"There is no format {name!r}.", f"The formats are {names}.")
    if given is not None and {"actor", "target"} & (given.columns.keys() | given.constants.keys()):
        return INTERACTIONS
    for candidate in FORMATS:
        if candidate.recognise(source):
            return candidate
    raise FormatError(
        f"{source.path}: no format has these columns: {', '.join(map(repr, source.header))}.",
        f"Name the format with --format ({names}) and the columns with --map FIELD=COLUMN.",
    )

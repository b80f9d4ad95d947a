"""What the cells of a registry hold: handles, names, countries, and the actor of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.identity import Identity, IdentityError, identify, name_key
from graph.vocabulary import Role
from loaders.countries import country_code
from loaders.formats.table import Cells
from loaders.records import ActorRecord, Assessment, RowError

_SEVERAL = re.compile(r"[\n;,]|\s\|\s")


def several(text: str | None) -> list[str]:
    """Take a cell apart that may hold several words; those that are blank are left out."""
    return [part for part in _SEVERAL.split(text or "") if part.strip()]


def handles(cells: Cells, platforms: Iterable[tuple[str, str | None]]) -> tuple[Identity, ...]:
    """Read the cells that hold handles; one that holds none is a warning.

    Args:
        cells: The row.
        platforms: Field and the platform of bare handles in it, the preferred one first.
    """
    found: dict[str, Identity] = {}
    for name, platform in platforms:
        for part in several(cells.text(name)):
            try:
                identity = identify(part, platform)
            except IdentityError as error:
                cells.warn(name, str(error))
            else:
                found.setdefault(identity.id, identity)
    return tuple(found.values())


def key_of(name: str, column: str) -> str:
    """Return the key of a party of which only a name is known.

    Raises:
        RowError: The name holds no letter and no digit.
    """
    try:
        return name_key(name)
    except IdentityError as error:
        raise RowError(column, str(error)) from error


def actor(
    cells: Cells,
    identities: tuple[Identity, ...],
    roles: tuple[Role, ...],
    assessments: tuple[Assessment, ...] = (),
    **facts: str | int | None,
) -> ActorRecord:
    """Make the record of a row; a row without a handle is known by its name.

    Raises:
        RowError: It has neither.
    """
    name = facts.get("name")
    if not identities:
        if not name:
            raise RowError("name", "the row has neither a usable handle nor a name")
        identities = (identify(f"name:{key_of(str(name), 'name')}"),)
    first = identities[0]
    known = {
        "name": None,
        "platform": first.platform,
        "handle": first.handle,
        "url": first.url,
        **facts,
    }
    return ActorRecord(
        tuple(i.id for i in identities),
        roles,
        {key: value for key, value in known.items() if value is not None},
        assessments,
    )


def country(cells: Cells, name: str) -> str | None:
    """Read a country; one that is none is a warning."""
    text = cells.text(name)
    if text is None:
        return None
    try:
        return country_code(text)
    except ValueError as error:
        cells.warn(name, str(error))
        return None

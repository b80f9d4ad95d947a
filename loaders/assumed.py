"""Which platform a load took for granted, so that somebody can say that it was wrong.

A table of `cgtn, xinhuanet, bbc` that names no platform is read as accounts on X, which may exist
and be somebody else's.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from graph.identity import IdentityError, identify
from loaders.formats.table import TableFormat
from loaders.mapping import FieldMapping
from loaders.sources import Source

_ROWS: Final = 100
_WHO: Final = ("actor", "id", "account_id", "user_id")


def assumed_on_x(table: object, source: Source, given: FieldMapping) -> str | None:
    """Return a name that is read as an account on X although nothing says that it is one.

    Args:
        table: The format that the source is read as.
        source: The source; its first hundred rows are looked at.
        given: The caller's mapping.

    Returns:
        The first such name; None when the source or the mapping names a platform, or every name
        says it itself, as `@name`, an address or a domain does.
    """
    if not isinstance(table, TableFormat):
        return None
    mapping = table.mapping(given)
    columns = table.columns(source, given)
    who = next((columns[name] for name in _WHO if columns.get(name)), None)
    named = columns.get("platform", "") is not None or "platform" in mapping.constants
    if who is None or named:
        return None
    first = islice((raw for _, raw, refusal in source.rows() if refusal is None), _ROWS)
    return next((name for raw in first if (name := _bare(raw.get(who)))), None)


def _bare(value: Any) -> str | None:
    """Return a name that would be another account if the platform were another."""
    name = str(value or "").strip()
    try:
        bare = not name.startswith("@") and identify(name, "x").id != identify(name, "name").id
    except IdentityError:
        return None
    return name if bare else None

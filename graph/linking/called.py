"""The names that an actor goes by, and when: how the graph keeps them, and reading them.

`Actor.nameHistory` holds a text for each name, with the first and the last day on which a source
shows the actor under it: `2022-03-01/2022-05-09 Hub News` (an interval as ISO 8601 writes it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.database import Database

_EPOCH: Final = dt.date(1970, 1, 1)
_DAY: Final = 86_400_000
_FIND: Final = "MATCH (a:Actor {id: $id}) RETURN a.nameHistory"


class Called(NamedTuple):
    """A name and its days, as epoch milliseconds of their midnights."""

    first: int
    last: int
    name: str


def as_text(called: Called) -> str:
    """Write a name and its days as the graph keeps them."""
    return f"{_date(called.first)}/{_date(called.last)} {called.name}"


def from_text(text: str) -> Called:
    """Read what `as_text` wrote."""
    days, _, name = text.partition(" ")
    first, last = ((dt.date.fromisoformat(day) - _EPOCH).days * _DAY for day in days.split("/", 1))
    return Called(first, last, name)


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that an actor went by.

    Attributes:
        name: The name.
        first_seen, last_seen: First and last day on which a source shows the actor under it.
    """

    name: str
    first_seen: dt.datetime
    last_seen: dt.datetime


def names_of(database: Database, ids: Iterable[str]) -> tuple[DatedName, ...]:
    """Return the names that accounts went by, all together, the first day first."""
    spans: dict[str, Called] = {}
    for id_ in ids:
        for (held,) in database.read(_FIND, {"id": id_}).rows:
            for each in map(from_text, held or ()):
                known = spans.get(each.name, each)
                first, last = min(known.first, each.first), max(known.last, each.last)
                spans[each.name] = Called(first, last, each.name)
    return tuple(
        DatedName(each.name, _moment(each.first), _moment(each.last))
        for each in sorted(spans.values())
    )


def _moment(midnight: int) -> dt.datetime:
    return dt.datetime.combine(_date(midnight), dt.time(), dt.UTC)


def _date(midnight: int) -> dt.date:
    return _EPOCH + dt.timedelta(milliseconds=midnight)

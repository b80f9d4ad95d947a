"""When the posts of a row show actors, under which of their other ids and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.records import ActorRecord, ItemRecord, Row

_DAY = 86_400_000


class Days(NamedTuple):
    """The first and the last day of a span, as epoch milliseconds of their midnights."""

    first: int
    last: int

    def with_(self, other: Days | None) -> Days:
        """Return the span that holds both."""
        if other is None:
            return self
        return Days(min(self.first, other.first), max(self.last, other.last))


Sighting = tuple[str, str]
"""Another id or a name, and the actor that was seen under it."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """The days between which actors were seen.

    Attributes:
        ids: Under which other ids.
        names: Under which names.
    """

    ids: dict[Sighting, Days] = field(default_factory=dict)
    names: dict[Sighting, Days] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add what a row shows.

        It is the time of the actor's own posts; of who is only named, that of the row's latest,
        unless the source gives a name's time. To the day: who posts a hundred times a day is not
        written a hundred times.
        """
        naming = [r for r in row.records if isinstance(r, ActorRecord)]
        if not naming:
            return
        times: dict[str | None, Days] = {}
        for record in row.records:
            if isinstance(record, ItemRecord) and record.at is not None:
                times[record.actor] = _day(record.at).with_(times.get(record.actor))
        latest = max((days.last for days in times.values()), default=None)
        for said in naming:
            actor, *others = said.ids
            for called, at in said.called:
                _widen(self.names, (called, actor), _day(at))
            if latest is None:
                continue
            days = times.get(actor, Days(latest, latest))
            for id_ in others:
                if id_ != actor:
                    _widen(self.ids, (id_, actor), days)
            if not said.called and (name := said.facts.get("name")):
                _widen(self.names, (name, actor), days)


def _day(at: int) -> Days:
    midnight = at - at % _DAY
    return Days(midnight, midnight)


def _widen(seen: dict[Sighting, Days], pair: Sighting, days: Days) -> None:
    seen[pair] = days.with_(seen.get(pair))


def outside(seen: Mapping[Sighting, Days], known: Mapping[Sighting, Days]) -> dict[Sighting, Days]:
    """Return the spans of sightings that are wider than what is known, as wide as both."""
    wide = {pair: days.with_(known.get(pair)) for pair, days in seen.items()}
    return {pair: days for pair, days in wide.items() if days != known.get(pair)}

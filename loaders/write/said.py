"""What a load has said of actors so far, so that it is not written again with every post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph.vocabulary import Role
from loaders.records import ActorRecord, Assessment
from loaders.write.sightings import Days, Sighting, Sightings, outside


@dataclass(frozen=True, slots=True)
class Said:
    """What a load has said of one actor so far, and written.

    Every post repeats who its author is; what was written already is not looked at again.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    ids: frozenset[str] = frozenset()
    assessments: frozenset[Assessment] = frozenset()
    seen: Mapping[Sighting, Days] = field(default_factory=dict)
    called: Mapping[Sighting, Days] = field(default_factory=dict)
    """The days between which it was seen under each other id, and under each name."""

    def holds(self, record: ActorRecord) -> bool:
        """Return whether a record says nothing beyond this."""
        return (
            record.facts.items() <= self.facts.items()
            and self.ids.issuperset(record.ids)
            and self.roles.issuperset(record.roles)
            and self.assessments.issuperset(record.assessments)
        )

    def with_(self, record: ActorRecord) -> Said:
        """Return this and what a record says; of two facts the later one stands."""
        return Said(
            {**self.facts, **record.facts},
            self.roles.union(record.roles),
            self.ids.union(record.ids),
            self.assessments.union(record.assessments),
            self.seen,
            self.called,
        )


def news_of(
    records: Sequence[tuple[int, ActorRecord]], known: Mapping[str, Said]
) -> tuple[list[tuple[int, ActorRecord]], dict[str, Said]]:
    """Return the records that say something more than the ones before, and what is said then."""
    news = []
    said: dict[str, Said] = {}
    for index, record in records:
        id_ = record.ids[0]
        before = said.get(id_) or known.get(id_)
        if before is None or not before.holds(record):
            news.append((index, record))
            said[id_] = (before or Said()).with_(record)
    return news, said


def news_of_sightings(seen: Sightings, known: Mapping[str, Said]) -> Sightings:
    """Return what lies outside the days that are known, each span as wide as both."""
    actors = {actor for _, actor in (*seen.ids, *seen.names)}
    before = [known[actor] for actor in actors if actor in known]
    return Sightings(
        outside(seen.ids, {pair: days for said in before for pair, days in said.seen.items()}),
        outside(seen.names, {pair: days for said in before for pair, days in said.called.items()}),
    )


def with_sightings(said: Mapping[str, Said], news: Sightings) -> dict[str, Said]:
    """Return the actors that were seen anew, with the days by then."""
    found: dict[str, Said] = {}
    for (other, actor), days in news.ids.items():
        before = found.get(actor) or said[actor]
        found[actor] = replace(before, seen={**before.seen, (other, actor): days})
    for (name, actor), days in news.names.items():
        before = found.get(actor) or said[actor]
        found[actor] = replace(before, called={**before.called, (name, actor): days})
    return found

"""What a load has said of actors so far, so that it is not written again with every post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.vocabulary import Role
from loaders.records import ActorRecord, Assessment
from loaders.write.aliases import Days, Sighting


@dataclass(frozen=True, slots=True)
class Said:
    """What a load has said of one actor so far, and written.

    Every post repeats who its author is; what was written already is not looked at again.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    ids: frozenset[str] = frozenset()
    assessments: frozenset[Assessment] = frozenset()
    seen: Mapping[str, Days] = field(default_factory=dict)
    """Other id -> the days between which the actor was seen under it."""

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


def news_of_sightings(
    seen: Mapping[Sighting, Days], known: Mapping[str, Said]
) -> tuple[dict[Sighting, Days], dict[str, dict[str, Days]]]:
    """Return what lies outside the days that are known, and of those actors the days by then."""
    news: dict[Sighting, Days] = {}
    days_of: dict[str, dict[str, Days]] = defaultdict(dict)
    for (id_, actor), days in seen.items():
        before = known[actor].seen.get(id_) if actor in known else None
        if (now := days.with_(before)) != before:
            news[id_, actor] = days_of[actor][id_] = now
    return news, days_of

"""One batch of rows to the graph, in one transaction with the run's offset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeGuard

from graph.database import Transaction
from loaders.records import (
    ActorRecord,
    Amplified,
    EntityRecord,
    InteractionRecord,
    ItemRecord,
    OrganizationRecord,
    Row,
    TieRecord,
)
from loaders.write.actors import write_actors
from loaders.write.aggregate import Aggregates
from loaders.write.interactions import (
    Arranged,
    Evidence,
    arrange,
    find_held,
    write_interactions,
)
from loaders.write.items import write_items
from loaders.write.parties import label_of, write_entities, write_organizations, write_ties
from loaders.write.plan import Post, Wanted, plan
from loaders.write.said import Said
from loaders.write.sightings import Sightings
from loaders.write.stamp import Stamp


@dataclass
class Batch:
    """Rows that are committed together.

    Attributes:
        start: Rows of the input before this batch.
        end: Rows of the input up to and with its last.
        rows: The good rows in it, by line alone.
        characters: Length of the texts in it.
        actors, organizations, entities, ties, evidence, posts: Their records, with the index in
            `rows`.
        seen: When its rows show actors, under which other ids and names.
    """

    start: int
    end: int = 0
    characters: int = 0
    rows: list[Row] = field(default_factory=list)
    actors: list[tuple[int, ActorRecord]] = field(default_factory=list)
    organizations: list[tuple[int, OrganizationRecord]] = field(default_factory=list)
    entities: list[tuple[int, EntityRecord]] = field(default_factory=list)
    ties: list[tuple[int, TieRecord]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    seen: Sightings = field(default_factory=Sightings)

    def add(self, row: Row, items: list[str]) -> None:
        """Add a good row; `items` are the ids of its interactions and items, in order."""
        index = len(self.rows)
        # Its records stand below, and the quarantine has seen it: posts of 20 KB each, kept as
        # they stood, would be most of what a load holds in memory.
        self.rows.append(Row(row.line, {}))
        self.seen.add(row)
        ids = iter(items)
        for record in row.records:
            if isinstance(record, InteractionRecord):
                self.evidence.append(Evidence(index, next(ids), record))
                self.characters += len(record.text or "") + len(record.title or "")
            elif isinstance(record, ItemRecord):
                self.posts.append(Post(index, next(ids), record))
                self.characters += len(record.text or "") + len(record.title or "")
            elif isinstance(record, ActorRecord):
                self.actors.append((index, record))
            elif isinstance(record, OrganizationRecord):
                self.organizations.append((index, record))
            elif isinstance(record, EntityRecord):
                self.entities.append((index, record))
                self.characters += sum(map(len, filter(_is_text, record.facts.values())))
            else:
                self.ties.append((index, record))

    @cached_property
    def mentioned(self) -> dict[str, None]:
        """Ids of the actors that interactions, posts and ties name, in their order."""
        ids = {id_: None for e in self.evidence for id_ in (e.record.actor, e.record.target)}
        ids |= {id_: None for post in self.posts for id_ in _actors_of(post.record)}
        for _, tie in self.ties:
            ids |= {end: None for end in (tie.start, tie.end) if label_of(end) == "Actor"}
        return ids

    @cached_property
    def arranged(self) -> Arranged:
        """The interactions as they are written where the graph holds none of their items."""
        return arrange(self.evidence, self._items_of_posts)

    def arranged_without(self, held: set[str]) -> Arranged:
        """Return the interactions as they are written where the graph holds some items."""
        return arrange(self.evidence, self._items_of_posts | held) if held else self.arranged

    @cached_property
    def planned(self) -> dict[str, Wanted]:
        """What the posts say, by item."""
        return plan(self.posts)

    def planned_with(self, left: Sequence[Evidence]) -> dict[str, Wanted]:
        """Return what the posts and some interactions say, by item."""
        return plan([*self.posts, *map(_as_post, left)]) if left else self.planned

    def prepare(self) -> None:
        """Do what needs no database, once all rows are in: the thread that reads has the time."""
        _ = self.mentioned, self.arranged, self.planned

    @property
    def _items_of_posts(self) -> set[str]:
        return {item for post in self.posts for item in (post.id, *_items_of(post.record))}


@dataclass(frozen=True)
class BatchWritten:
    """What became of a batch.

    Attributes:
        written: Rows that added or changed something.
        unchanged: Rows that the graph held already.
        known: Actors that are in the graph once the batch is committed, and what was said of them.
        outgrown: Actors whose label `Account` has to go, in a transaction after this one.
        all_new: True when the graph held none of the batch's items, and the next batch's are not
            to be expected there either.
    """

    written: int
    unchanged: int
    known: dict[str, Said]
    outgrown: list[str]
    all_new: bool


def write_batch(
    tx: Transaction, stamp: Stamp, batch: Batch, known: Mapping[str, Said], *, look: bool = True
) -> BatchWritten:
    """Write a batch.

    Args:
        tx: Its transaction.
        stamp: Run and data set.
        batch: The rows.
        known: Actors that earlier batches found or made, and what they said of them.
        look: Look which items the graph holds; without, one that it holds makes the transaction
            fail.

    Raises:
        DuplicateIdError: Now or at the commit: what was not looked for is there, or somebody
            else writes the same at this moment. Nothing was kept; look, and try again.
    """
    actors = write_actors(tx, stamp, batch.actors, batch.mentioned, known, batch.seen)
    changed = {index for index, r in batch.actors if r.ids[0] in actors.changed}
    organizations = write_organizations(tx, stamp, [r for _, r in batch.organizations])
    changed |= {index for index, r in batch.organizations if r.id in organizations}
    entities = write_entities(tx, stamp, [r for _, r in batch.entities])
    changed |= {index for index, r in batch.entities if r.id in entities}
    changed |= write_ties(tx, stamp, batch.ties)
    new = batch.arranged_without(find_held(tx, batch.evidence) if look else set())
    write_interactions(tx, stamp, new)
    aggregates = Aggregates()
    aggregates.include(new.sums)
    posts = batch.planned_with(new.left)
    items = write_items(tx, stamp, posts, aggregates, look=look or bool(new.left))
    changed |= new.rows | items.rows
    aggregates.write(tx, actors.created)
    return BatchWritten(
        len(changed),
        len(batch.rows) - len(changed),
        actors.said,
        actors.outgrown,
        not new.left and not items.more_expected,
    )


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _actors_of(record: ItemRecord) -> list[str]:
    found = [each.actor for each in record.amplified if each.actor is not None]
    return found if record.actor is None else [record.actor, *found]


def _items_of(record: ItemRecord) -> list[str]:
    return [each.item for each in record.amplified if each.item is not None]


def _as_post(evidence: Evidence) -> Post:
    """Return an interaction as what its item says."""
    r = evidence.record
    item = ItemRecord(
        evidence.item,
        r.actor,
        r.at,
        r.precision,
        r.kind.value,
        r.url,
        r.title,
        r.text,
        r.language,
        amplified=(Amplified(r.kind, None, r.target),),
    )
    return Post(evidence.row, evidence.item, item)

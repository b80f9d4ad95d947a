"""One batch of rows to the graph, in one transaction with the run's offset."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeGuard

from graph.database import Transaction
from loaders.records import (
    ActorRecord,
    Amplified,
    EntityRecord,
    InteractionRecord,
    ItemRecord,
    OrganizationRecord,
    Refusal,
    Row,
    TieRecord,
)
from loaders.write.actors import write_actors
from loaders.write.aggregate import Aggregates
from loaders.write.interactions import Evidence, write_interactions
from loaders.write.items import write_items
from loaders.write.parties import label_of, write_entities, write_organizations, write_ties
from loaders.write.plan import Post
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

    def add(self, row: Row, items: list[str]) -> None:
        """Add a good row; `items` are the ids of its interactions and items, in order."""
        index = len(self.rows)
        # Its records stand below, and the quarantine has seen it: posts of 20 KB each, kept as
        # they stood, would be most of what a load holds in memory.
        self.rows.append(Row(row.line, {}))
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


@dataclass(frozen=True)
class BatchWritten:
    """What became of a batch.

    Attributes:
        written: Rows that added or changed something.
        unchanged: Rows that the graph held already.
        warnings: Index in the batch's rows -> what could not be used.
        known: Actor ids that are in the graph once the batch is committed.
        outgrown: Actors whose label `Account` has to go, in a transaction after this one.
        all_new: True when the graph held none of the batch's interactions.
    """

    written: int
    unchanged: int
    warnings: dict[int, list[Refusal]]
    known: dict[str, str]
    outgrown: list[str]
    all_new: bool


def write_batch(
    tx: Transaction, stamp: Stamp, batch: Batch, known: dict[str, str], *, look: bool = True
) -> BatchWritten:
    """Write a batch.

    Args:
        tx: Its transaction.
        stamp: Run and data set.
        batch: The rows.
        known: Actor ids that earlier batches found or made -> the actor's own id.
        look: Look which interactions the graph holds; without, one that it holds makes the
            transaction fail.

    Raises:
        DuplicateIdError: Now or at the commit: what was not looked for is there, or somebody
            else writes the same at this moment. Nothing was kept; look, and try again.
    """
    mentioned = {id_: None for e in batch.evidence for id_ in (e.record.actor, e.record.target)}
    mentioned |= {id_: None for post in batch.posts for id_ in _actors_of(post.record)}
    for _, tie in batch.ties:
        mentioned |= {end: None for end in (tie.start, tie.end) if label_of(end) == "Actor"}
    unknown = [id_ for id_ in mentioned if id_ not in known]
    actors = write_actors(tx, stamp, batch.actors, unknown)
    ids = {**known, **actors.ids}
    changed = {index for index, r in batch.actors if ids[r.ids[0]] in actors.changed}
    organizations = write_organizations(tx, stamp, [r for _, r in batch.organizations])
    changed |= {index for index, r in batch.organizations if r.id in organizations}
    entities = write_entities(tx, stamp, [r for _, r in batch.entities])
    changed |= {index for index, r in batch.entities if r.id in entities}
    changed |= write_ties(tx, stamp, batch.ties, ids)
    aggregates = Aggregates()
    named = {item for post in batch.posts for item in (post.id, *_items_of(post.record))}
    rows, left = write_interactions(tx, stamp, batch.evidence, ids, named, aggregates, look=look)
    posts = [*batch.posts, *map(_as_post, left)]
    changed |= rows | write_items(tx, stamp, posts, ids, aggregates)
    aggregates.write(tx, actors.created)
    return BatchWritten(
        len(changed),
        len(batch.rows) - len(changed),
        dict(actors.warnings),
        actors.ids,
        actors.outgrown,
        not left,
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

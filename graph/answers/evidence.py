"""What is the evidence for this edge? Read from the database, not from the snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final

from graph.answers.cursors import decode, encode
from graph.database import Database
from graph.errors import AmpnetError
from graph.labels.parts import SOURCE
from graph.model import PARTY_LABELS, RELATIONSHIP_TYPES
from graph.snapshot.tables import UNDIRECTED_TYPES

_STATED: Final = tuple(r.type for r in RELATIONSHIP_TYPES if set(SOURCE) <= set(r.properties))
"""Types whose evidence is what a source says: ties, assessments, aliases."""


class NoEvidenceError(AmpnetError):
    """Evidence was asked for a type that has none of its own."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says.

    Attributes:
        source: Title of the document or list.
        url: Where it can be read.
        archived_url: An archived copy.
        quote: The words that state it.
        confidence: How sure the source says it is.
        dataset: Data set it came with.
        run: The load that wrote it.
    """

    source: str | None
    url: str | None
    archived_url: str | None
    quote: str | None
    confidence: str | None
    dataset: str | None
    run: str | None


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence: an item that amplifies, or a source's statement.

    Attributes:
        id: Id of the amplifying item; None for a statement.
        kind: How it amplifies, or the kind of the tie.
        published_at: When the item was published.
        time_precision: `second` or `day`.
        url: Where the item, or the statement, can be read.
        archived_url: An archived copy.
        title: Headline.
        original_id: Id of the item that it amplifies or copies, where that is known.
        original_url: Where that can be read.
        similarity: Of a copy: Jaccard similarity of the texts.
        lag_seconds: Of a copy: time since the original.
        dataset: Data set it came with.
        run: The load or derivation that wrote it.
        statement: What the source says, for ties.
        source_id, target_id: The accounts that it was found under, where they are others than
            those that were asked for: accounts that are taken as one actor keep their evidence.
    """

    id: str | None = None
    kind: str | None = None
    published_at: datetime | None = None
    time_precision: str | None = None
    url: str | None = None
    archived_url: str | None = None
    title: str | None = None
    original_id: str | None = None
    original_url: str | None = None
    similarity: float | None = None
    lag_seconds: int | None = None
    dataset: str | None = None
    run: str | None = None
    statement: Statement | None = None
    source_id: str | None = None
    target_id: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """A page of evidence.

    Attributes:
        items: Latest first; items without a time last.
        total: How many there are.
        truncated: True when there are more after these.
        next_cursor: Give it back to get the next page.
    """

    items: tuple[EvidenceItem, ...]
    total: int
    truncated: bool
    next_cursor: str | None

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data sets of the page's pieces, that with the most first."""
        counts = Counter(item.dataset for item in self.items if item.dataset is not None)
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


# Toward an actor itself, and toward an item that it published: as one pattern with an optional
# part, the embedded engine takes twenty times as long.
_TOWARD: Final = {
    "AMPLIFIED": (
        "MATCH (a:Actor {id: $source})-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->"
        "(b:Actor {id: $target})",
        "MATCH (a:Actor {id: $source})-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->(o:Item)"
        "<-[:PUBLISHED]-(b:Actor {id: $target})",
    ),
    "REPUBLISHED": (
        "MATCH (a:Actor {id: $source})-[:PUBLISHED]->(i:Item)-[r:REPUBLISHES]->(o:Item)"
        "<-[:PUBLISHED]-(b:Actor {id: $target})",
    ),
}
_WANTED: Final = (
    "WHERE ($kind IS NULL OR r.kind = $kind) "
    "AND ($since IS NULL OR i.publishedAt >= $since) "
    "AND ($until IS NULL OR i.publishedAt < $until)"
)


def evidence(
    database: Database,
    source: str,
    target: str,
    type_: str = "AMPLIFIED",
    *,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
    members: Callable[[str], Sequence[str]] = lambda id_: (id_,),
) -> EvidenceAnswer:
    """List what stands behind a relationship.

    Args:
        database: Where the graph is.
        source: Id where its arrow starts.
        target: Id where it ends; of undirected types the ends may be given in either order.
        type_: AMPLIFIED or REPUBLISHED for items; a tie or ATTRIBUTED_TO for statements.
        kind: Only evidence of this kind.
        since: Only items published then or later; statements are of no time, and stay.
        until: Only items published before then.
        limit: Most pieces on a page.
        cursor: `next_cursor` of the page before.
        members: From an actor's id to all accounts that are taken as it, such as
            `snapshot.node_index.members`; by default each id stands for itself.

    Returns:
        A page and the true total; an unknown id, or a pair without such a relationship, has none.

    Raises:
        NoEvidenceError: The type has neither items nor statements.
        BadCursorError: The cursor is not from this question.
    """
    if type_ not in _TOWARD and type_ not in _STATED:
        raise NoEvidenceError(
            f"{type_} has no evidence of its own.",
            f"Ask for one of {', '.join((*_TOWARD, *_STATED))}.",
        )
    question = f"evidence {source} {target} {type_} {kind} {since} {until}"
    start = decode(cursor, question)
    look = _items if type_ in _TOWARD else _statements
    found: list[EvidenceItem] = []
    total = 0
    for one, other in product(members(source), members(target)):
        parameters = {
            **{"source": one, "target": other, "since": since, "until": until},
            "kind": kind if type_ != "REPUBLISHED" else None,  # copies are of no kind
        }
        items, number = look(database, type_, parameters, start + limit)
        if (one, other) != (source, target):
            items = [replace(item, source_id=one, target_id=other) for item in items]
        found += items
        total += number
    found = _latest_first(found) if type_ in _TOWARD else sorted(found, key=_by_source)
    page = tuple(found[start : start + limit])
    end = start + len(page)
    more = end < total
    return EvidenceAnswer(page, total, more, encode(end, question) if more else None)


def _items(
    database: Database, type_: str, parameters: Mapping[str, Any], needed: int
) -> tuple[list[EvidenceItem], int]:
    """The latest `needed` items and the number of all, over all patterns of the type."""
    found: list[EvidenceItem] = []
    total = 0
    for pattern in _TOWARD[type_]:
        count = database.read(f"{pattern} {_WANTED} RETURN count(r)", parameters).rows[0][0]
        if not count:
            continue
        total += count
        original = "properties(o)" if "(o:Item)" in pattern else "null"
        statement = (
            f"{pattern} {_WANTED} WITH i, r, {original} AS o ORDER BY i.publishedAt IS NULL, "
            "i.publishedAt DESC, i.id LIMIT $needed RETURN properties(i), properties(r), o"
        )
        rows = database.read(statement, {**parameters, "needed": needed}).rows
        found += [_item(item, relation, original) for item, relation, original in rows]
    return found, total


def _latest_first(found: list[EvidenceItem]) -> list[EvidenceItem]:
    found.sort(key=lambda item: item.id or "")
    found.sort(key=lambda item: item.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return found


def _item(
    item: Mapping[str, Any], relation: Mapping[str, Any], original: Mapping[str, Any] | None
) -> EvidenceItem:
    original = original or {}
    return EvidenceItem(
        id=item.get("id"),
        kind=relation.get("kind") or item.get("kind"),
        published_at=_time(item.get("publishedAt")),
        time_precision=item.get("timePrecision"),
        url=item.get("url"),
        archived_url=item.get("archivedUrl"),
        title=item.get("title"),
        original_id=original.get("id"),
        original_url=original.get("url"),
        similarity=relation.get("similarity"),
        lag_seconds=relation.get("lagSeconds"),
        dataset=item.get("dataset"),
        run=relation.get("runId"),
    )


def _statements(
    database: Database, type_: str, parameters: Mapping[str, Any], _needed: int
) -> tuple[list[EvidenceItem], int]:
    arrow = "-" if type_ in UNDIRECTED_TYPES else "->"
    rows: list[tuple[Any, ...]] = []
    for label in (*PARTY_LABELS, "Alias"):
        if any(label in r.starts for r in RELATIONSHIP_TYPES if r.type == type_) or arrow == "-":
            statement = (
                f"MATCH (a:{label} {{id: $source}})-[r:{type_}]{arrow}(b) WHERE b.id = $target "
                "AND ($kind IS NULL OR r.kind = $kind) RETURN properties(r)"
            )
            rows += database.read(statement, parameters).rows
    found = [stated(properties) for (properties,) in rows]
    return found, len(found)


def _by_source(item: EvidenceItem) -> tuple[str, str]:
    return item.kind or "", (item.statement and item.statement.source) or ""


def stated(properties: Mapping[str, Any]) -> EvidenceItem:
    """Return a tie or an assessment, by its properties, as a piece of evidence."""
    said = statement_of(properties)
    return EvidenceItem(
        kind=properties.get("kind") or properties.get("category"),
        url=said.url,
        archived_url=said.archived_url,
        dataset=said.dataset,
        run=said.run,
        statement=said,
    )


def statement_of(properties: Mapping[str, Any]) -> Statement:
    """Read a source's statement from the properties of a tie or an assessment."""
    return Statement(
        source=properties.get("source"),
        url=properties.get("sourceUrl"),
        archived_url=properties.get("archivedUrl"),
        quote=properties.get("quote"),
        confidence=properties.get("confidence"),
        dataset=properties.get("dataset"),
        run=properties.get("runId"),
    )


def _time(value: Any) -> datetime | None:
    """A stored time in UTC; the embedded engine returns it without a zone."""
    if value is None:
        return None
    native: datetime = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)

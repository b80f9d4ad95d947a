"""How did a story spread: who was first, who took it from whom, after how long?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.answers.steady import steady
from graph.answers.stories import StorySummary, StoryWanted, stories
from graph.database import Database
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot
from graph.snapshot.nodes import nearest
from graph.wording import unmarked

EXCERPT: Final = 280
"""Characters of a text that are shown."""

_TITLE: Final = "MATCH (s:Story {id: $id}) RETURN s.title, s.runId"
_KNOWN: Final = "MATCH (s:Story) RETURN s.id"
_ITEMS: Final = (
    "MATCH (s:Story {id: $id})<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor) "
    "RETURN i.id, a.id, i.publishedAt, i.timePrecision, coalesce(i.language, a.language), "
    f"i.title, substring(coalesce(i.text, ''), 0, {EXCERPT}), i.url, i.archivedUrl, i.dataset "
    "ORDER BY a.id"
)
_SOURCES: Final = (
    "MATCH (s:Story {id: $id})<-[:PART_OF]-(i:Item)-[r:REPUBLISHES]->(o:Item) "
    "RETURN i.id, o.id, r.similarity, r.containment, r.lagSeconds, r.method, r.confidence, r.runId "
    "ORDER BY coalesce(r.confidence, 0.0)"
)
_STATEMENTS: Final = (_TITLE, _ITEMS, _SOURCES)


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Where an item has its text from: the evidence for a branch of the tree.

    Attributes:
        item: Id of the earlier item.
        similarity: Jaccard similarity of the texts, 0 to 1; of a translation, of their meanings.
        containment: Share of the shorter text that stands in the longer, 0 to 1.
        lag_seconds: Time from the earlier to the later.
        method: How it was recognised.
        confidence: In the direction, 0 to 1.
        run: The run that found it.
    """

    item: str
    similarity: float | None
    containment: float | None
    lag_seconds: int | None
    method: str | None
    confidence: float | None
    run: str | None


@dataclass(frozen=True, slots=True)
class StoryItem:
    """An item of a story.

    Attributes:
        id: Its id.
        actor: Who published it.
        published_at: When.
        time_precision: `second` or `day`.
        since_first_seconds: Time since the story's first item.
        language, title, url, archived_url, dataset: As the graph has them.
        excerpt: How its text begins.
        depth: Steps to the root of its tree; 0 for a root.
        copies: Items that took their text from it.
        taken_from: Where it has its text from; None for a root, and for one that reprints the
            same agency as those before it.
    """

    id: str
    actor: NodeSummary
    published_at: datetime | None
    time_precision: str | None
    since_first_seconds: int | None
    language: str | None
    title: str | None
    excerpt: str | None
    url: str | None
    archived_url: str | None
    dataset: str | None
    depth: int
    copies: int
    taken_from: TakenFrom | None


@dataclass(frozen=True, slots=True)
class StoryAnswer:
    """A story, item by item, in the order of time.

    Attributes:
        story: In one line.
        items: Those asked for.
        total: How many it has.
        run: The run that wrote the story.
        provenance: What was asked.
    """

    story: StorySummary
    items: tuple[StoryItem, ...]
    total: int
    run: str | None
    provenance: Provenance


def story(
    database: Database, snapshot: Snapshot, id_: str, *, start: int = 0, limit: int = 1_000
) -> StoryAnswer:
    """Tell a story: its items in the order of time, each with what it took its text from.

    Args:
        database: The graph.
        snapshot: Its snapshot, for what is known of actors.
        id_: The story's id.
        start: How many items to pass over.
        limit: Most items.

    Raises:
        UnknownIdError: The graph holds no such story; with near matches.
    """
    about, published, taken = steady(
        database, lambda: [database.read(each, {"id": id_}).rows for each in _STATEMENTS]
    )
    if not about:
        near = nearest(id_, [row[0] for row in database.read(_KNOWN).rows])
        remedy = f"Did you mean {', '.join(near)}?" if near else "List them, and take an id."
        raise UnknownIdError(f"There is no story {id_[:200]!r}.", remedy, near)
    title, run = about[0]
    rows = {row[0]: row for row in reversed(published)}
    sources = {row[0]: TakenFrom(*row[1:]) for row in taken}
    times = {item: _utc(row[2]) for item, row in rows.items()}
    known = [time for time in times.values() if time is not None]
    first, last = min(known, default=None), max(known, default=None)
    ordered = sorted(rows, key=lambda item: (times[item] is None, times[item] or _NEVER, item))
    copies = Counter(source.item for source in sources.values())
    actors = _actors(snapshot, {row[1] for row in rows.values()})
    distinct = list(dict.fromkeys(actors[rows[item][1]] for item in ordered))
    items = tuple(
        _item(rows[item], times[item], first, actors, sources, copies)
        for item in ordered[start : start + limit]
    )
    counts = Counter(row[9] for row in rows.values() if row[9] is not None)
    datasets = sorted(counts, key=lambda name: (-counts[name], name))
    return StoryAnswer(
        StorySummary(
            id=id_,
            title=unmarked(title or id_),
            size=len(rows),
            actors=len(distinct),
            first=tuple(distinct[:5]),
            countries=tuple(sorted({a.country for a in distinct if a.country})),
            languages=tuple(sorted({row[4] for row in rows.values() if row[4]})),
            first_at=first,
            last_at=last,
            span_seconds=int((last - first).total_seconds()) if first and last else None,
        ),
        items,
        len(rows),
        run,
        provenance(snapshot, "story", {"story": id_}, datasets=datasets),
    )


def largest_story(database: Database, snapshot: Snapshot) -> str | None:
    """Return the id of the story with the most items, one of several actors if there is one."""
    for wanted in (StoryWanted(), StoryWanted(min_actors=1)):
        if found := stories(database, snapshot, wanted, limit=1).stories:
            return found[0].id
    return None


_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def _item(
    row: tuple[Any, ...],
    time: datetime | None,
    first: datetime | None,
    actors: Mapping[str, NodeSummary],
    sources: Mapping[str, TakenFrom],
    copies: Mapping[str, int],
) -> StoryItem:
    id_, actor, _, precision, language, title, excerpt, url, archived, dataset = row
    return StoryItem(
        id=id_,
        actor=actors[actor],
        published_at=time,
        time_precision=precision,
        since_first_seconds=int((time - first).total_seconds()) if time and first else None,
        language=language,
        title=unmarked(title) if title else title,
        excerpt=unmarked(excerpt) if excerpt else None,
        url=url,
        archived_url=archived,
        dataset=dataset,
        depth=_depth(id_, sources),
        copies=copies.get(id_, 0),
        taken_from=sources.get(id_),
    )


def _depth(item: str, sources: Mapping[str, TakenFrom]) -> int:
    """Count the steps to the root; a circle, which a source might state, ends them."""
    seen = {item}
    while (source := sources.get(item)) is not None and source.item not in seen:
        item = source.item
        seen.add(item)
    return len(seen) - 1


def _actors(snapshot: Snapshot, ids: set[str]) -> dict[str, NodeSummary]:
    """Show actors by their ids; one that is newer than the snapshot by its id alone."""
    found: dict[str, NodeSummary] = {}
    for id_ in ids:
        try:
            found[id_] = summaries(snapshot, [snapshot.node_index[id_]])[0]
        except UnknownIdError:
            found[id_] = NodeSummary(id_, id_, "Actor", (), None)
    return found


def _utc(value: Any) -> datetime | None:
    if value is None:
        return None
    native: datetime = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)

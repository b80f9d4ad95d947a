"""The latest evidence behind many relationships at once.

`graph.answers.evidence` pages through all evidence of one relationship, from the database. Here
the snapshot says which items are the latest behind each relationship, and the database gives
just these by the engine's own numbers, in one statement for each type. To look through all items
of the actors at both ends took seconds where one of them is a channel of a hundred thousand posts.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from graph.answers.evidence import EvidenceItem, stated
from graph.answers.hops import rows_between
from graph.answers.provenance import moment
from graph.database import Database
from graph.errors import QueryTimeoutError
from graph.model import RELATIONSHIP_TYPES
from graph.snapshot import ACTIVITY_TYPES, Snapshot
from graph.snapshot.rows import rows_at

_log = logging.getLogger(__name__)

SECONDS: Final = 5.0
"""Time limit of a statement; beyond it an answer goes without the evidence of that type."""

_REMEMBERED: Final = 50_000
"""Items kept with a snapshot, about a kilobyte each; when there are more, all are forgotten."""


class Tie(NamedTuple):
    """Names a relationship of the graph."""

    source: str
    target: str
    type: str
    kind: str | None


Latest = dict[Tie, list[EvidenceItem]]

_RELATIONS: Final = {"AMPLIFIED": "AMPLIFIES", "REPUBLISHED": "REPUBLISHES"}
_ITEMS: Final = (
    "UNWIND $item AS number MATCH (i:Item) WHERE id(i) = number MATCH (i)-[r:{type}]->(t) "
    "RETURN number, i.id, datetime(i.publishedAt).epochMillis, i.timePrecision, i.url, "
    "i.archivedUrl, i.title, i.dataset, r.kind, r.similarity, r.lagSeconds, r.runId, "
    "'Item' IN labels(t), t.id, t.url"
)
_PUBLISHERS: Final = (
    "UNWIND $id AS one MATCH (o:Item {id: one})<-[:PUBLISHED]-(b:Actor) RETURN o.id, b.id"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """An item, and one thing that it amplifies or copies."""

    item: EvidenceItem
    of_item: bool
    target: str


def latest_evidence(view: Snapshot, database: Database, ties: Iterable[Tie], each: int) -> Latest:
    """Return the latest pieces of evidence of each relationship, at most `each` of them.

    What has none, or would take longer than the limit to read, is missing. What has been removed
    from the graph since the snapshot was made is missing too.

    Args:
        view: Which evidence counts: a view of a window holds what is in the window.
        database: The graph of the view.
        ties: Whose evidence; the latest first, items without a time last.
        each: Most pieces for each.
    """
    by_type: dict[str, list[Tie]] = defaultdict(list)
    for tie in dict.fromkeys(ties) if each else ():
        by_type[tie.type].append(tie)
    found: Latest = {}
    for type_, wanted in by_type.items():
        look = _items if type_ in ACTIVITY_TYPES else _statements
        try:
            found |= look(view, database, wanted, each)
        except QueryTimeoutError:
            _log.warning("The evidence of %d %s took too long.", len(wanted), type_)
    return found


def _items(view: Snapshot, database: Database, ties: Sequence[Tie], each: int) -> Latest:
    latest = _latest_numbers(view, ties, each)
    numbers = sorted({number for some in latest.values() for number in some})
    if not numbers:
        return {}
    read = _remembered(view, database, _RELATIONS[ties[0].type], numbers)
    members = {target: set(view.node_index.members(target)) for _, target, _, _ in ties}
    told = {
        tie: [_toward(read[number], tie.kind, members[tie.target]) for number in some]
        for tie, some in latest.items()
    }
    unclear = {f.target for items in told.values() for fs in items if len(fs) > 1 for f in fs}
    publishers = _publishers(database, unclear)
    return {
        tie: [
            fs[0].item if len(fs) == 1 else _by_publisher(fs, publishers, members[tie.target]).item
            for fs in items
            if fs
        ]
        for tie, items in told.items()
    }


def _latest_numbers(view: Snapshot, ties: Sequence[Tie], each: int) -> dict[Tie, list[int]]:
    """Return the engine's numbers of the latest items behind each relationship."""
    index = view.node_index
    source = np.array([index[tie.source] for tie in ties], dtype=np.int64)
    target = np.array([index[tie.target] for tie in ties], dtype=np.int64)
    rows, of_tie = rows_between(view, source, target)
    edges = view.once("edges by key", lambda: view.edges.select("index", "type", "kind"))
    items, starts = view.once("items by edge", lambda: _by_edge(view))
    found: dict[Tie, list[int]] = {}
    stored = rows_at(edges, rows.tolist())
    for (number, type_, kind), which in zip(stored, of_tie.tolist(), strict=True):
        tie = ties[which]
        if (type_, kind) == (tie.type, tie.kind):
            first, end = starts[number : number + 2].tolist()
            found[tie] = items[max(first, end - each) : end][::-1].tolist()
    return found


def _by_edge(view: Snapshot) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Items of the view's events by edge, by time within each, and where each edge's begin."""
    edge = view.events["edge"].to_numpy()
    order = np.argsort(edge, kind="stable")
    edges = int(view.edges["index"].to_numpy()[-1]) + 1 if len(view.edges) else 0  # ascending
    starts = np.searchsorted(edge[order], np.arange(edges + 1, dtype=edge.dtype))
    return view.events["item"].to_numpy()[order], starts


def _remembered(
    view: Snapshot, database: Database, type_: str, numbers: list[int]
) -> Mapping[int, Sequence[_Found]]:
    """Read what was not read before: many questions come to the same few busy relationships.

    What is remembered is of the snapshot's version, and goes with it.
    """
    known: dict[int, Sequence[_Found]] = view.whole.once(("items", type_), dict)
    found = {number: known[number] for number in numbers if number in known}
    if missing := [number for number in numbers if number not in found]:
        read = _read(database, type_, missing)
        found |= {number: read.get(number, ()) for number in missing}
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
        known.update((number, found[number]) for number in missing)
    return found


def _read(database: Database, type_: str, numbers: list[int]) -> dict[int, list[_Found]]:
    found: dict[int, list[_Found]] = defaultdict(list)
    statement = _ITEMS.format(type=type_)
    for row in database.read(statement, {"item": numbers}, timeout=SECONDS).rows:
        number, id_, at, precision, url, archived, title, dataset, *relation = row
        kind, similarity, lag, run, of_item, target, target_url = relation
        item = EvidenceItem(
            id=id_,
            kind=kind,
            published_at=moment(at),
            time_precision=precision,
            url=url,
            archived_url=archived,
            title=title,
            original_id=target if of_item else None,
            original_url=target_url if of_item else None,
            similarity=similarity,
            lag_seconds=lag,
            dataset=dataset,
            run=run,
        )
        found[number].append(_Found(item, of_item, target))
    return found


def _toward(found: Sequence[_Found], kind: str | None, actors: Collection[str]) -> list[_Found]:
    """Return what an item does toward an actor, or what may be: toward items of unnamed actors."""
    of_kind = [f for f in found if f.item.kind == kind]
    direct = [f for f in of_kind if not f.of_item and f.target in actors]
    return direct[:1] or [f for f in of_kind if f.of_item]


def _by_publisher(
    found: Sequence[_Found], publishers: Mapping[str, set[str]], actors: set[str]
) -> _Found:
    return next((f for f in found if publishers.get(f.target, set()) & actors), found[0])


def _publishers(database: Database, items: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    if items:
        for item, actor in database.read(_PUBLISHERS, {"id": sorted(items)}, timeout=SECONDS).rows:
            found[item].add(actor)
    return found


def _statements(view: Snapshot, database: Database, ties: Sequence[Tie], each: int) -> Latest:
    """Return what sources say of ties, under whichever of an actor's ids."""
    members = view.node_index.members
    shown = {id_: tie.source for tie in ties for id_ in members(tie.source)}
    shown |= {id_: tie.target for tie in ties for id_ in members(tie.target)}
    type_ = ties[0].type
    parameters: dict[str, Any] = {
        "source": sorted({id_ for tie in ties for id_ in members(tie.source)}),
        "target": sorted({id_ for tie in ties for id_ in members(tie.target)}),
    }
    found: Latest = defaultdict(list)
    for label in next((r.starts for r in RELATIONSHIP_TYPES if r.type == type_), ()):
        statement = (
            f"UNWIND $source AS from MATCH (a:{label} {{id: from}})-[r:{type_}]->(b) "
            "WHERE b.id IN $target "
            "RETURN a.id, b.id, r.kind, properties(r)"
        )
        for source, target, kind, said in database.read(
            statement, parameters, timeout=SECONDS
        ).rows:
            found[Tie(shown[source], shown[target], type_, kind)].append(stated(said))
    return {tie: found[tie][:each] for tie in ties if tie in found}

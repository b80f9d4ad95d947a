"""Merging two actors by a person's word, and splitting what was merged.

Both write one relationship and a `Run` that keeps who was meant and why. No evidence is touched:
a split after a merge leaves the graph as it was, but for the record of the two.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, Final

from graph import statements
from graph.changes import count_change
from graph.database import Database, Transaction
from graph.errors import AmpnetError, UnknownIdError
from graph.linking.clusters import Pair, Said, link
from graph.linking.read import MERGED, SPLIT, Around, said_around
from graph.vocabulary import Confidence

DATASET: Final = "curation"
"""`dataset` of what persons say."""

_RUN: Final = (
    "CREATE (:Run {id: $id, kind: $kind, dataset: $dataset, parameters: $parameters, "
    "state: 'complete', startedAt: datetime({epochMillis: $now}), "
    "finishedAt: datetime({epochMillis: $now}), ampnetVersion: $version})"
)


class CurationError(AmpnetError):
    """A merge or a split that cannot be done."""


@dataclass(frozen=True, slots=True)
class Curated:
    """What a merge or a split did.

    Attributes:
        run: Id of the run that records it.
        one, other: The two ids.
        standing: The actor that stands for `one` from now on.
        members: All accounts that are one with it.
        overruled: Statements by sources that no longer count.
    """

    run: str
    one: str
    other: str
    standing: str
    members: tuple[str, ...]
    overruled: tuple[str, ...] = ()


def merge(database: Database, kept: str, merged: str, reason: str) -> Curated:
    """Make two actors one in every answer.

    Args:
        database: The graph, with the owner's rights.
        kept: Id of the actor that stands for both.
        merged: Id of the other.
        reason: Why, in words; it is kept.

    Raises:
        UnknownIdError: The graph holds no such actor.
        CurationError: They are one already, or a person said of others that are one with them
            that they differ, or no reason is given.
    """
    said = _said(_around(database, kept, reason), _around(database, merged, reason))
    kept, merged = (_bearer(said, id_) for id_ in (kept, merged))
    if _are_one(said, kept, merged):
        raise CurationError(
            f"{kept} and {merged} are one actor already.", f"`ampnet actor why {merged}` says why."
        )
    freed = replace(said, different=said.different - {(kept, merged), (merged, kept)})
    is_said = _are_one(freed, kept, merged)
    after = freed if is_said else replace(freed, merged=freed.merged | {(kept, merged)})
    if not _are_one(after, kept, merged) or _breaks(said, after):
        raise CurationError(
            f"{kept} and {merged} cannot be merged: a person said of two accounts that would be "
            "one with them that they differ.",
            f"`ampnet actor why {kept}` and `ampnet actor why {merged}` name them.",
        )

    def work(tx: Transaction) -> str:
        run = _record(tx, "merge", kept, merged, reason)
        for label in ("Actor", "Alias"):
            _delete(tx, "DIFFERENT_FROM", label, SPLIT, kept, merged)
        if not is_said:
            _state(tx, "SAME_AS", "Actor", (kept, merged), MERGED, reason, run)
        return run

    return _done(database.write(work), after, kept, merged)


def split(database: Database, one: str, other: str, reason: str) -> Curated:
    """Undo that two ids are one actor: a person's merge, or what a source says of them.

    What a source says stays in the graph and no longer counts, also when it is loaded again.

    Raises:
        UnknownIdError: The graph holds no such actor or other id.
        CurationError: They are not one, are one by way of a third, or no reason is given.
    """
    around = _around(database, one, reason)
    said = _said(around, _around(database, other, reason))
    if not _are_one(said, one, other):
        raise CurationError(
            f"{one} and {other} are not one actor.", f"`ampnet actor why {one}` says who it is."
        )
    pair = {(one, other), (other, one)}
    sources = (said.same | said.aliases) & pair
    after = replace(said, merged=said.merged - pair)
    if sources:
        start, end = (one, other) if other in said.actors else (other, one)
        after = replace(after, different=after.different | {(start, end)})
    if _are_one(after, one, other):
        raise CurationError(
            f"{one} and {other} are one by way of a third.",
            f"`ampnet actor why {other}` shows the way; split it where it is wrong.",
        )

    def work(tx: Transaction) -> str:
        run = _record(tx, "split", one, other, reason)
        _delete(tx, "SAME_AS", "Actor", MERGED, one, other)
        if sources:
            label = "Actor" if start in said.actors else "Alias"
            _state(tx, "DIFFERENT_FROM", label, (start, end), SPLIT, reason, run)
        return run

    overruled = tuple(
        f"{s.start} {s.type} {s.end}"
        for s in around.statements
        if (s.start, s.end) in sources and s.facts.get("source") != MERGED
    )
    return _done(database.write(work), after, one, other, overruled)


def _around(database: Database, id_: str, reason: str) -> Around:
    if not reason.strip():
        raise CurationError("A reason is needed.", "Say why with --reason; it is kept.")
    around = said_around(database, id_)
    if id_ not in around.actors and id_ not in around.aliases:
        raise UnknownIdError(
            f"The graph holds no actor {id_[:200]!r}.", "Search by name or handle."
        )
    return around


def _said(one: Around, other: Around) -> Said:
    a, b = one.said, other.said
    return Said(
        a.actors | b.actors,
        a.same | b.same,
        a.merged | b.merged,
        a.aliases | b.aliases,
        a.different | b.different,
    )


def _bearer(said: Said, id_: str) -> str:
    """Return the actor that an id stands for, where it has no node of its own."""
    if id_ in said.actors:
        return id_
    links = link(said)
    if id_ in links.shared:
        raise CurationError(
            f"{id_} names several actors: {', '.join(links.shared[id_])}.", "Name one of them."
        )
    return links.of(id_)


def _are_one(said: Said, one: str, other: str) -> bool:
    links = link(said)
    return links.of(one) == links.of(other)


def _breaks(before: Said, after: Said) -> bool:
    """Tell whether accounts that were one would no longer be."""
    old, new = link(before), link(after)
    return any(new.of(id_) != new.of(head) for id_, head in old.standing.items())


def _record(tx: Transaction, kind: str, one: str, other: str, reason: str) -> str:
    """Write the run, and count the graph's version on so that snapshots are made anew."""
    run = f"{kind}:{uuid.uuid4().hex[:20]}"
    tx.run(
        _RUN,
        id=run,
        kind=kind,
        dataset=DATASET,
        parameters=json.dumps({"one": one, "other": other, "reason": reason}, ensure_ascii=False),
        now=round(dt.datetime.now(dt.UTC).timestamp() * 1000),
        version=version("ampnet"),
    )
    count_change(tx)
    return run


def _state(
    tx: Transaction, type_: str, label: str, ends: Pair, source: str, reason: str, run: str
) -> None:
    facts: dict[str, Any] = {
        "source": source,
        "quote": reason,
        "confidence": Confidence.NOT_STATED.value,
        "dataset": DATASET,
        "runId": run,
    }
    statement = statements.merge_relationships(type_, label, "Actor", (), tuple(facts))
    tx.run(statement, start=[ends[0]], end=[ends[1]], **facts)


def _delete(tx: Transaction, type_: str, label: str, source: str, one: str, other: str) -> None:
    for start, end in ((one, other), (other, one)):
        tx.run(
            f"MATCH (:{label} {{id: $start}})-[r:{type_} {{source: $source}}]->"
            "(:Actor {id: $end}) DELETE r",
            start=start,
            end=end,
            source=source,
        )


def _done(run: str, after: Said, one: str, other: str, overruled: tuple[str, ...] = ()) -> Curated:
    links = link(after)
    standing = links.of(one)
    return Curated(run, one, other, standing, links.members.get(standing, (standing,)), overruled)

"""The aggregated edges, and when an actor was seen: kept equal to the evidence below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.database import Transaction
from graph.errors import AmpnetError

# Both ends are bound before the relationship is looked for. Then the embedded engine compares
# the ends in the edge list; a MERGE, or a pattern written in one piece, loads every
# relationship of the actor to look at its kind, and a busy actor has thousands.
_BOTH_ENDS = (
    "UNWIND range(0, size($actor) - 1) AS k "
    "MATCH (a:Actor {id: $actor[k]}) MATCH (b:Actor {id: $target[k]}) "
)
_FIRST_LAST = (
    "r.firstAt = CASE WHEN $first[k] IS NULL OR r.firstAt <= datetime({epochMillis: $first[k]}) "
    "THEN r.firstAt ELSE datetime({epochMillis: $first[k]}) END, "
    "r.lastAt = CASE WHEN $last[k] IS NULL OR r.lastAt >= datetime({epochMillis: $last[k]}) "
    "THEN r.lastAt ELSE datetime({epochMillis: $last[k]}) END"
)
# It walks the edges of the end that the pattern begins at; `_write_edges` chooses the quieter.
_ADD_FROM_ACTOR, _ADD_FROM_TARGET = (
    f"{_BOTH_ENDS}MATCH {pattern} SET r.count = r.count + $count[k], {_FIRST_LAST} RETURN k"
    for pattern in (
        "(a)-[r:AMPLIFIED {kind: $kind[k]}]->(b)",
        "(b)<-[r:AMPLIFIED {kind: $kind[k]}]-(a)",
    )
)
# In one go with its times: a SET after the CREATE would have the engine write each edge twice.
_CREATE_TIMED, _CREATE_UNTIMED = (
    f"{_BOTH_ENDS}CREATE (a)-[r:AMPLIFIED {{kind: $kind[k], count: $count[k]{times}}}]->(b) "
    "RETURN count(r)"
    for times in (
        ", firstAt: datetime({epochMillis: $first[k]}), lastAt: datetime({epochMillis: $last[k]})",
        "",
    )
)
_SEEN = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {id: $id[k]}) "
    "SET a.firstSeen = CASE WHEN a.firstSeen <= datetime({epochMillis: $first[k]}) "
    "THEN a.firstSeen ELSE datetime({epochMillis: $first[k]}) END, "
    "a.lastSeen = CASE WHEN a.lastSeen >= datetime({epochMillis: $last[k]}) "
    "THEN a.lastSeen ELSE datetime({epochMillis: $last[k]}) END"
)
# The evidence toward an actor itself, and toward an item that it published.
_EVIDENCE = (
    f"{_BOTH_ENDS}MATCH (a)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES {{kind: $kind[k]}}]->(b) "
    "RETURN k, datetime(i.publishedAt).epochMillis",
    f"{_BOTH_ENDS}MATCH (a)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES {{kind: $kind[k]}}]->(t:Item)"
    "<-[:PUBLISHED]-(b) RETURN k, datetime(i.publishedAt).epochMillis",
)
_SET_EDGES = (
    f"{_BOTH_ENDS}MATCH (a)-[r:AMPLIFIED {{kind: $kind[k]}}]->(b) SET r.count = $count[k], "
    "r.firstAt = CASE WHEN $first[k] IS NULL THEN NULL "
    "ELSE datetime({epochMillis: $first[k]}) END, "
    "r.lastAt = CASE WHEN $last[k] IS NULL THEN NULL ELSE datetime({epochMillis: $last[k]}) END"
)
# What an actor published, what amplifies it, and what amplifies an item that it published.
_SIGHTS = tuple(
    f"UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {{id: $id[k]}}) MATCH {pattern} "
    "RETURN k, datetime(i.publishedAt).epochMillis"
    for pattern in (
        "(a)-[:PUBLISHED]->(i:Item)",
        "(a)<-[:AMPLIFIES]-(i:Item)",
        "(a)-[:PUBLISHED]->(:Item)<-[:AMPLIFIES]-(i:Item)",
    )
)
_SET_SEEN = (
    "UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {id: $id[k]}) "
    "SET a.firstSeen = datetime({epochMillis: $first[k]}), "
    "a.lastSeen = datetime({epochMillis: $last[k]})"
)

Pair = tuple[str, str, str]
"""Who amplifies, who is amplified, and how: what one aggregated edge stands for."""


@dataclass
class _Sum:
    """Evidence between one pair, of one kind."""

    count: int = 0
    first: int | None = None
    last: int | None = None

    def add(self, at: int | None, count: int = 1) -> None:
        self.count += count
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)

    def include(self, other: _Sum) -> None:
        self.add(other.first, other.count)
        self.add(other.last, 0)


class Aggregates:
    """What a batch adds to the aggregated edges and to when actors were seen."""

    def __init__(self) -> None:
        self._edges: dict[Pair, _Sum] = {}
        self._seen: dict[str, _Sum] = {}
        self._again: set[Pair] = set()
        self._seen_again: set[str] = set()

    def add(self, actor: str, target: str, kind: str, at: int | None, count: int = 1) -> None:
        """Add a piece of evidence.

        Args:
            actor: Who amplifies.
            target: Who is amplified.
            kind: How.
            at: When, in epoch milliseconds, or None.
            count: 0 for evidence that was counted before and whose time is new.
        """
        self._edges.setdefault((actor, target, kind), _Sum()).add(at, count)
        self.saw(actor, at)
        self.saw(target, at)

    def add_pair(self, actor: str, target: str, pieces: Iterable[tuple[str, int | None]]) -> None:
        """Add pieces of evidence between one pair: how, and when."""
        kinds: dict[str, _Sum] = {}
        for kind, at in pieces:
            kinds.setdefault(kind, _Sum()).add(at)
        for kind, each in kinds.items():
            self._edges.setdefault((actor, target, kind), _Sum()).include(each)
            for end in (actor, target):
                self.saw(end, each.first)
                self.saw(end, each.last)

    def include(self, other: Aggregates) -> None:
        """Add what another one holds, which stays as it is."""
        for pair, each in other._edges.items():
            self._edges.setdefault(pair, _Sum()).include(each)
        for actor, each in other._seen.items():
            self._seen.setdefault(actor, _Sum()).include(each)
        self._again |= other._again
        self._seen_again |= other._seen_again

    def recompute(self, pair: Pair) -> None:
        """Read an edge's evidence anew: the time of a piece of it is another than before."""
        self._again.add(pair)
        self._seen_again |= {pair[0], pair[1]}

    def see_again(self, actors: Iterable[str]) -> None:
        """Read anew when actors were seen: an item of theirs has another time than before."""
        self._seen_again.update(actors)

    def saw(self, actor: str, at: int | None) -> None:
        """Note that an actor acted, or was amplified, at a time."""
        if at is not None:
            self._seen.setdefault(actor, _Sum()).add(at)

    def write(self, tx: Transaction, created: Container[str]) -> None:
        """Write them.

        Args:
            tx: The batch's transaction.
            created: Actors that it has created and between which no edge has been written.

        Raises:
            AmpnetError: An actor vanished while the batch was written.
        """
        _write_edges(tx, self._edges, created)
        if self._seen:
            tx.run(_SEEN, id=list(self._seen), **_times(list(self._seen.values())))
        if self._again:
            _recompute(tx, sorted(self._again))
        if self._seen_again:
            _see_again(tx, sorted(self._seen_again))


def check_written(written: int, expected: int) -> None:
    """Raise AmpnetError unless everything was written that should have been."""
    if written != expected:
        raise AmpnetError(
            f"{expected - written} of {expected} relationships found an end missing: somebody "
            "removed nodes while they were loaded. Nothing of the batch was kept.",
            "Load the file again.",
        )


def _write_edges(tx: Transaction, edges: Mapping[Pair, _Sum], created: Container[str]) -> None:
    """Add to the aggregated edges that exist, and create the others.

    The edge of a pair is looked for at the end that is less busy in this batch: channels that
    forward tens of thousands of posts, and accounts that tens of thousands retweet, are both
    common (measured on forwards: a fifth of the time from the other end).
    """
    published: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for (actor, target, _), each in edges.items():
        published[actor] += each.count
        received[target] += each.count
    old = [key for key in sorted(edges) if key[0] not in created and key[1] not in created]
    found: set[Pair] = set()
    for statement, from_actor in ((_ADD_FROM_ACTOR, True), (_ADD_FROM_TARGET, False)):
        keys = [key for key in old if (published[key[0]] < received[key[1]]) is from_actor]
        if keys:
            found |= {keys[k] for (k,) in tx.run(statement, **_columns(edges, keys)).rows}
    missing = [key for key in sorted(edges) if key not in found]
    for statement, timed in ((_CREATE_TIMED, True), (_CREATE_UNTIMED, False)):
        keys = [key for key in missing if (edges[key].first is not None) is timed]
        if keys:
            check_written(tx.run(statement, **_columns(edges, keys)).rows[0][0], len(keys))


def _recompute(tx: Transaction, pairs: Sequence[Pair]) -> None:
    """Set edges to the sum of their evidence."""
    ends = {
        "actor": [actor for actor, _, _ in pairs],
        "target": [target for _, target, _ in pairs],
        "kind": [kind for _, _, kind in pairs],
    }
    sums = [_Sum() for _ in pairs]
    for statement in _EVIDENCE:
        for k, at in tx.run(statement, **ends).rows:
            sums[k].add(at)
    tx.run(_SET_EDGES, **ends, count=[each.count for each in sums], **_times(sums))


def _see_again(tx: Transaction, actors: Sequence[str]) -> None:
    """Set when actors were seen to what their items say."""
    sums = [_Sum() for _ in actors]
    for statement in _SIGHTS:
        for k, at in tx.run(statement, id=actors).rows:
            sums[k].add(at)
    seen = [k for k, each in enumerate(sums) if each.first is not None]
    tx.run(_SET_SEEN, id=[actors[k] for k in seen], **_times([sums[k] for k in seen]))


def _columns(edges: Mapping[Pair, _Sum], keys: Sequence[Pair]) -> dict[str, list[Any]]:
    sums = [edges[key] for key in keys]
    return {
        "actor": [actor for actor, _, _ in keys],
        "target": [target for _, target, _ in keys],
        "kind": [kind for _, _, kind in keys],
        "count": [each.count for each in sums],
        **_times(sums),
    }


def _times(sums: Sequence[_Sum]) -> dict[str, list[int | None]]:
    return {"first": [s.first for s in sums], "last": [s.last for s in sums]}

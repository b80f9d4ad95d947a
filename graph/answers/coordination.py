"""Which groups act as one, and by what evidence?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

import polars as pl

from graph.answers.co_shares import CoShare, Lead, Pushed, co_shares
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.answers.seeding import igraph_seed
from graph.answers.steady import steady
from graph.coordination.groups import find_groups
from graph.database import Database
from graph.frames import read_frame
from graph.snapshot import Snapshot, SnapshotFilter

_EDGES: Final = (
    "MATCH (a:Actor)-[r:COORDINATED_WITH]->(b:Actor) RETURN a.id, b.id, r.trace, r.window, "
    "r.count, r.expected, r.pValue, r.qValue, "
    "CASE WHEN r.firstAt IS NULL THEN null ELSE datetime(r.firstAt).epochMillis END, "
    "CASE WHEN r.lastAt IS NULL THEN null ELSE datetime(r.lastAt).epochMillis END, r.runId"
)
_SCHEMA: Final = {
    "source": pl.String(), "target": pl.String(), "trace": pl.String(), "window": pl.Int64(),
    "count": pl.Int64(), "expected": pl.Float64(), "p_value": pl.Float64(),
    "q_value": pl.Float64(), "first": pl.Int64(), "last": pl.Int64(), "run": pl.String(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoordinationAsked:
    """Which groups.

    Attributes:
        traces: Layers to take together; None for all.
        max_q: Largest q-value of a pair.
        actor: Only the group that this actor is in; an id.
        since, until: Only pairs whose co-shares reach into this time, its end excluded.
        resolution: Higher gives more and smaller groups.
        min_size: Smallest group.
        seed: Of the random numbers.
    """

    traces: tuple[str, ...] | None = None
    max_q: float = 0.05
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    resolution: float = 1.0
    min_size: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        SnapshotFilter(since=self.since, until=self.until)  # refuses an empty window


@dataclass(frozen=True, slots=True)
class CoordinatedEdge:
    """Two actors that share the same things closer in time than chance explains.

    Attributes:
        source, target: Ids; which is which means nothing.
        trace: What they share.
        window: Most seconds between two shares.
        count: Co-shares.
        expected: By chance.
        p_value: Chance of at least that many.
        q_value: The same, corrected for the number of pairs.
        first_at, last_at: Of the co-shares.
        run: The run that found it.
        lead: Who of the two is first, where evidence was asked for.
        evidence: The co-shares, the earliest first, as many as were asked for.
    """

    source: str
    target: str
    trace: str
    window: int
    count: int
    expected: float | None
    p_value: float | None
    q_value: float | None
    first_at: datetime | None
    last_at: datetime | None
    run: str | None
    lead: Lead | None = None
    evidence: tuple[CoShare, ...] = ()


@dataclass(frozen=True, slots=True)
class CoordinatedGroup:
    """Actors that act as one.

    Attributes:
        number: 1 for the largest.
        members: The most strongly tied first.
        edges: Between members, all layers.
        pairs: Pairs of members that are tied in any layer.
        cohesion: These, of all pairs of members.
        co_shares: Sum of the counts.
        traces: Co-shares by layer.
        first_at, last_at: Of the co-shares.
        targets: What they push most, where evidence was asked for.
    """

    number: int
    members: tuple[NodeSummary, ...]
    edges: tuple[CoordinatedEdge, ...]
    pairs: int
    cohesion: float
    co_shares: int
    traces: Mapping[str, int]
    first_at: datetime | None
    last_at: datetime | None
    targets: tuple[Pushed, ...] = ()


@dataclass(frozen=True, slots=True)
class CoordinationAnswer:
    """A page of groups.

    Attributes:
        groups: Those of the page, the largest first.
        total: How many there are.
        edges: How many pairs and layers are significant.
        modularity: Of the division.
        provenance: How it was computed.
    """

    groups: tuple[CoordinatedGroup, ...]
    total: int
    edges: int
    modularity: float
    provenance: Provenance


def coordinated_groups(
    database: Database,
    snapshot: Snapshot,
    asked: CoordinationAsked | None = None,
    *,
    start: int = 0,
    limit: int = 10,
    evidence: int = 0,
) -> CoordinationAnswer:
    """Divide the actors that COORDINATED_WITH ties into groups (Leiden, Traag et al. 2019).

    A layer's counts are divided by their mean before layers are added up, so that a layer in
    which co-shares are common does not outweigh one in which they are rare.

    Args:
        database: The graph.
        snapshot: Its snapshot, for what is known of actors.
        asked: Which groups.
        start: How many groups to pass over.
        limit: Most groups.
        evidence: Most co-shares to show for each edge; with 0 none is looked up.

    Raises:
        UnknownIdError: The graph holds no such actor.
        BadFilterError: The window is empty.
    """
    asked = asked or CoordinationAsked()
    edges = _wanted(_all_edges(database, snapshot), asked)
    groups, modularity = _groups(snapshot, edges, asked)
    numbers = [number for number, members in groups if len(members) >= asked.min_size]
    if asked.actor is not None:
        actor = snapshot.node_index.ids[snapshot.node_index[asked.actor]]
        numbers = [n for n in numbers if actor in groups[n - 1][1]]
    page = [_group(snapshot, *groups[n - 1], edges) for n in numbers[start : start + limit]]
    if evidence:
        page = _with_evidence(database, snapshot, page, evidence)
    said = {k: v for k, v in asdict(asked).items() if k != "seed" and v is not None}
    return CoordinationAnswer(
        tuple(page),
        len(numbers),
        edges.height,
        modularity,
        provenance(snapshot, "coordinated_groups", said, asked.seed),
    )


def edges_between(
    database: Database, snapshot: Snapshot, one: str, other: str
) -> tuple[CoordinatedEdge, ...]:
    """Return the edges of two actors, one for each trace; they may be in different groups.

    Args:
        database: The graph.
        snapshot: Its snapshot.
        one: The smaller id in byte order.
        other: The other one.
    """
    both = (pl.col("source") == one) & (pl.col("target") == other)
    return tuple(map(_edge, _all_edges(database, snapshot).filter(both).iter_rows(named=True)))


def _all_edges(database: Database, snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.once("coordinated", lambda: steady(database, lambda: _read(database, snapshot)))


def _read(database: Database, snapshot: Snapshot) -> pl.DataFrame:
    """All edges, under the ids that stand for accounts that are one actor."""
    ids = snapshot.node_index.ids
    accounts = snapshot.aliases.filter("actor").select("id", "index")
    standing = {id_: ids[index] for id_, index in accounts.iter_rows()}
    edges = read_frame(database, _EDGES, _SCHEMA)
    ends = [pl.col(end).replace(standing) for end in ("source", "target")]
    return (
        edges.with_columns(ends)
        .filter(pl.col("source") != pl.col("target"))
        .filter(pl.col("source").is_in(ids), pl.col("target").is_in(ids))
        .with_columns(
            source=pl.min_horizontal("source", "target"),
            target=pl.max_horizontal("source", "target"),
        )
        .sort("source", "target", "trace")
    )


def _wanted(edges: pl.DataFrame, asked: CoordinationAsked) -> pl.DataFrame:
    keep = pl.col("q_value").is_null() | (pl.col("q_value") <= asked.max_q)
    if asked.traces is not None:
        keep &= pl.col("trace").is_in(list(asked.traces))
    if asked.since is not None:
        keep &= pl.col("last") >= round(asked.since.timestamp() * 1000)
    if asked.until is not None:
        keep &= pl.col("first") < round(asked.until.timestamp() * 1000)
    return edges.filter(keep)


def _groups(
    snapshot: Snapshot, edges: pl.DataFrame, asked: CoordinationAsked
) -> tuple[list[tuple[int, list[str]]], float]:
    """Number and members of each group, the largest first, and the modularity."""
    weighed = (
        edges.with_columns(weight=pl.col("count") / pl.col("count").mean().over("trace"))
        .group_by("source", "target")
        .agg(pl.sum("weight"))
        .sort("source", "target")
    )

    def divide() -> tuple[list[tuple[int, list[str]]], float]:
        with igraph_seed(asked.seed):
            found = find_groups(weighed, asked.resolution, asked.seed)
        by_group = found.members.group_by("group", maintain_order=True).agg("actor")
        return [(number + 1, names) for number, names in by_group.iter_rows()], found.modularity

    if edges.is_empty():
        return [], 0.0
    question = ("coordinated groups", replace(asked, actor=None, min_size=1))
    return snapshot.once(question, divide)


def _group(
    snapshot: Snapshot, number: int, members: Sequence[str], edges: pl.DataFrame
) -> CoordinatedGroup:
    inside = edges.filter(pl.col("source").is_in(members), pl.col("target").is_in(members))
    strength: dict[str, int] = dict.fromkeys(members, 0)
    for a, b, count in inside.select("source", "target", "count").iter_rows():
        strength[a] += count
        strength[b] += count
    ranked = sorted(members, key=lambda id_: (-strength[id_], id_))
    pairs = inside.select("source", "target").unique().height
    by_trace = inside.group_by("trace").agg(pl.sum("count")).sort("trace").rows()
    return CoordinatedGroup(
        number=number,
        members=tuple(summaries(snapshot, [snapshot.node_index[id_] for id_ in ranked])),
        edges=tuple(map(_edge, inside.iter_rows(named=True))),
        pairs=pairs,
        cohesion=pairs / (len(members) * (len(members) - 1) / 2),
        co_shares=int(inside["count"].sum()),
        traces=dict(by_trace),
        first_at=moment(inside.select(pl.min("first")).item()),
        last_at=moment(inside.select(pl.max("last")).item()),
    )


def _edge(row: dict[str, Any]) -> CoordinatedEdge:
    known = {name: value for name, value in row.items() if name not in ("first", "last")}
    return CoordinatedEdge(first_at=moment(row["first"]), last_at=moment(row["last"]), **known)


def _with_evidence(
    database: Database, snapshot: Snapshot, groups: Sequence[CoordinatedGroup], each: int
) -> list[CoordinatedGroup]:
    """Look up the co-shares of all groups, a layer and window at a time."""
    members = snapshot.node_index.members
    layers = sorted({(edge.trace, edge.window) for group in groups for edge in group.edges})
    found = {
        layer: co_shares(
            database,
            layer[0],
            layer[1],
            [
                (edge.source, edge.target)
                for group in groups
                for edge in group.edges
                if (edge.trace, edge.window) == layer
            ],
            members,
        )
        for layer in layers
    }
    shown = []
    for group in groups:
        edges, pushed = [], []
        for edge in group.edges:
            proof = found[edge.trace, edge.window].of(edge.source, edge.target)
            edges.append(replace(edge, lead=proof.lead, evidence=proof.co_shares[:each]))
            pushed.append(proof.co_shares)
        shown.append(replace(group, edges=tuple(edges), targets=Pushed.most(pushed)))
    return shown

"""Between what routes are looked for: two ends, what they may touch, and which way they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from api.asking.groups import nodes_of
from graph.answers.node_sets import NodeSet
from graph.answers.paths import PathsAnswer, Weight, k_shortest_paths, shortest_paths
from graph.answers.temporal_paths import Best, TemporalPathAnswer, temporal_path
from graph.snapshot import Flow, Snapshot, SnapshotFilter

Waits = tuple[timedelta, timedelta | None]
"""Least and most time between two events of a route."""


class Ends(NamedTuple):
    """As a question names them: accounts, and groups of accounts, in each list.

    Attributes:
        source: Where routes start.
        target: Where they end.
        avoid: What they must not touch.
        through: The only ones that they may touch on the way; none for any.
        flow: Which way they run.
        wanted: The part of the graph that they run in.
    """

    source: Sequence[str]
    target: Sequence[str]
    avoid: Sequence[str] | None
    through: Sequence[str] | None
    flow: Flow
    wanted: SnapshotFilter

    def of(self, snapshot: Snapshot) -> Between:
        """Look them up in the whole graph.

        Raises:
            UnknownIdError: The graph does not hold an account, or a value of a group.
            BadGroupsError: Two groups of a list share an actor.
        """
        return Between(
            snapshot.filter(self.wanted),
            nodes_of(snapshot, self.source),
            nodes_of(snapshot, self.target),
            nodes_of(snapshot, self.avoid),
            nodes_of(snapshot, self.through) if self.through else None,
            self.flow,
        )


class Between(NamedTuple):
    """The same, as nodes of a view of the graph."""

    view: Snapshot
    source: NodeSet
    target: NodeSet
    avoid: NodeSet
    through: NodeSet | None
    flow: Flow

    def all_shortest(
        self,
        limit: int,
        *,
        max_hops: int | None,
        weight: Weight | None,
        types: Iterable[str] | None,
    ) -> PathsAnswer:
        """Find the shortest routes, all of one length."""
        return shortest_paths(
            self.view,
            self.source,
            self.target,
            flow=self.flow,
            weight=weight,
            types=types,
            avoid=self.avoid,
            through=self.through,
            max_hops=max_hops,
            limit=limit,
        )

    def shortest(
        self, number: int, *, weight: Weight | None, types: Iterable[str] | None
    ) -> PathsAnswer:
        """Find the so many shortest routes, longer ones too."""
        return k_shortest_paths(
            self.view,
            self.source,
            self.target,
            number,
            flow=self.flow,
            weight=weight,
            types=types,
            avoid=self.avoid,
            through=self.through,
        )

    def in_time(self, best: Best, waits: Waits) -> TemporalPathAnswer:
        """Find the route that is best in order of time."""
        min_wait, max_wait = waits
        return temporal_path(
            self.view,
            self.source,
            self.target,
            best=best,
            flow=self.flow,
            min_wait=min_wait,
            max_wait=max_wait,
            avoid=self.avoid,
            through=self.through,
        )

"""How does content, or amplification, get from one actor to another?

Paths run over relationships, so they say that each pair of neighbours is connected, not that
one text went all the way: for that, see `graph.answers.temporal_paths`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final

import numpy as np

from graph.answers.cheapest import cheapest
from graph.answers.corridor import Between
from graph.answers.hops import Hop, hops_between
from graph.answers.k_shortest import k_shortest
from graph.answers.node_sets import BadPathRequestError, Ends, Named
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.answers.shortest import PathGraph, fewest_hops
from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot, SnapshotFilter
from graph.turns import turn

READING: Final = {
    Flow.CONTENT: (
        "Read from first to last: content passes from each actor to the next, who amplified it. "
        "The stored relationships point the other way, from amplifier to amplified."
    ),
    Flow.AMPLIFICATION: (
        "Read from first to last: each actor amplified the next. The stored relationships point "
        "this way; content passes from last to first."
    ),
}
"""How to read a path, in one sentence, for people who did not choose the flow."""


class Weight(StrEnum):
    """What a hop costs when paths are not counted in hops.

    Attributes:
        STRENGTH: One over the count of the hop: often travelled ways are short.
    """

    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a source to a target.

    Attributes:
        nodes: From source to target.
        hops: One fewer than the nodes.
        cost: Number of hops, or the sum of their costs.
    """

    nodes: tuple[NodeSummary, ...]
    hops: tuple[Hop, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The shortest paths.

    Attributes:
        paths: At most the limit, the strongest first hop first; empty when there is no path. Of
            the k shortest, the cheapest first.
        total: How many shortest paths there are (exact below 2**53). Of the k shortest, as many
            as were found.
        truncated: True when there are more than are given.
        length: Hops, or cost, of the shortest; None when there is no path.
        flow: Which way the paths run.
        reading: The same in words.
        provenance: How it was computed.
    """

    paths: tuple[Path, ...]
    total: int
    truncated: bool
    length: float | None
    flow: Flow
    reading: str
    provenance: Provenance


def shortest_paths(
    snapshot: Snapshot,
    source: Named,
    target: Named,
    *,
    flow: Flow = Flow.CONTENT,
    weight: Weight | None = None,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    kinds: Iterable[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    min_count: int = 1,
    avoid: Named = (),
    through: Named | None = None,
    max_hops: int | None = None,
    limit: int = 20,
) -> PathsAnswer:
    """Find all shortest paths from a source to a target.

    With several sources or targets these are the shortest paths from any of the ones to any of
    the others; an id on both sides counts as a source only.

    Args:
        snapshot: The graph.
        source: Id, ids or a set of nodes, where the path starts.
        target: Id, ids or a set of nodes, where it ends.
        flow: CONTENT: each next actor amplified the one before, so the path shows how content
            can have come from source to target. AMPLIFICATION: each actor amplified the next.
        weight: None counts hops. STRENGTH adds one over the count of every hop, so that the
            path along the strongest relationships is found (Newman 2001).
        types: Relationship types to follow; None follows all, ties in either direction.
        kinds: Kinds of relationships to follow.
        since: Count only what happened from here on.
        until: Count only what happened before.
        min_count: Follow only relationships with at least this count.
        avoid: Nodes that the path must not touch.
        through: The only nodes that it may touch between its ends; None for any.
        max_hops: Longest path to look for; only without `weight`.
        limit: Most paths to return.

    Returns:
        All shortest paths up to the limit, and their true number. A path from an actor to itself
        has no hops.

    Raises:
        UnknownIdError: An id is not in the graph; with near matches.
        BadPathRequestError: No source or target, a limit below 1, `max_hops` with `weight`.
        BadFilterError: An unknown type or an empty window.
    """
    ends = Ends.of(snapshot, source, target, avoid, through)
    _check(weight, max_hops, limit)
    view = snapshot.filter(_filter(types, kinds, since, until, min_count))
    sources, targets = ends.sources.indexes, ends.targets.indexes
    asked = {**_asked(ends, flow, weight), "maxHops": max_hops, "limit": limit}
    made = provenance(view, "shortest_paths", asked)
    if sources.size == 1 and np.array_equal(sources, targets):
        here = Path(tuple(summaries(snapshot, sources)), (), 0.0)
        return PathsAnswer((here,), 1, False, 0.0, flow, READING[flow], made)
    sources, targets, blocked = ends.open(len(view.nodes))
    found: PathGraph | None = None
    if sources.size and targets.size:
        steps = view.adjacency(flow), view.adjacency(flow.opposite)
        with turn():
            if weight is None:
                longest = len(view.nodes) if max_hops is None else max_hops
                found = fewest_hops(*steps, sources, targets, blocked, longest)
            else:
                found = cheapest(*steps, sources, targets, blocked)
    if found is None:
        return PathsAnswer((), 0, False, None, flow, READING[flow], made)
    with turn():
        routes = list(islice(found.paths(), limit))
        total = max(found.count(), len(routes))
        paths = _described(view, routes, flow, found.length)
    return PathsAnswer(paths, total, total > len(routes), found.length, flow, READING[flow], made)


def k_shortest_paths(
    snapshot: Snapshot,
    source: Named,
    target: Named,
    k: int = 10,
    *,
    flow: Flow = Flow.CONTENT,
    weight: Weight | None = None,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    kinds: Iterable[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    min_count: int = 1,
    avoid: Named = (),
    through: Named | None = None,
) -> PathsAnswer:
    """Find the k shortest paths from a source to a target, longer ones too, without repetition.

    The arguments are those of `shortest_paths`; k is how many. With several sources or targets, a
    path holds one of each. `total` is the number found: at most k, and `truncated` says whether
    there is a further one.

    Raises:
        UnknownIdError: An id is not in the graph; with near matches.
        BadPathRequestError: No source or target, or k below 1.
        BadFilterError: An unknown type or an empty window.
    """
    ends = Ends.of(snapshot, source, target, avoid, through)
    _check(None, None, k)
    view = snapshot.filter(_filter(types, kinds, since, until, min_count))
    made = provenance(view, "k_shortest_paths", {**_asked(ends, flow, weight), "k": k})
    sources, targets, blocked = ends.open(len(view.nodes))
    if not sources.size or not targets.size:
        return PathsAnswer((), 0, False, None, flow, READING[flow], made)
    steps = view.adjacency(flow), view.adjacency(flow.opposite)
    with turn():
        between = Between(*steps, sources, targets, blocked)
        found = k_shortest(between, k + 1, by_strength=weight is Weight.STRENGTH)
    costs = [cost for cost, _ in found[:k]]
    paths = tuple(
        replace(path, cost=cost)
        for path, cost in zip(
            _described(view, [route for _, route in found[:k]], flow, 0.0), costs, strict=True
        )
    )
    length = costs[0] if costs else None
    return PathsAnswer(paths, len(paths), len(found) > k, length, flow, READING[flow], made)


def _filter(
    types: Iterable[str] | None,
    kinds: Iterable[str] | None,
    since: datetime | None,
    until: datetime | None,
    min_count: int,
) -> SnapshotFilter:
    return SnapshotFilter(
        since=since,
        until=until,
        types=None if types is None else frozenset(types),
        kinds=None if kinds is None else frozenset(kinds),
        min_count=min_count,
    )


def _asked(ends: Ends, flow: Flow, weight: Weight | None) -> dict[str, object]:
    return {**ends.said, "flow": flow.value, "weight": weight and weight.value}


def _check(weight: Weight | None, max_hops: int | None, limit: int) -> None:
    if limit < 1:
        raise BadPathRequestError(f"limit is {limit}; at least one path must be allowed.")
    if max_hops is not None and weight is not None:
        raise BadPathRequestError(
            "A limit on hops goes with paths that are counted in hops.",
            "Leave out max_hops or weight.",
        )
    if max_hops is not None and max_hops < 1:
        raise BadPathRequestError(f"max_hops is {max_hops}; at least 1 is needed.")


def _described(
    view: Snapshot, routes: list[list[int]], flow: Flow, cost: float
) -> tuple[Path, ...]:
    """Put names and relationships to paths of indexes; what several share is read once."""
    nodes = list(dict.fromkeys(node for route in routes for node in route))
    names = dict(zip(nodes, summaries(view, nodes), strict=True))
    steps = list(dict.fromkeys(step for route in routes for step in pairwise(route)))
    hops = hops_between(view, steps, flow, names)
    return tuple(
        Path(
            tuple(names[node] for node in route),
            tuple(hops[step] for step in pairwise(route)),
            cost,
        )
        for route in routes
    )

"""Parts of the graph that are small enough to look at, and the rule by which they were chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.communities import divided
from graph.answers.credits import behind_part, credits_of
from graph.answers.partition import Method
from graph.answers.provenance import moment
from graph.distinct import distinct
from graph.errors import UnknownIdError
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.adjacency import Adjacency
from graph.snapshot.pairs import Pairs
from graph.subgraph import Subgraph, SubgraphEdge, SubgraphNode

Indexes = npt.NDArray[np.int64]

MAX_NODES: Final = 500


def ego(
    snapshot: Snapshot, id_: str, *, hops: int = 1, max_nodes: int = MAX_NODES, seed: int = 42
) -> Subgraph:
    """Return an actor, those within some hops of it, and all relationships between them.

    Arrows are followed either way. Where there are too many nodes, those with the most evidence
    shared with nodes that are nearer to the actor are kept, nearer hops first.

    Raises:
        UnknownIdError: No such node.
    """
    centre = snapshot.node_index[id_]
    steps = snapshot.once("adjacency both ways", lambda: _both_ways(snapshot))
    distance = np.full(len(snapshot.nodes), -1, dtype=np.int64)
    pull = np.zeros(len(snapshot.nodes))
    distance[centre] = 0
    front = np.array([centre], dtype=np.int32)
    for hop in range(1, hops + 1):
        at = steps.steps(front)
        ends, weights = steps.ends[at], steps.weights[at]
        new = distance[ends] == -1
        np.add.at(pull, ends[new], weights[new])
        distance[ends[new]] = hop
        front = distinct(ends[new])
    reached = np.flatnonzero(distance >= 0)
    order = np.lexsort((reached, -pull[reached], distance[reached]))
    kept = reached[order][:max_nodes]
    name = snapshot.nodes["name"][centre] or id_
    rule = f"Everybody within {hops} {'hop' if hops == 1 else 'hops'} of {name}, either way"
    return subgraph_among(
        snapshot,
        kept,
        total_nodes=len(reached),
        total_edges=_edges_among(snapshot, reached)[1],
        title=f"Network around {name}",
        rule=f"{rule}; the nearest and strongest are shown."
        if len(kept) < len(reached)
        else f"{rule}.",
        query="ego",
        parameters={"id": id_, "hops": hops, "maxNodes": max_nodes},
        seed=seed,
    )


def community_subgraph(
    snapshot: Snapshot,
    number: int,
    method: Method | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    max_nodes: int = MAX_NODES,
) -> Subgraph:
    """Return one community: its strongest members and all relationships between them.

    Args:
        snapshot: The graph, or a view of it.
        number: Number of the community, 1 for the largest.
        method: The division, as in `communities`.
        types: Types that connect, as in `communities`.
        max_nodes: Most members to keep, by evidence shared inside the community.

    Raises:
        UnknownIdError: There is no community of that number.
    """
    method = method or Method()
    view, found = divided(snapshot, method, types)
    if not 1 <= number < len(found.sizes):
        raise UnknownIdError(
            f"There is no community {number}.", f"They are numbered 1 to {len(found.sizes) - 1}."
        )
    pairs = view.pairs(directed=method.directed)
    inside = found.membership == number
    return _strongest(
        view,
        np.flatnonzero(inside),
        _strength(pairs, inside),
        max_nodes,
        title=f"Community {number}",
        rule=f"Members of community {number} of {len(found.sizes) - 1}",
        query="community",
        parameters={"number": number, "method": method.algorithm.value, "maxNodes": max_nodes},
        seed=method.seed,
        communities=found.membership,
    )


def top_subgraph(
    snapshot: Snapshot,
    *,
    max_nodes: int = MAX_NODES,
    method: Method | None = None,
    title: str = "Amplification network",
) -> Subgraph:
    """Return the nodes with the most evidence and all relationships between them.

    A node without any relationship in this view is left out: a registry lists thousands of
    accounts of which nothing was seen. The description says how many those are.

    Args:
        snapshot: The graph, or a view of it.
        max_nodes: Most nodes to keep.
        method: With it, nodes carry the number of their community.
        title: Headline.
    """
    strength = _strength(snapshot.pairs(), snapshot.kept)
    kept = np.flatnonzero(snapshot.kept & (strength > 0))
    if not len(kept):
        kept = np.flatnonzero(snapshot.kept)
    apart = int(snapshot.kept.sum()) - len(kept)
    membership = divided(snapshot, method)[1].membership if method else None
    return _strongest(
        snapshot,
        kept,
        strength,
        max_nodes,
        title=title,
        rule=f"All nodes with a relationship ({apart:,} have none)" if apart else "All nodes",
        query="overview",
        parameters={"maxNodes": max_nodes},
        seed=method.seed if method else 42,
        communities=membership,
    )


def _strongest(
    view: Snapshot,
    nodes: Indexes,
    strength: npt.NDArray[np.float64],
    max_nodes: int,
    *,
    rule: str,
    **rest: Any,
) -> Subgraph:
    order = np.lexsort((nodes, -strength[nodes]))
    kept = nodes[order][:max_nodes]
    if len(kept) < len(nodes):
        rule = f"{rule}; the {len(kept)} with the most evidence between them are shown"
    return subgraph_among(
        view,
        kept,
        total_nodes=len(nodes),
        total_edges=_edges_among(view, nodes)[1],
        rule=f"{rule}.",
        **rest,
    )


def _strength(pairs: Pairs, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Evidence between each node and the others that are inside."""
    both = inside[pairs.source] & inside[pairs.target]
    strength = np.bincount(pairs.source[both], pairs.weight[both], pairs.size)
    strength += np.bincount(pairs.target[both], pairs.weight[both], pairs.size)
    return np.asarray(strength, dtype=np.float64)


def _both_ways(snapshot: Snapshot) -> Adjacency:
    pairs = snapshot.pairs()
    return Adjacency.of(
        pairs.size,
        np.concatenate([pairs.source, pairs.target]),
        np.concatenate([pairs.target, pairs.source]),
        np.tile(pairs.weight, 2),
    )


def _edges_among(view: Snapshot, nodes: Indexes) -> tuple[pl.DataFrame, int]:
    mask = np.zeros(len(view.nodes), dtype=np.bool_)
    mask[nodes] = True
    both = mask[view.edges["source"].to_numpy()] & mask[view.edges["target"].to_numpy()]
    return view.edges.filter(pl.Series(both, dtype=pl.Boolean)), int(both.sum())


def subgraph_among(
    view: Snapshot,
    kept: Indexes,
    *,
    total_nodes: int,
    total_edges: int,
    title: str,
    rule: str,
    query: str,
    parameters: Mapping[str, object],
    seed: int,
    communities: Indexes | None = None,
) -> Subgraph:
    """Return these nodes and all relationships between them.

    Args:
        view: The graph, or a view of it.
        kept: Indexes of the nodes.
        total_nodes: How many nodes the question has.
        total_edges: How many relationships.
        title: Headline.
        rule: By what rule they were chosen.
        query: Name of the question.
        parameters: Its parameters; the view's scope is added.
        seed: Seed of the layout.
        communities: The community of each node of the view; 0 is none.
    """
    edges, _ = _edges_among(view, kept)
    rows = view.nodes[pl.Series(kept, dtype=pl.UInt32)]
    ids = view.nodes["id"]
    datasets = behind_part(view, rows, edges["index"])
    return Subgraph(
        nodes=tuple(
            node_of(row, None if communities is None else int(communities[row["index"]]) or None)
            for row in rows.iter_rows(named=True)
        ),
        edges=tuple(
            SubgraphEdge(
                source=ids[source],
                target=ids[target],
                type=type_,
                kind=kind,
                count=count,
                first_at=moment(first),
                last_at=moment(last),
                evidence_total=events or None,
            )
            for source, target, type_, kind, count, first, last, events in edges.select(
                "source", "target", "type", "kind", "count", "firstMs", "lastMs", "events"
            ).iter_rows()
        ),
        title=title,
        description=f"{rule}{_only(view.scope)}",
        total_nodes=total_nodes,
        total_edges=total_edges,
        datasets=datasets,
        credits=credits_of(view, datasets),
        graph_version=str(view.version),
        query=query,
        parameters={**parameters, **view.scope.parameters()},
        seed=seed,
    )


def _only(scope: SnapshotFilter) -> str:
    """Say what alone is counted, for a reader who has nothing but the picture."""
    named = {"": scope.kinds, "countries": scope.countries, "roles": scope.roles}
    named["data sets"] = scope.datasets
    parts = [f"{name} {', '.join(sorted(some))}".strip() for name, some in named.items() if some]
    parts += [f"from {scope.since:%Y-%m-%d} on"] if scope.since else []
    parts += [f"before {scope.until:%Y-%m-%d}"] if scope.until else []
    parts += [f"ties of {scope.min_count:,} or more"] if scope.min_count > 1 else []
    return f" Counted only: {'; '.join(parts)}." if parts else ""


def node_of(row: Mapping[str, Any], community: int | None) -> SubgraphNode:
    """Return a row of a snapshot's nodes as a node of a subgraph."""
    roles = tuple(row["roles"] or ())
    if row["label"] != "Actor":
        roles = (row["label"],)
    region = {"region": row["region"]} if row["region"] else {}
    return SubgraphNode(
        id=row["id"],
        label=row["name"] or "",
        roles=roles,
        country=row["country"],
        platform=row["platform"],
        handle=row["handle"],
        url=row["url"],
        language=row["language"],
        followers=row["followers"],
        community=community,
        facts=region,
    )

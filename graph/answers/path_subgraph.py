"""Paths as a part of the graph to look at or to export."""

from __future__ import annotations

import polars as pl

from graph.answers.credits import behind_part, credits_of
from graph.answers.paths import PathsAnswer
from graph.answers.subgraphs import node_of
from graph.snapshot import Snapshot
from graph.subgraph import Fact, Subgraph, SubgraphEdge


def path_subgraph(snapshot: Snapshot, answer: PathsAnswer, source: str, target: str) -> Subgraph:
    """Return everybody on the paths, and the relationships that their hops follow.

    Args:
        snapshot: What the paths were found in.
        answer: The paths; of none at all, the two ends are given.
        source: Id where they start.
        target: Id where they end.
    """
    ids = dict.fromkeys([source, target])
    ids |= dict.fromkeys(node.id for path in answer.paths for node in path.nodes)
    index = snapshot.node_index
    rows = snapshot.nodes[pl.Series([index[id_] for id_ in ids], dtype=pl.UInt32)]
    among = [pl.col(end).is_in(rows["index"].implode()) for end in ("source", "target")]
    datasets = behind_part(snapshot, rows, snapshot.edges.filter(among)["index"])
    edges = {
        (r.source, r.target, r.type, r.kind): SubgraphEdge(
            r.source, r.target, r.type, r.kind, r.count, r.first_at, r.last_at
        )
        for path in answer.paths
        for hop in path.hops
        for r in hop.relationships
    }
    shown = f"{len(answer.paths)} of {answer.total} shortest paths"
    parameters = answer.provenance.parameters
    return Subgraph(
        nodes=tuple(node_of(row, None) for row in rows.iter_rows(named=True)),
        edges=tuple(edges.values()),
        title=f"Paths from {source} to {target}",
        description=f"{shown if answer.paths else 'There is no path'}. {answer.reading}",
        datasets=datasets,
        credits=credits_of(snapshot, datasets),
        graph_version=answer.provenance.graph_version,
        query="paths",
        parameters={name: _plain(value) for name, value in parameters.items()},
    )


def _plain(value: object) -> Fact:
    return value if isinstance(value, str | int | float | None) else str(value)

"""A coordinated group as a part of the graph to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import polars as pl

from graph.answers.co_shares import CoShare
from graph.answers.coordination import CoordinatedEdge, CoordinationAnswer
from graph.answers.credits import credits_of
from graph.answers.subgraphs import node_of
from graph.snapshot import Snapshot
from graph.subgraph import Evidence, Subgraph, SubgraphEdge
from graph.vocabulary import Trace

_DIRECTION = (
    "A line joins two accounts that shared the same things closer in time than chance explains; "
    "it has no direction."
)
_TITLE = 200
_TEXTS = frozenset({Trace.TEXT, Trace.NEAR_TEXT})


def group_subgraph(snapshot: Snapshot, answer: CoordinationAnswer, *, query: str) -> Subgraph:
    """Return the first group of an answer with the evidence of its edges.

    Args:
        snapshot: For what is known of the members.
        answer: As `coordinated_groups` gives it; it must have a group.
        query: The question, for the page's stamp.
    """
    group = answer.groups[0]
    indexes = [snapshot.node_index[member.id] for member in group.members]
    rows = snapshot.nodes[pl.Series(indexes, dtype=pl.UInt32)].iter_rows(named=True)
    datasets = _datasets(group.edges) or [each.dataset for each in answer.provenance.datasets]
    layers = ", ".join(f"{name} {count}" for name, count in group.traces.items())
    pushed = "; ".join(
        f"{_named(one.trace, one.object, one.says)[:80]} (in {one.shares} items)"
        for one in group.targets[:3]
    )
    return Subgraph(
        nodes=tuple(node_of(row, group.number) for row in rows),
        edges=tuple(map(_edge, group.edges)),
        title=f"Coordinated group {group.number} of {answer.total}: {len(group.members)} accounts",
        description=(
            f"{group.co_shares} co-shares ({layers}) between {group.pairs} pairs, "
            f"{group.cohesion:.0%} of all pairs of members. "
            "Acting alike is no proof of acting on orders."
            + (f" Shared most: {pushed}." if pushed else "")
        ),
        datasets=tuple(datasets),
        credits=credits_of(snapshot, datasets),
        graph_version=answer.provenance.graph_version,
        query=query,
        parameters=answer.provenance.parameters,
        seed=answer.provenance.seed or 0,
        direction=_DIRECTION,
    )


def _datasets(edges: Iterable[CoordinatedEdge]) -> list[str]:
    """Return the data sets of the co-shares, that with the most first."""
    found = [piece for edge in edges for one in edge.evidence for piece in one.datasets]
    counts = Counter(name for name in found if name is not None)
    return sorted(counts, key=lambda name: (-counts[name], name))


def _named(trace: str, what: str, says: str | None) -> str:
    """Name what was shared: a text by how it begins, for its key says nothing."""
    return " ".join(says.split()) if says and trace in _TEXTS else what


def _edge(edge: CoordinatedEdge) -> SubgraphEdge:
    return SubgraphEdge(
        source=edge.source,
        target=edge.target,
        type="COORDINATED_WITH",
        kind=edge.trace,
        count=edge.count,
        first_at=edge.first_at,
        last_at=edge.last_at,
        evidence=tuple(piece for one in edge.evidence for piece in _pieces(edge, one)),
        evidence_total=max(2 * edge.count, 2 * len(edge.evidence)),
        judged=_judged(edge),
    )


def _judged(edge: CoordinatedEdge) -> str:
    """Say what was counted, and how sure it is that chance does not explain it."""
    parts = [f"Shared within {edge.window:,} s of each other"]
    parts += [f"by chance {edge.expected:,.1f} times"] if edge.expected is not None else []
    parts += [f"p {edge.p_value:.2g}"] if edge.p_value is not None else []
    parts += [f"q {edge.q_value:.2g}"] if edge.q_value is not None else []
    return f"{'; '.join(parts)}. q: p, corrected for how many pairs were compared."


def _pieces(edge: CoordinatedEdge, one: CoShare) -> tuple[Evidence, Evidence]:
    """Both items of a co-share, one after the other."""
    said = _named(one.trace, one.object, one.says)
    what = f"{said[:_TITLE]} (within {abs(one.lag_seconds):g} s)"
    return (
        _piece(f"{edge.source}: {what}", one.source_url, one.source_at, one.datasets[0], edge),
        _piece(f"{edge.target}: {what}", one.target_url, one.target_at, one.datasets[1], edge),
    )


def _piece(
    title: str, url: str | None, at: datetime | None, dataset: str | None, edge: CoordinatedEdge
) -> Evidence:
    return Evidence(
        url=url, published_at=at, kind=edge.trace, title=title, dataset=dataset, run=edge.run
    )

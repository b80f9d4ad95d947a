"""One node for each community, for graphs too large to draw node by node."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import igraph as ig
import numpy as np

from api.views.layout import seeded_igraph
from graph.nesting import fair_share, nest
from graph.subgraph import Fact, Subgraph, SubgraphEdge, SubgraphNode, strengths

_NAMED = 3
_EVIDENCE = 10


def collapse_communities(
    subgraph: Subgraph, community: Mapping[str, int] | None = None
) -> Subgraph:
    """Replace every community by one node, and the ties between communities by their sums.

    Where not every node has a community, they are found by Leiden with the subgraph's seed. Ties
    inside a community become facts of its node; a community of one stays the actor that it is.
    Totals stay those of the question.

    Args:
        subgraph: What to collapse.
        community: The community of each node, if they have been found already.
    """
    community = communities_of(subgraph) if community is None else community
    members: defaultdict[int, list[SubgraphNode]] = defaultdict(list)
    for node in subgraph.nodes:
        members[community[node.id]].append(node)
    inside: Counter[int] = Counter()
    between: defaultdict[tuple[int, int, str, str | None], list[SubgraphEdge]] = defaultdict(list)
    for edge in subgraph.edges:
        a, b = community[edge.source], community[edge.target]
        if a == b:
            inside[a] += edge.count
        else:
            between[a, b, edge.type, edge.kind].append(edge)
    strength = strengths(subgraph)
    node_of = {c: _node(c, nodes, strength, inside[c]) for c, nodes in sorted(members.items())}
    return replace(
        subgraph,
        nodes=tuple(node_of.values()),
        edges=tuple(
            _edge(node_of[a].id, node_of[b].id, type_, kind, edges)
            for (a, b, type_, kind), edges in between.items()
        ),
        total_nodes=subgraph.all_nodes,
        total_edges=subgraph.all_edges,
    )


def with_members(whole: Subgraph, shown: Subgraph, community: Mapping[str, int]) -> Subgraph:
    """Put into collapsed communities their strongest members, for a reader to open.

    Args:
        whole: What was collapsed.
        shown: What is left of it: communities, and actors who are alone in theirs.
        community: The community of each node of the whole.
    """
    there = {node.id for node in shown.nodes}
    names = ((id_, f"community:{number}") for id_, number in community.items())
    outer = {id_: id_ if id_ in there else name for id_, name in names if {id_, name} & there}
    strength = strengths(whole)
    ranked = sorted(
        (n for n in whole.nodes if outer.get(n.id, n.id) != n.id),
        key=lambda n: (-strength[n.id], n.id),
    )
    members = fair_share(ranked, [outer[node.id] for node in ranked])
    kept = {node.id for node in members}
    among, toward = [], defaultdict(list)
    for edge in whole.edges:
        a, b = edge.source, edge.target
        if a in kept and b in kept:
            among.append(edge)
        if a not in outer or b not in outer or outer[a] == outer[b]:
            continue
        if a in kept:
            toward[a, outer[b], edge.type, edge.kind].append(edge)
        if b in kept:
            toward[outer[a], b, edge.type, edge.kind].append(edge)
    ties = [*among, *(_edge(*key, edges) for key, edges in toward.items())]
    return nest(shown, members, ties, {id_: outer[id_] for id_ in kept})


def communities_of(subgraph: Subgraph) -> dict[str, int]:
    """Return each node's community; where not all are known, they are found by Leiden."""
    given = [node.community for node in subgraph.nodes]
    known = [c for c in given if c is not None]
    ids = [node.id for node in subgraph.nodes]
    if len(known) == len(given):
        return dict(zip(ids, known, strict=True))
    number = {id_: i for i, id_ in enumerate(ids)}
    graph = ig.Graph(len(ids), [(number[e.source], number[e.target]) for e in subgraph.edges])
    graph.es["weight"] = np.log1p([e.count for e in subgraph.edges]).tolist()
    graph.simplify(combine_edges="sum")
    with seeded_igraph(subgraph.seed):
        found = graph.community_leiden("modularity", weights="weight")
    return dict(zip(ids, found.membership, strict=True))


def _node(
    number: int, nodes: Sequence[SubgraphNode], strength: dict[str, int], inside: int
) -> SubgraphNode:
    ranked = sorted(nodes, key=lambda n: (-strength[n.id], n.id))
    if len(ranked) == 1:
        return replace(ranked[0], community=number)
    names = [node.label or node.id for node in ranked]
    countries = Counter(node.country or "unknown" for node in nodes).most_common()
    main, main_count = countries[0]
    facts: dict[str, Fact] = {
        "members": len(nodes),
        "strongest members": ", ".join(name[:80] for name in names[:10]),
        "countries": ", ".join(f"{country} {count}" for country, count in countries[:8]),
        "observations inside": inside,
    }
    more = f" +{len(names) - _NAMED:,}" if len(names) > _NAMED else ""
    return SubgraphNode(
        id=f"community:{number}",
        label=", ".join(name[:30] for name in names[:_NAMED]) + more,
        # The colour of a mixed community would be a claim: it takes more than half.
        country=main if main != "unknown" and main_count * 2 > len(nodes) else None,
        community=number,
        facts=facts,
        members=len(nodes),
    )


def _edge(
    source: str, target: str, type_: str, kind: str | None, edges: Sequence[SubgraphEdge]
) -> SubgraphEdge:
    return SubgraphEdge(
        source=source,
        target=target,
        type=type_,
        kind=kind,
        count=sum(edge.count for edge in edges),
        first_at=min((e.first_at for e in edges if e.first_at), default=None, key=_utc),
        last_at=max((e.last_at for e in edges if e.last_at), default=None, key=_utc),
        evidence=tuple(e for edge in edges for e in edge.evidence[:1])[:_EVIDENCE],
        evidence_total=sum(max(len(e.evidence), e.evidence_total or 0) for e in edges),
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

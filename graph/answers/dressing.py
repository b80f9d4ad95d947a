"""Put to a subgraph what only the database holds: evidence of ties, assessments of actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from graph.answers.evidence import EvidenceItem
from graph.answers.latest_evidence import Latest, Tie, latest_evidence
from graph.database import Database
from graph.sharing_out import share_out
from graph.snapshot import Snapshot
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge

_ASSESSMENTS: Final = (
    "UNWIND $id AS from MATCH (a:Actor {id: from})-[r:ATTRIBUTED_TO]->(s:State) "
    "RETURN a.id, r.category, s.id, r.source, r.assessedAt, r.confidence ORDER BY r.source"
)


def dress(
    subgraph: Subgraph,
    database: Database,
    each: int,
    view: Snapshot,
    most: int | None = None,
) -> Subgraph:
    """Return the subgraph with assessments, and at most `each` pieces of evidence for a tie.

    Args:
        subgraph: What to show.
        database: Asked for what the snapshot does not hold.
        each: Most pieces of evidence for a tie.
        view: The snapshot that the subgraph is a part of.
        most: Most pieces in all, shared out among the ties; more are not read.
    """
    shown = _shown(subgraph.edges, database, each, view, most)
    members = view.node_index.members
    accounts = {id_: node.id for node in subgraph.nodes for id_ in members(node.id)}
    assessed = _assessments(database, accounts)
    return replace(
        subgraph,
        nodes=tuple(
            replace(node, assessments=tuple(assessed[node.id])) if node.id in assessed else node
            for node in subgraph.nodes
        ),
        edges=tuple(
            replace(edge, evidence=tuple(map(_evidence, shown.get(_tie(edge), ()))))
            for edge in subgraph.edges
        ),
    )


def _shown(
    edges: Sequence[SubgraphEdge], database: Database, each: int, view: Snapshot, most: int | None
) -> Latest:
    """Read the evidence of the ties, of those that may have the same number at once."""
    if most is None:
        return latest_evidence(view, database, map(_tie, edges), each)
    counts = [edge.count for edge in edges]
    limits = share_out([min(each, count) for count in counts], most, counts)
    shown: Latest = {}
    for limit in sorted(set(limits)):
        some = (edge for edge, its in zip(edges, limits, strict=True) if its == limit)
        shown |= latest_evidence(view, database, map(_tie, some), limit)
    return shown


def _tie(edge: SubgraphEdge) -> Tie:
    return Tie(edge.source, edge.target, edge.type, edge.kind)


def _evidence(item: EvidenceItem) -> Evidence:
    said = item.statement
    return Evidence(
        url=item.url or item.original_url,
        archived_url=item.archived_url,
        published_at=item.published_at,
        kind=item.kind,
        title=said.quote if said else item.title,
        dataset=item.dataset,
        run=item.run,
        source=said.source if said else None,
    )


def _assessments(database: Database, accounts: Mapping[str, str]) -> dict[str, list[Assessment]]:
    found: dict[str, list[Assessment]] = defaultdict(list)
    for id_, category, state, source, date, confidence in database.read(
        _ASSESSMENTS, {"id": list(accounts)}
    ).rows:
        code = str(state).removeprefix("state:")
        found[accounts[id_]].append(Assessment(category, code, source, date, confidence))
    return found

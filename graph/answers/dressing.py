"""Put to a subgraph what only the database holds: evidence of ties, assessments of actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graph.answers.credits import credits_of
from graph.answers.evidence import EvidenceItem
from graph.answers.latest_evidence import Latest, Tie, latest_evidence
from graph.answers.techniques import techniques
from graph.database import Database
from graph.sharing_out import share_out
from graph.snapshot import Snapshot
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge, SubgraphNode

_PIECES_AT_ONCE: Final = 10_000
_TIES_AT_ONCE: Final = 4_000
_ACTORS_AT_ONCE: Final = 5_000

_ASSESSMENTS: Final = (
    "UNWIND $id AS from MATCH (a:Actor {id: from})-[r:ATTRIBUTED_TO]->(s:State) "
    "RETURN a.id, r.category, s.id, r.source, r.assessedAt, r.confidence, r.dataset "
    "ORDER BY r.source"
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
    nodes, datasets = _judged(subgraph.nodes, database, view)
    edges = tuple(_backed(subgraph.edges, shown))
    return _credited(replace(subgraph, nodes=nodes, edges=edges), datasets, view)


def dress_in_parts(
    subgraph: Subgraph,
    database: Database,
    each: int,
    view: Snapshot,
    progress: Callable[[int], None] = lambda done: None,
) -> Subgraph:
    """Do the same for a subgraph of any size, and add the techniques that sources name.

    No statement reads more than a little of it: in one piece, the evidence of a large graph would
    exceed a statement's time and be missing.

    Args:
        subgraph: What to write.
        database: Asked for what the snapshot does not hold.
        each: Most pieces of evidence for a tie.
        view: The snapshot that the subgraph is a part of.
        progress: Called with the number of ties that have their evidence.
    """
    edges: list[SubgraphEdge] = []
    for part in _parts(subgraph.edges, each):
        edges += _backed(part, latest_evidence(view, database, map(_tie, part), each))
        progress(len(edges))
    nodes: list[SubgraphNode] = []
    datasets: dict[str, None] = {}
    for k in range(0, len(subgraph.nodes), _ACTORS_AT_ONCE):
        some, theirs = _judged(subgraph.nodes[k : k + _ACTORS_AT_ONCE], database, view)
        nodes += some
        datasets |= theirs
    members = view.node_index.members
    shown = {id_: node.id for node in nodes for id_ in members(node.id)}
    said = techniques(database, shown)
    dressed = replace(subgraph, nodes=tuple(nodes), edges=tuple(edges), techniques=said)
    return _credited(dressed, datasets, view)


def lacking(subgraph: Subgraph) -> int:
    """Count ties that have evidence of which none could be read: too slow, or removed since."""
    return sum(bool(edge.evidence_total) and not edge.evidence for edge in subgraph.edges)


def _parts(edges: Sequence[SubgraphEdge], each: int) -> Iterator[Sequence[SubgraphEdge]]:
    """Cut ties into parts that have about as much evidence to read."""
    begin = pieces = 0
    for end, edge in enumerate(edges, 1):
        pieces += min(each, edge.count)
        if pieces >= _PIECES_AT_ONCE or end - begin == _TIES_AT_ONCE:
            yield edges[begin:end]
            begin, pieces = end, 0
    if begin < len(edges):
        yield edges[begin:]


def _backed(edges: Iterable[SubgraphEdge], shown: Latest) -> Iterator[SubgraphEdge]:
    for edge in edges:
        yield replace(edge, evidence=tuple(map(_evidence, shown.get(_tie(edge), ()))))


def _judged(
    nodes: Sequence[SubgraphNode], database: Database, view: Snapshot
) -> tuple[tuple[SubgraphNode, ...], dict[str, None]]:
    """Return the nodes with their assessments, and the data sets that these came with."""
    members = view.node_index.members
    accounts = {id_: node.id for node in nodes for id_ in members(node.id)}
    assessed, datasets = _assessments(database, accounts)
    judged = tuple(
        replace(node, assessments=tuple(assessed[node.id])) if node.id in assessed else node
        for node in nodes
    )
    return judged, datasets


def _credited(subgraph: Subgraph, datasets: Iterable[str], view: Snapshot) -> Subgraph:
    """Name the data sets of the assessments too."""
    names = tuple(dict.fromkeys((*subgraph.datasets, *datasets)))
    return replace(subgraph, datasets=names, credits=credits_of(view, names))


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


def _assessments(
    database: Database, accounts: Mapping[str, str]
) -> tuple[dict[str, list[Assessment]], dict[str, None]]:
    found: dict[str, list[Assessment]] = defaultdict(list)
    datasets: dict[str, None] = {}
    for id_, category, state, source, date, confidence, dataset in database.read(
        _ASSESSMENTS, {"id": list(accounts)}
    ).rows:
        code = str(state).removeprefix("state:")
        found[accounts[id_]].append(Assessment(category, code, source, date, confidence))
        datasets |= {dataset: None} if dataset is not None else {}
    return found, datasets

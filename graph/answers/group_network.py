"""Groups as a network: a node for each country, language or community, ties summed between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.communities import divided
from graph.answers.credits import behind, credits_of
from graph.answers.groups import Dimension, Grouping, every_group, grouping
from graph.answers.partition import Method
from graph.answers.provenance import moment
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.subgraph import Subgraph, SubgraphEdge, SubgraphNode

_NAMED = 3
_STRONGEST = 10


@dataclass(frozen=True, slots=True)
class GroupFlows:
    """How often members of each group amplified members of each.

    Attributes:
        names: The groups, the most active first.
        counts: Pieces of evidence: a row for who amplified, a column for who was amplified.
    """

    names: tuple[str, ...]
    counts: npt.NDArray[np.int64]


def group_flows(snapshot: Snapshot, by: Dimension, most: int) -> GroupFlows:
    """Sum the evidence between the most active groups, inside them too."""
    view = _activity(snapshot)
    groups = grouping(view, every_group(view, by, most))
    pairs = view.pairs()
    source, target = groups.of[pairs.source], groups.of[pairs.target]
    both = (source >= 0) & (target >= 0)
    counts = np.zeros((len(groups.names),) * 2, np.int64)
    np.add.at(counts, (source[both], target[both]), pairs.weight[both].astype(np.int64))
    return GroupFlows(groups.names, counts)


def group_network(snapshot: Snapshot, by: Dimension, most: int) -> Subgraph:
    """Return the most active groups, and who amplifies whom between them."""
    view = _activity(snapshot)
    return _network(view, grouping(view, every_group(view, by, most)), by.value)


def community_network(snapshot: Snapshot, method: Method, most: int) -> Subgraph:
    """Return the largest communities, and who amplifies whom between them."""
    view, found = divided(snapshot, method)
    membership = found.membership
    names = tuple(str(number) for number in range(1, min(most, int(membership.max(initial=0))) + 1))
    of = np.where((membership > 0) & (membership <= len(names)), membership - 1, -1)
    return _network(view, Grouping(names, of), "community")


def _activity(snapshot: Snapshot) -> Snapshot:
    return snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))


def _network(view: Snapshot, groups: Grouping, by: str) -> Subgraph:
    of = groups.of
    edges = view.edges.with_columns(
        pl.Series("from", of[view.edges["source"].to_numpy()]),
        pl.Series("to", of[view.edges["target"].to_numpy()]),
    ).filter(pl.col("from") >= 0, pl.col("to") >= 0)
    inside = dict(
        edges.filter(pl.col("from") == pl.col("to"))
        .group_by("from")
        .agg(pl.sum("count"))
        .iter_rows()
    )
    between = (
        edges.filter(pl.col("from") != pl.col("to"))
        .group_by("from", "to", "type", "kind")
        .agg(pl.sum("count"), pl.min("firstMs"), pl.max("lastMs"))
        .sort("from", "to", "type", "kind")
    )
    strength = view.pairs().strength
    nodes = tuple(_node(view, by, name, of == k, inside.get(k, 0), strength)
                  for k, name in enumerate(groups.names))  # fmt: skip
    return Subgraph(
        nodes=nodes,
        edges=tuple(
            SubgraphEdge(nodes[a].id, nodes[b].id, type_, kind, count, moment(first), moment(last),
                         evidence_total=count)
            for a, b, type_, kind, count, first, last in between.iter_rows()
        ),
        title=f"Who amplifies whom, by {by}",
        description=f"Each mark stands for all actors of a {by}. What they amplify among "
        "themselves is no tie here; it stands in the facts of the mark.",
        datasets=behind(view),
        credits=credits_of(view, behind(view)),
        graph_version=str(view.version),
        query="groups",
        parameters={"by": by, **view.scope.parameters()},
    )  # fmt: skip


def _node(
    view: Snapshot,
    by: str,
    name: str,
    members: npt.NDArray[np.bool_],
    inside: int,
    strength: npt.NDArray[np.float64],
) -> SubgraphNode:
    active = np.flatnonzero(members & (strength > 0))
    ranked = active[np.lexsort((active, -strength[active]))][:_STRONGEST]
    named = view.nodes[pl.Series(ranked, dtype=pl.UInt32)].select(pl.coalesce("name", "id"))
    strongest = named.to_series().to_list()
    return SubgraphNode(
        id=f"{by}:{name}",
        label=", ".join(s[:30] for s in strongest[:_NAMED]) if by == "community" else name,
        country=name if by == "country" else None,
        community=int(name) if by == "community" else None,
        facts={
            "actors with activity": len(active),
            "observations inside": inside,
            "strongest": ", ".join(each[:80] for each in strongest),
        },
        members=max(len(active), 1),
    )

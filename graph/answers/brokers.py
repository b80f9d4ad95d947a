"""Who carries content from one side to another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.brokerage import ROLES, BrokerRole, count_roles
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.answers.seeding import igraph_seed
from graph.errors import AmpnetError
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import igraph_of

Grouping = Literal["country", "language", "region", "platform"]
Ints = npt.NDArray[np.int64]

_SWAPS_PER_EDGE: Final = 10
"""Edge swaps tried for each edge of a random graph (Milo et al., arXiv:cond-mat/0312028)."""


class BadBrokersRequestError(AmpnetError):
    """A question about brokers that has no meaning."""


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How often a node has a role, and how often it would by chance.

    Attributes:
        count: Ordered pairs (a, c) between which it brokers in this role.
        expected: Mean over random graphs in which everybody amplifies, and is amplified by, as
            many others; None without random graphs.
        z: Standard deviations above that mean; None where the random graphs do not vary.
    """

    count: int
    expected: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class Broker:
    """A node that stands between others.

    Attributes:
        node: Who.
        group: Its group.
        total: Sum over the roles.
        roles: Per role.
    """

    node: NodeSummary
    group: str
    total: int
    roles: Mapping[str, RoleCount]


@dataclass(frozen=True, slots=True)
class BrokersAnswer:
    """Brokers, those with most of the role asked for first.

    Attributes:
        items: At most the limit.
        total: How many nodes broker at all, in that role where one was asked for.
        truncated: True when there are more than are given.
        groups: Members of each group that take part.
        ungrouped: Nodes without a group: they, and what they amplify, are left out.
        provenance: How it was computed.
    """

    items: tuple[Broker, ...]
    total: int
    truncated: bool
    groups: Mapping[str, int]
    ungrouped: int
    provenance: Provenance


def brokers(
    snapshot: Snapshot,
    by: Grouping | Mapping[str, str] = "country",
    *,
    role: BrokerRole | None = None,
    null_graphs: int = 20,
    seed: int = 1,
    limit: int = 50,
) -> BrokersAnswer:
    """Count the brokerage roles of Gould and Fernandez, along the flow of content.

    b brokers between a and c when b amplified a and c amplified b, but c never amplified a.

    Args:
        snapshot: The graph, or a view of it.
        by: Which property of a node is its group, or the group of each id.
        role: Order by this role; None orders by the sum of all.
        null_graphs: Random graphs to compare with; 0 for none. The cost grows with their number.
        seed: Seed of the random graphs.
        limit: Most brokers to return.

    Raises:
        UnknownIdError: `by` names an id that is not in the graph.
        BadBrokersRequestError: A negative number of random graphs, or a limit below 1.
    """
    if null_graphs < 0 or limit < 1:
        raise BadBrokersRequestError("null_graphs must be 0 or more, and limit 1 or more.")
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    labels = _labels(view, by)
    names = labels.drop_nulls().unique().sort()
    group = labels.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    pairs = view.pairs()
    both = (group[pairs.source] >= 0) & (group[pairs.target] >= 0)
    # Content comes from the one amplified, and edges point at that one.
    source, target = pairs.target[both], pairs.source[both]
    counts = count_roles(source, target, np.maximum(group, 0))
    expected, deviation = _chance(source, target, np.maximum(group, 0), null_graphs, seed)
    measure = counts.sum(axis=1) if role is None else counts[:, ROLES.index(role)]
    order = np.lexsort((np.arange(len(measure)), -measure))
    order = order[measure[order] > 0]
    shown = order[:limit]
    items = tuple(
        Broker(
            node,
            names[int(group[at])],
            int(counts[at].sum()),
            {
                which.value: _role(counts[at, k], expected, deviation, (at, k))
                for k, which in enumerate(ROLES)
            },
        )
        for node, at in zip(summaries(view, shown), shown.tolist(), strict=True)
    )
    members = np.bincount(group[(group >= 0) & view.kept], minlength=len(names)).tolist()
    parameters = {
        "by": by if isinstance(by, str) else dict(by),
        "role": role and role.value,
        "nullGraphs": null_graphs,
        "limit": limit,
    }
    return BrokersAnswer(
        items=items,
        total=len(order),
        truncated=len(order) > len(items),
        groups=dict(zip(names.to_list(), members, strict=True)),
        ungrouped=int(((group < 0) & view.kept).sum()),
        provenance=provenance(view, "brokers", parameters, seed if null_graphs else None),
    )


def _labels(view: Snapshot, by: Grouping | Mapping[str, str]) -> pl.Series:
    if isinstance(by, str):
        return view.nodes[by]
    labels: list[str | None] = [None] * len(view.nodes)
    for id_, label in by.items():
        labels[view.node_index[id_]] = label
    return pl.Series(labels, dtype=pl.String)


def _chance(
    source: Ints, target: Ints, group: Ints, graphs: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | tuple[None, None]:
    """Mean and standard deviation of the counts over random graphs with the same degrees.

    Edges swap their ends, so that every node keeps the number of others that it amplifies and
    that amplify it, and no loop or double edge comes about (Maslov and Sneppen 2002).
    """
    if not graphs or not len(source):
        return None, None
    total = np.zeros((len(group), len(ROLES)))
    squares = total.copy()
    graph = igraph_of(len(group), source, target, directed=True)
    with igraph_seed(seed):
        for _ in range(graphs):
            graph.rewire(n=_SWAPS_PER_EDGE * len(source))
            ends = np.array(graph.get_edgelist(), dtype=np.int64)
            counts = count_roles(ends[:, 0], ends[:, 1], group).astype(np.float64)
            total += counts
            squares += counts**2
    mean = total / graphs
    variance = np.maximum(squares / graphs - mean**2, 0) * graphs / max(graphs - 1, 1)
    return mean, np.sqrt(variance)


def _role(
    count: np.int64,
    expected: npt.NDArray[np.float64] | None,
    deviation: npt.NDArray[np.float64] | None,
    at: tuple[int, int],
) -> RoleCount:
    if expected is None or deviation is None:
        return RoleCount(int(count), None, None)
    mean, spread = float(expected[at]), float(deviation[at])
    return RoleCount(int(count), mean, (int(count) - mean) / spread if spread > 0 else None)

"""Who carries content from one side to another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.betweenness import betweenness, bridging
from graph.answers.broker_null import Chance, brokers_by_chance
from graph.answers.broker_sides import SideGroup, side
from graph.answers.brokerage import ROLES, BrokerRole, RoleCounts, count_roles
from graph.answers.foretold import brokering
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.patience import expect, times_left
from graph.answers.provenance import Provenance, provenance
from graph.answers.removal import SolePairs, cut_off, reach, sole_pairs
from graph.errors import AmpnetError
from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot, SnapshotFilter
from graph.snapshot.pairs import igraph_of

Grouping = Literal["country", "language", "region", "platform"]
Ints = npt.NDArray[np.int64]

_FEW_PAIRS: Final = 1_000
"""From which betweenness is estimated in a tenth of the usual time."""


class RankBy(StrEnum):
    """What brokers are ordered by."""

    ROLES = "roles"
    BETWEENNESS = "betweenness"
    BRIDGING = "bridging"


class BadBrokersRequestError(AmpnetError):
    """A question about brokers that has no meaning."""


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How often a node has a role, and how often it would by chance.

    Attributes:
        count: Ordered pairs (a, c) between which it brokers in this role.
        error: Its standard error; 0 where all pairs were looked at.
        expected: Mean over random graphs in which everybody amplifies, and is amplified by, as
            many others; None without random graphs.
        z: Standard deviations above that mean; None where the random graphs do not vary.
    """

    count: int
    error: float
    expected: float | None
    z: float | None

    @property
    def most(self) -> int | None:
        """What it is at most, by two standard errors, where it cannot be told from none."""
        return round(self.count + 2 * self.error) if self.error >= max(self.count, 1) / 2 else None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node stands in the whole network, whatever the groups.

    Attributes:
        betweenness: Shortest ways of content that lead through it, summed over ordered pairs of
            others as the share of their shortest ways.
        betweenness_error: Its standard error; 0 where all starting points were looked at.
        betweenness_expected: Its mean over the random graphs; None without any.
        betweenness_z: Standard deviations above that; None where they do not vary.
        bridging: Betweenness weighted for standing between parts that are dense themselves.
        reach: Others that content gets to from it within 1, 2, ... steps.
        sole: Pairs that only it connects in two steps: lost when it is gone.
        cut_off: Others that fall off the largest part of its network when it is gone.
    """

    betweenness: float
    betweenness_error: float
    betweenness_expected: float | None
    betweenness_z: float | None
    bridging: float
    reach: tuple[int, ...]
    sole: SolePairs
    cut_off: int


@dataclass(frozen=True, slots=True)
class Broker:
    """A node that stands between others.

    Attributes:
        node: Who.
        group: Its group.
        total: Sum over the roles.
        roles: Per role.
        senders: Whose content it takes up, by group.
        receivers: Who takes it up from it, by group.
        position: Where it stands in the whole network.
    """

    node: NodeSummary
    group: str
    total: int
    roles: Mapping[str, RoleCount]
    senders: tuple[SideGroup, ...]
    receivers: tuple[SideGroup, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class BrokersAnswer:
    """Brokers, those with most of the role asked for first.

    Attributes:
        items: At most the limit.
        total: How many nodes broker at all, in that role where one was asked for; or have a
            betweenness above 0, where it is ordered by that.
        truncated: True when there are more than are given.
        groups: Members of each group that take part.
        ungrouped: Nodes without a group: they, and what they amplify, are left out of the roles.
        pairs: Pairs of a start and an end that the betweenness is estimated from; None where it
            is exact.
        provenance: How it was computed.
    """

    items: tuple[Broker, ...]
    total: int
    truncated: bool
    groups: Mapping[str, int]
    ungrouped: int
    pairs: int | None
    provenance: Provenance


def brokers(
    snapshot: Snapshot,
    by: Grouping | Mapping[str, str] = "country",
    *,
    role: BrokerRole | None = None,
    rank_by: RankBy = RankBy.ROLES,
    null_graphs: int = 20,
    pairs: int | None = 10_000,
    role_pairs: int | None = None,
    steps: int = 3,
    seed: int = 1,
    limit: int = 50,
) -> BrokersAnswer:
    """Count the brokerage roles of Gould and Fernandez, along the flow of content.

    b brokers between a and c when b amplified a and c amplified b, but c never amplified a. Of
    those that are listed it is said, too, where they stand in the whole network.

    Args:
        snapshot: The graph, or a view of it.
        by: Which property of a node is its group, or the group of each id.
        role: Order by this role; None orders by the sum of all.
        rank_by: Order by the roles, or by betweenness, or by bridging.
        null_graphs: Random graphs to compare with; 0 for none. The cost grows with their number.
        pairs: Pairs of a start and an end from which to estimate the betweenness, unless it is
            as quick to compute; None to compute it, which takes as long as nodes times edges.
        role_pairs: Pairs from which to estimate the roles of each node; None for all.
        steps: Steps of the reach.
        seed: Seed of the random graphs and of all samples.
        limit: Most brokers to return.

    Raises:
        UnknownIdError: `by` names an id that is not in the graph.
        BadBrokersRequestError: A negative number of random graphs, or a limit, a number of
            steps below 1, or fewer than two pairs.
    """
    few = any(number is not None and number < 2 for number in (pairs, role_pairs))
    if null_graphs < 0 or limit < 1 or steps < 1 or few:
        raise BadBrokersRequestError(
            "null_graphs must be 0 or more, limit and steps 1 or more, numbers of pairs 2 or more."
        )
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    labels = _labels(view, by)
    names = labels.drop_nulls().unique().sort()
    group = labels.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    edges = view.pairs()
    both = (group[edges.source] >= 0) & (group[edges.target] >= 0)
    # Content comes from the one amplified, and edges point at that one.
    source, target = edges.target[both], edges.source[both]
    known = np.maximum(group, 0)
    _expect(int(view.kept.sum()), len(edges.source), null_graphs, pairs)
    roles = count_roles(source, target, known, role_pairs, seed)
    counts = roles.values
    flow = igraph_of(edges.size, edges.target, edges.source, directed=True)
    content, back = view.adjacency(Flow.CONTENT), view.adjacency(Flow.AMPLIFICATION)
    through = view.once(
        ("betweenness", pairs, seed), lambda: betweenness(content, back, pairs, seed)
    )
    bridge = bridging(view.pairs(directed=False), through.values)
    content_edges = edges.target, edges.source
    chance = brokers_by_chance(content_edges, group, null_graphs, seed, pairs, role_pairs)
    measures = {
        RankBy.ROLES: counts.sum(axis=1) if role is None else counts[:, ROLES.index(role)],
        RankBy.BETWEENNESS: through.values,
        RankBy.BRIDGING: bridge,
    }
    measure = measures[rank_by]
    order = np.lexsort((np.arange(len(measure)), -measure))
    order = order[measure[order] > 0]
    shown = order[:limit]
    lost = cut_off(flow, shown.tolist())
    items = []
    for k, (node, at) in enumerate(zip(summaries(view, shown), shown.tolist(), strict=True)):
        mean, z = _against(float(through.values[at]), chance and chance[1], at)
        items.append(
            Broker(
                node,
                names[int(group[at])] if group[at] >= 0 else "unknown",
                int(counts[at].sum()),
                {r.value: _role(roles, chance and chance[0], (at, n)) for n, r in enumerate(ROLES)},
                side(view, back, at, group, names),
                side(view, content, at, group, names),
                Position(
                    float(through.values[at]),
                    float(through.errors[at]),
                    mean,
                    z,
                    float(bridge[at]),
                    reach(content, at, steps),
                    sole_pairs(content, back, at, seed),
                    lost[k],
                ),
            )
        )
    members = np.bincount(group[(group >= 0) & view.kept], minlength=len(names)).tolist()
    parameters = {
        "by": by if isinstance(by, str) else dict(by),
        "role": role and role.value,
        "rankBy": rank_by.value,
        "nullGraphs": null_graphs,
        "pairs": pairs,
        "rolePairs": role_pairs,
        "steps": steps,
        "limit": limit,
    }
    return BrokersAnswer(
        items=tuple(items),
        total=len(order),
        truncated=len(order) > len(items),
        groups=dict(zip(names.to_list(), members, strict=True)),
        ungrouped=int(((group < 0) & view.kept).sum()),
        pairs=through.pairs,
        provenance=provenance(view, "brokers", parameters, seed),
    )


def _expect(nodes: int, edges: int, null_graphs: int, pairs: int | None) -> None:
    """Refuse what would take too long, and say with how many random graphs it would not."""

    def affordable(drawn: int | None) -> int:
        before = brokering(nodes, edges, 0, drawn)
        left = times_left(brokering(nodes, edges, 1, drawn) - before, before)
        return null_graphs if left is None else min(left, null_graphs)

    instead = {"nullGraphs": affordable(pairs)}
    if not instead["nullGraphs"] and (pairs is None or pairs > _FEW_PAIRS):
        instead = {"nullGraphs": affordable(_FEW_PAIRS), "pairs": _FEW_PAIRS}
    seconds = brokering(nodes, edges, null_graphs, pairs)
    expect(f"Brokers of {edges:,} pairs, with {null_graphs} random graphs", seconds, instead)


def _labels(view: Snapshot, by: Grouping | Mapping[str, str]) -> pl.Series:
    if isinstance(by, str):
        return view.nodes[by]
    labels: list[str | None] = [None] * len(view.nodes)
    for id_, label in by.items():
        labels[view.node_index[id_]] = label
    return pl.Series(labels, dtype=pl.String)


def _against(
    value: float, chance: Chance | None, at: int | tuple[int, int]
) -> tuple[float | None, float | None]:
    """What is expected at a place, and how many standard deviations the value lies above it."""
    if chance is None:
        return None, None
    mean, spread = float(chance.mean[at]), float(chance.deviation[at])
    return mean, (value - mean) / spread if spread > 0 else None


def _role(roles: RoleCounts, chance: Chance | None, at: tuple[int, int]) -> RoleCount:
    count = int(roles.values[at])
    return RoleCount(count, float(roles.errors[at]), *_against(count, chance, at))

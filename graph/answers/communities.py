"""Which communities form, and who is in them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.blocks import Blocks
from graph.answers.description_length import bits_saved
from graph.answers.foretold import dividing, division, quicker
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.partition import (
    Method,
    Partition,
    partition,
    weights_of,
)
from graph.answers.patience import expect
from graph.answers.provenance import Provenance, provenance
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import Pairs

UNKNOWN = "unknown"
"""Stands in counts for members without a country, or a language."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member and how much it has to do with the others.

    Attributes:
        node: Who it is.
        strength: Sum of the counts between it and other members of its community.
    """

    node: NodeSummary
    strength: float


@dataclass(frozen=True, slots=True)
class Community:
    """One community.

    Attributes:
        number: 1 for the largest.
        size: Members.
        top: The strongest members, strongest first.
        countries: Members for each country, most first; `unknown` for those without.
        roles: Members for each role; a member may have several.
        languages: Members for each language, most first; `unknown` for those without.
        kinds: Evidence between members for each kind, most first.
        internal_edges: Connected pairs of members.
        external_edges: Pairs of a member and somebody outside.
        internal_weight: Sum of the counts of the former.
        external_weight: Sum of the counts of the latter.
        modularity: What it adds to the modularity of the division.
    """

    number: int
    size: int
    top: tuple[Member, ...]
    countries: Mapping[str, int]
    roles: Mapping[str, int]
    languages: Mapping[str, int]
    kinds: Mapping[str, int]
    internal_edges: int
    external_edges: int
    internal_weight: float
    external_weight: float
    modularity: float


@dataclass(frozen=True, slots=True)
class CommunitiesAnswer:
    """A division of the graph.

    Attributes:
        communities: The largest ones, at most the limit.
        total: How many communities there are, whatever their size.
        shown: How many of them have the size asked for.
        truncated: True when the limit cut some of these off.
        nodes: Nodes that were divided.
        isolated: Nodes without any edge to another, in no community.
        modularity: Of the whole division, small communities included.
        quality: What the algorithm optimised, see `Partition`.
        runs: It is the best of so many runs, or the consensus of so many.
        resolution: At which it was found: the one asked for, or the one that fits the graph.
        bits_saved: By how many bits the division shortens the description of the graph; below 0
            the graph has no structure that the activity of its nodes does not explain, or
            another kind than communities.
        provenance: How it was computed.
    """

    communities: tuple[Community, ...]
    total: int
    shown: int
    truncated: bool
    nodes: int
    isolated: int
    modularity: float
    quality: float
    runs: int
    resolution: float
    bits_saved: float
    provenance: Provenance


def communities(
    snapshot: Snapshot,
    method: Method | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    min_size: int = 2,
    limit: int = 100,
    top: int = 10,
) -> CommunitiesAnswer:
    """Divide the graph into communities and describe them.

    Loops (an actor that amplifies itself) are left out. The division is kept with the snapshot,
    so asking again, or with another limit, costs only the description.

    Args:
        snapshot: The graph, or a view of it.
        method: Algorithm, resolution, direction, weights and seed.
        types: Relationship types that connect; None takes all, each tie with a count of one.
        min_size: Smallest community to describe.
        limit: Most communities to describe.
        top: Most members to name of each.
    """
    method = method or Method()
    view, found = divided(snapshot, method, types)
    pairs = view.pairs(directed=method.directed)
    shown = int((found.sizes[1:] >= max(min_size, 1)).sum())
    described = _described(view, pairs, found, method.weighted, min(shown, limit), top)
    bits = view.once(
        ("bits", method),
        lambda: bits_saved(pairs, weights_of(pairs, method), found.membership),
    )
    kept = int(view.kept.sum())
    nodes = int(found.sizes[1:].sum())
    parameters = {**asdict(method), "minSize": min_size, "limit": limit, "top": top}
    return CommunitiesAnswer(
        communities=described,
        total=len(found.sizes) - 1,
        shown=shown,
        truncated=shown > len(described),
        nodes=nodes,
        isolated=kept - nodes,
        modularity=found.modularity,
        quality=found.quality,
        runs=found.runs,
        resolution=found.resolution,
        bits_saved=bits,
        provenance=provenance(view, "communities", parameters, method.seed),
    )


def divided(
    snapshot: Snapshot, method: Method, types: Iterable[str] | None = ACTIVITY_TYPES
) -> tuple[Snapshot, Partition]:
    """Return the view that was divided, and the division, computed once for each method."""
    view = snapshot.filter(SnapshotFilter(types=None if types is None else frozenset(types)))

    def divide() -> Partition:
        pairs = view.pairs(directed=method.directed)
        size = len(pairs.weight)
        expect(division(size, method), dividing(size, method), quicker(method))
        return partition(pairs, method)

    return view, view.once(("partition", method), divide)


def _described(
    view: Snapshot, pairs: Pairs, found: Partition, weighted: bool, number: int, top: int
) -> tuple[Community, ...]:
    membership, total = found.membership, len(found.sizes)
    begin, end = membership[pairs.source], membership[pairs.target]
    inside = begin == end
    internal_edges = np.bincount(begin[inside], minlength=total)
    ends = np.bincount(begin, minlength=total) + np.bincount(end, minlength=total)
    blocks = found.blocks if weighted else Blocks.of(pairs, pairs.weight, membership)
    contributions = found.contributions
    members = _top_members(view, pairs, found, inside, number, top)
    countries, roles, languages = _mixes(view, membership, number)
    kinds = _kinds(view, membership, number)
    return tuple(
        Community(
            number=k,
            size=int(found.sizes[k]),
            top=members.get(k, ()),
            countries=countries.get(k, {}),
            roles=roles.get(k, {}),
            languages=languages.get(k, {}),
            kinds=kinds.get(k, {}),
            internal_edges=int(internal_edges[k]),
            external_edges=int(ends[k] - 2 * internal_edges[k]),
            internal_weight=float(blocks.inside[k]),
            external_weight=float(blocks.out[k] + blocks.into[k] - 2 * blocks.inside[k]),
            modularity=float(contributions[k]),
        )
        for k in range(1, number + 1)
    )


def _top_members(
    view: Snapshot,
    pairs: Pairs,
    found: Partition,
    inside: npt.NDArray[np.bool_],
    number: int,
    top: int,
) -> dict[int, tuple[Member, ...]]:
    within = np.where(inside, pairs.weight, 0.0)
    strength = np.bincount(pairs.source, within, pairs.size)
    strength += np.bincount(pairs.target, within, pairs.size)
    nodes = np.flatnonzero((found.membership > 0) & (found.membership <= number))
    of = found.membership[nodes]
    order = np.lexsort((nodes, -strength[nodes], of))
    nodes, of = nodes[order], of[order]
    place = np.arange(len(nodes)) - np.searchsorted(of, of)
    chosen, of = nodes[place < top], of[place < top]
    members: dict[int, list[Member]] = {}
    described = summaries(view, chosen)
    for k, node, value in zip(of.tolist(), described, strength[chosen].tolist(), strict=True):
        members.setdefault(k, []).append(Member(node, value))
    return {k: tuple(found_members) for k, found_members in members.items()}


def _mixes(
    view: Snapshot, membership: npt.NDArray[np.int64], number: int
) -> tuple[dict[int, dict[str, int]], ...]:
    """Members for each country, role and language, of the communities 1 to `number`."""
    frame = view.nodes.select(
        pl.Series("community", membership),
        pl.col("country", "language").fill_null(UNKNOWN),
        "roles",
    ).filter(pl.col("community").is_between(1, number))
    roles = frame.select("community", pl.col("roles")).explode("roles").drop_nulls()
    return _counts(frame, "country"), _counts(roles, "roles"), _counts(frame, "language")


def _kinds(
    view: Snapshot, membership: npt.NDArray[np.int64], number: int
) -> dict[int, dict[str, int]]:
    """Evidence between members for each kind, or type where it has none."""
    edges = view.edges
    begin, end = membership[edges["source"].to_numpy()], membership[edges["target"].to_numpy()]
    loops = (edges["source"] == edges["target"]).to_numpy()  # connect nobody, as in the division
    inside = (begin == end) & (begin > 0) & (begin <= number) & ~loops
    kind = pl.col("kind").cast(pl.String)
    counted = (
        edges.select("kind", "type", "count", pl.Series("community", begin))
        .filter(pl.Series(inside))
        .group_by("community", "kind", "type")  # few are left, of which names are made then
        .agg(pl.col("count").sum().alias("len"))
        .with_columns(kind.fill_null(pl.col("type").cast(pl.String).str.to_lowercase()))
        .group_by("community", "kind")
        .agg(pl.col("len").sum())
    )
    return _by_community(counted, "kind")


def _counts(frame: pl.DataFrame, column: str) -> dict[int, dict[str, int]]:
    return _by_community(frame.group_by("community", column).len(), column)


def _by_community(counted: pl.DataFrame, column: str) -> dict[int, dict[str, int]]:
    counted = counted.sort("community", "len", column, descending=[False, True, False])
    mixes: dict[int, dict[str, int]] = {}
    for k, value, count in counted.select("community", column, "len").iter_rows():
        mixes.setdefault(k, {})[value] = count
    return mixes

"""How far can a division into communities be relied on?

Three questions: does another seed find the same, would slightly other evidence give the same, and
is the division better than what is found in random graphs in which everybody has as many ties?
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from graph.answers.communities import divided
from graph.answers.foretold import dividing, division, quicker
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.partition import BadCommunitiesRequestError, Method, partition
from graph.answers.patience import expect, times_left
from graph.answers.provenance import Provenance, provenance
from graph.answers.resampling import (
    Recurrence,
    recurrence,
    under_other_evidence,
    under_other_seeds,
)
from graph.answers.switching import graphs_by_chance
from graph.snapshot import ACTIVITY_TYPES, Snapshot
from graph.snapshot.pairs import Pairs

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike the divisions of several runs are to the one asked about.

    Attributes:
        runs: How many.
        ami: Mean adjusted mutual information with it: 1 for the same, 0 for chance.
        ami_low: The lowest.
        variation_of_information: Mean, in bits.
        communities: Fewest and most communities of a run.
    """

    runs: int
    ami: float
    ami_low: float
    variation_of_information: float
    communities: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chance:
    """The modularity of random graphs in which everybody keeps the number of its ties.

    Attributes:
        graphs: How many.
        mean: Mean of their modularity, divided in the same way.
        highest: The highest.
        z: Standard deviations of the real one above the mean; None where they do not vary.
        p: Share of graphs, the real one included, that are at least as modular as the real one.
    """

    graphs: int
    mean: float
    highest: float
    z: float | None
    p: float


@dataclass(frozen=True, slots=True)
class MemberStability:
    """How firmly a node is in its community.

    Attributes:
        node: Who.
        community: Its number.
        seeds: Mean overlap of its community with the one that other seeds put it in.
        evidence: Likewise under resampled evidence.
    """

    node: NodeSummary
    community: int
    seeds: float
    evidence: float


@dataclass(frozen=True, slots=True)
class CommunityStability:
    """How firm a community is.

    Attributes:
        number: 1 for the largest.
        size: Members.
        seeds: Mean overlap (Jaccard) with its best match under other seeds; 1 for always there.
        evidence: Likewise under resampled evidence; Hennig (2007) reads below 0.6 as no
            community to rely on, above 0.75 as one, above 0.85 as firm.
        dissolved: Share of the resampled graphs in which nothing overlaps with it by half.
        loosest: Members that stay least often, loosest first.
    """

    number: int
    size: int
    seeds: float
    evidence: float
    dissolved: float
    loosest: tuple[MemberStability, ...]


@dataclass(frozen=True, slots=True)
class StabilityAnswer:
    """How far a division can be relied on.

    Attributes:
        communities: The largest ones, at most the limit.
        total: How many there are of the size asked for.
        truncated: True when the limit cut some off.
        seeds: Under other seeds.
        evidence: Under resampled evidence.
        chance: Against random graphs; None where none were asked for.
        modularity: Of the division itself.
        provenance: How it was computed.
    """

    communities: tuple[CommunityStability, ...]
    total: int
    truncated: bool
    seeds: Agreement
    evidence: Agreement
    chance: Chance | None
    modularity: float
    provenance: Provenance


def stability(
    snapshot: Snapshot,
    method: Method | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    seeds: int = 20,
    resamples: int = 20,
    null_graphs: int = 10,
    min_size: int = 2,
    limit: int = 100,
    loosest: int = 5,
) -> StabilityAnswer:
    """Divide again with other seeds, with resampled evidence, and in random graphs.

    The cost is that of so many divisions.

    Args:
        snapshot: The graph, or a view of it.
        method: The division asked about, as in `communities`.
        types: Types that connect, as in `communities`.
        seeds: Further seeds.
        resamples: Resampled graphs, see `graph.answers.resampling`.
        null_graphs: Random graphs; 0 for none.
        min_size: Smallest community to list.
        limit: Most communities to list.
        loosest: Most members to name of each.

    Raises:
        BadCommunitiesRequestError: Fewer than one seed or resample, or a negative number.
    """
    if seeds < 1 or resamples < 1 or null_graphs < 0:
        raise BadCommunitiesRequestError("At least one seed and one resampled graph are needed.")
    method = method or Method()
    view, found = divided(snapshot, method, types)
    pairs = view.pairs(directed=method.directed)
    again = again_method(method, found.resolution)
    _expect(len(pairs.weight), again, seeds + resamples + null_graphs)
    by_seed = recurrence(found.membership, under_other_seeds(pairs, again, seeds))
    by_evidence = recurrence(found.membership, under_other_evidence(pairs, again, resamples))
    chance = by_chance(pairs, again, null_graphs, found.modularity) if null_graphs else None
    total = int((found.sizes[1:] >= max(min_size, 1)).sum())
    parameters = {
        **asdict(method),
        "types": None if types is None else sorted(types),
        "seeds": seeds,
        "resamples": resamples,
        "nullGraphs": null_graphs,
        "minSize": min_size,
        "limit": limit,
    }
    listed = tuple(
        CommunityStability(
            number=k,
            size=int(found.sizes[k]),
            seeds=float(by_seed.communities[k]),
            evidence=float(by_evidence.communities[k]),
            dissolved=float(by_evidence.dissolved[k]),
            loosest=_loosest(view, found.membership == k, k, by_seed, by_evidence, loosest),
        )
        for k in range(1, min(total, limit) + 1)
    )
    return StabilityAnswer(
        communities=listed,
        total=total,
        truncated=total > len(listed),
        seeds=_agreement(by_seed),
        evidence=_agreement(by_evidence),
        chance=chance,
        modularity=found.modularity,
        provenance=provenance(view, "stability", parameters, method.seed),
    )


def _expect(pairs: int, method: Method, divisions: int) -> None:
    """Refuse what would take too long, and say with how many divisions it would not."""
    each = (times_left(dividing(pairs, method)) or 0) // 3
    fewer = {"seeds": each, "resamples": each, "nullGraphs": each} if each else quicker(method)
    expect(division(pairs, method, divisions), dividing(pairs, method, divisions), fewer)


def again_method(method: Method, resolution: float) -> Method:
    """The method for dividing again: one run, at the resolution that was used."""
    return replace(method, resolution=resolution, runs=1)


def by_chance(pairs: Pairs, method: Method, graphs: int, modularity: float) -> Chance:
    """Compare a modularity with that of rewired graphs, divided in the same way.

    Everybody keeps its number of ties, and the weights are dealt out anew. Guimera, Sales-Pardo
    and Amaral (Physical Review E 70, 025101, 2004) show that random graphs have high modularity
    too.
    """
    rng = np.random.default_rng(method.seed)
    drawn = graphs_by_chance(
        pairs.source, pairs.target, pairs.size, graphs, rng, directed=pairs.directed
    )
    values = []
    for source, target in drawn:
        order = np.lexsort((target, source))
        weight = rng.permutation(pairs.weight)
        rewired = Pairs(pairs.size, pairs.directed, source[order], target[order], weight)
        values.append(partition(rewired, method).modularity)
    found = np.array(values)
    spread = float(found.std(ddof=1)) if graphs > 1 else 0.0
    return Chance(
        graphs,
        float(found.mean()),
        float(found.max()),
        (modularity - float(found.mean())) / spread if spread > 0 else None,
        (1 + int((found >= modularity).sum())) / (graphs + 1),
    )


def _loosest(
    view: Snapshot,
    inside: npt.NDArray[np.bool_],
    number: int,
    by_seed: Recurrence,
    by_evidence: Recurrence,
    limit: int,
) -> tuple[MemberStability, ...]:
    nodes = np.flatnonzero(inside)
    order = np.lexsort((nodes, by_seed.nodes[nodes], by_evidence.nodes[nodes]))
    chosen = nodes[order][:limit]
    return tuple(
        MemberStability(node, number, float(by_seed.nodes[at]), float(by_evidence.nodes[at]))
        for node, at in zip(summaries(view, chosen), chosen.tolist(), strict=True)
    )


def _agreement(found: Recurrence) -> Agreement:
    return Agreement(
        found.runs,
        float(found.ami.mean()),
        float(found.ami.min()),
        float(found.variation.mean()),
        (int(found.numbers.min()), int(found.numbers.max())),
    )

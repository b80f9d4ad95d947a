"""Stability, hierarchy and attributes of communities, on graphs with planted groups."""

import json
from dataclasses import asdict
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.communities import communities
from graph.answers.community_attribute import communities_by_attribute
from graph.answers.hierarchy import hierarchy, nested
from graph.answers.partition import Algorithm, BadCommunitiesRequestError, Method
from graph.answers.resampling import recurrence, under_other_evidence
from graph.answers.stability import stability
from graph.snapshot import Snapshot
from tests.unit.graphs import snapshot_of

MEMBERSHIP = st.lists(st.integers(0, 3), min_size=8, max_size=8)


def noisy(seed: int = 1, groups: int = 4, size: int = 15) -> list[tuple[str, str, int]]:
    graph = nx.planted_partition_graph(groups, size, 0.5, 0.03, seed=seed)
    return [(f"n{a:03}", f"n{b:03}", 2) for a, b in graph.edges]


def random_graph(seed: int = 1) -> list[tuple[str, str, int]]:
    return [(f"n{a:03}", f"n{b:03}", 1) for a, b in nx.gnm_random_graph(60, 180, seed=seed).edges]


@settings(max_examples=100)
@given(MEMBERSHIP, st.lists(MEMBERSHIP, min_size=1, max_size=3))
def test_recurrence_is_that_of_sets(reference: list[int], others: list[list[int]]) -> None:
    found = recurrence(np.array(reference), [np.array(other) for other in others])

    def group(labels: list[int], node: int) -> set[int]:
        if labels[node] == 0:
            return {node}
        return {v for v, label in enumerate(labels) if label == labels[node] and reference[v]}

    def overlap(a: set[int], b: set[int]) -> float:
        return len(a & b) / len(a | b)

    for v, label in enumerate(reference):
        wanted = [overlap(group(reference, v), group(other, v)) for other in others]
        assert found.nodes[v] == pytest.approx(np.mean(wanted) if label else 0)
    inside = [v for v, label in enumerate(reference) if label]
    for k in set(reference) - {0}:
        members = {v for v in inside if reference[v] == k}
        best = [max(overlap(members, group(other, v)) for v in members) for other in others]
        assert found.communities[k] == pytest.approx(np.mean(best))
        assert found.dissolved[k] == pytest.approx(np.mean([b < 0.5 for b in best]))


def test_planted_groups_are_stable_and_noise_is_not() -> None:
    firm = stability(snapshot_of(noisy()), seeds=8, resamples=8, null_graphs=9, limit=2)
    loose = stability(snapshot_of(random_graph()), seeds=8, resamples=8, null_graphs=9)
    assert (firm.total, len(firm.communities), firm.truncated) == (4, 2, True)
    assert firm.evidence.ami > 0.85
    assert loose.evidence.ami < 0.5
    assert firm.seeds.ami > loose.seeds.ami
    assert all(c.evidence > 0.75 and c.dissolved == 0 for c in firm.communities)
    assert any(c.evidence < 0.6 and c.dissolved > 0 for c in loose.communities)
    assert firm.chance is not None
    assert loose.chance is not None
    assert (firm.chance.p, firm.chance.graphs) == (0.1, 9)
    assert loose.chance.p > 0.1
    first = firm.communities[0].loosest
    assert [m.evidence for m in first] == sorted(m.evidence for m in first)
    assert firm == stability(snapshot_of(noisy()), seeds=8, resamples=8, null_graphs=9, limit=2)
    assert json.loads(json.dumps(asdict(firm)))["provenance"]["seed"] == 1
    with pytest.raises(BadCommunitiesRequestError):
        stability(snapshot_of(), seeds=0)
    nothing = stability(snapshot_of(nodes=["a"]), seeds=1, resamples=1, null_graphs=1)
    assert nothing.communities == ()


def test_evidence_is_drawn_around_what_was_seen() -> None:
    view = snapshot_of([("a", "b", 400), ("b", "c", 1), ("a", "c", 1)])
    pairs = view.pairs(directed=False)
    runs = list(under_other_evidence(pairs, Method(), 60))
    # c hangs on two single pieces: both are missing in exp(-2) = 14 % of the draws.
    alone = sum(int(run[2] == 0) for run in runs)
    assert 1 <= alone <= 20
    assert all(run[0] == run[1] for run in runs)
    without = list(under_other_evidence(pairs, Method(weighted=False), 60))
    assert any(run[0] == 0 for run in without)  # one pair is as likely to be missing as another


@pytest.mark.parametrize("directed", [False, True])
def test_levels_lie_inside_each_other_and_lose_little(directed: bool) -> None:
    snapshot = snapshot_of(noisy(groups=6))
    method = Method(directed=directed)
    view, levels = nested(snapshot, method, (0.3, 1.0, 3.0))
    for coarse, fine in pairwise(levels):
        assert all(len(set(coarse[fine == k])) == 1 for k in range(1, fine.max() + 1))
    free = communities(view, method).modularity
    found = hierarchy(snapshot, method, resolutions=(3.0, 0.3, 1.0))
    assert [level.resolution for level in found.levels] == [0.3, 1.0, 3.0]
    assert found.levels[1].modularity > free - 0.02
    numbers = [level.communities for level in found.levels]
    assert numbers == sorted(numbers)
    assert found.levels[2].variation_of_information is None
    sizes = {(b.level, b.number): 0 for b in found.branches}
    for branch in found.branches:
        if branch.level:
            assert branch.parent is not None
            sizes[branch.level - 1, branch.parent] += branch.size
    for branch in found.branches:
        if branch.level < 2:
            assert sizes[branch.level, branch.number] <= branch.size
    cut = hierarchy(snapshot, method, limit=3)
    assert (len(cut.branches), cut.truncated) == (3, True)
    with pytest.raises(BadCommunitiesRequestError):
        hierarchy(snapshot, Method(algorithm=Algorithm.INFOMAP))
    assert hierarchy(snapshot_of(nodes=["a"])).branches == ()


def with_countries(country: dict[int, str], seed: int = 1) -> Snapshot:
    nodes = [{"id": f"n{i:03}", "country": country.get(i)} for i in range(60)]
    return snapshot_of(noisy(seed), nodes=nodes)


def test_communities_that_follow_states_are_told_from_those_that_do_not() -> None:
    by_group = with_countries({i: ("RU", "CN", "IR", "CN")[i // 15] for i in range(60) if i % 7})
    found = communities_by_attribute(by_group, permutations=199)
    assert (found.known, found.unknown, found.p) == (51, 9, 0.005)
    assert found.comparison.homogeneity > 0.95
    assert found.z is not None
    assert found.z > 10
    assert "Communities tell" in found.reading
    mix = found.mixes[0]
    assert mix.share > 0.9 > mix.expected
    assert mix.known == sum(mix.values.values())
    # Dealt out by chance: the share of small p is that share.
    rng = np.random.default_rng(5)
    values = [
        communities_by_attribute(
            with_countries({i: "RU" if rng.random() < 0.4 else "CN" for i in range(60)}),
            permutations=99,
        ).p
        for _ in range(40)
    ]
    assert 0.25 < np.mean(np.array(values) <= 0.5) < 0.75
    assert np.mean(np.array(values) <= 0.05) < 0.2


def test_attributes_that_nobody_has_or_everybody() -> None:
    nobody = communities_by_attribute(snapshot_of(noisy()), permutations=9)
    assert (nobody.known, nobody.mixes, nobody.z) == (0, (), None)
    assert "nothing can be said" in nobody.reading
    same = communities_by_attribute(with_countries(dict.fromkeys(range(60), "RU")), permutations=9)
    assert "only one" in same.reading
    assert same.p == 1
    with pytest.raises(BadCommunitiesRequestError, match="country"):
        communities_by_attribute(snapshot_of(), "followers")  # type: ignore[arg-type]
    assert communities_by_attribute(snapshot_of(noisy()), "role", permutations=9).known == 60

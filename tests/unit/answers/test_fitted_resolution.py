from math import comb, factorial, log2, sqrt

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.description_length import bits_saved
from graph.answers.partition import Algorithm, BadCommunitiesRequestError, Method, partition
from graph.answers.partition_comparison import compare_partitions
from graph.snapshot.pairs import Pairs


def pairs_of(graph: nx.Graph) -> Pairs:
    edges = [(a, b, d.get("weight", 1)) for a, b, d in graph.edges(data=True) if a != b]
    frame = pl.DataFrame(edges, schema=["source", "target", "count"], orient="row")
    return Pairs.of(len(graph), frame, directed=graph.is_directed())


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=15),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
    st.booleans(),
)
def test_bits_are_those_of_the_model_written_out(
    edges: list[tuple[int, int]], labels: list[int], directed: bool
) -> None:
    merged = (nx.DiGraph if directed else nx.Graph)()
    merged.add_nodes_from(range(7))
    for a, b in edges:
        if a != b:
            merged.add_edge(a, b, weight=merged.get_edge_data(a, b, {}).get("weight", 0) + 1)
    if not merged.edges:
        return
    mean = sum(sqrt(w) for _, _, w in merged.edges(data="weight")) / merged.number_of_edges()
    worth = {(a, b): sqrt(w) / mean for a, b, w in merged.edges(data="weight")}
    total, group = len(worth), dict(enumerate(labels))
    nodes = [v for v in merged if merged.degree(v)]
    kinds = sorted({group[v] for v in nodes})
    inside = dict.fromkeys(kinds, 0.0)
    chance = dict.fromkeys(kinds, 0.0)  # that any two ends, drawn by what they are worth, are in it
    for (a, b), w in worth.items():
        if group[a] == group[b]:
            inside[group[a]] += w
    for kind in kinds:
        out = sum(w for (a, _), w in worth.items() if group[a] == kind)
        into = sum(w for (_, b), w in worth.items() if group[b] == kind)
        chance[kind] = (out * into if directed else ((out + into) / 2) ** 2) / total

    def gained(weight: float, expected: float) -> float:
        return weight * log2(weight / expected) if weight > 1e-9 and expected > 1e-9 else 0.0

    sizes = [sum(group[v] == kind for v in nodes) for kind in kinds]
    written = log2(comb(len(nodes) - 1, len(kinds) - 1)) + log2(factorial(len(nodes)))
    written -= sum(log2(factorial(size)) for size in sizes)
    within, by_chance = sum(inside.values()), sum(chance.values())
    across = gained(total - within, total - by_chance)
    pairs = pairs_of(merged)
    own = sum(gained(inside[kind], chance[kind]) for kind in kinds)
    own -= log2(comb(total + len(kinds), len(kinds)) / (total + 1))
    more = max(own, gained(within, by_chance))
    assert bits_saved(pairs, pairs.weight, np.array(labels)) == pytest.approx(
        across + more - written, abs=1e-6
    )


def test_small_communities_in_a_large_graph_are_found() -> None:
    graph = nx.planted_partition_graph(40, 12, 0.6, 0.012, seed=2)
    pairs, truth = pairs_of(graph), np.arange(480) // 12
    fitted = partition(pairs, Method(resolution=None))
    plain = partition(pairs, Method())
    assert compare_partitions(fitted.membership, truth).ami > 0.98
    assert compare_partitions(plain.membership, truth).ami < 0.98
    assert fitted.resolution > 1
    assert fitted.modularity < plain.modularity  # at its own resolution less lies above chance
    assert partition(pairs, Method(resolution=None)).membership.tolist() == (
        fitted.membership.tolist()
    )


def test_a_graph_with_two_sides_has_two_communities() -> None:
    club = nx.karate_club_graph()
    found = partition(pairs_of(nx.Graph(club.edges())), Method(resolution=None))
    sides = np.array([club.nodes[v]["club"] == "Officer" for v in range(34)])
    assert len(found.sizes) == 3
    assert compare_partitions(found.membership, sides.astype(np.int64)).ari > 0.75


def test_two_camps_of_a_sparse_graph_with_small_groups_beside_them_are_not_noise() -> None:
    rng = np.random.default_rng(1)  # as retweets are: two large camps, and many small ones
    sizes = [700, 700] + [6] * 150
    graph = nx.Graph()
    for camp, first in zip(sizes, np.cumsum([0, *sizes[:-1]]), strict=True):
        nx.add_path(graph, range(first, first + camp))  # so that each camp is connected
        graph.add_edges_from((rng.integers(first, first + camp, (camp, 2))).tolist())
    graph.add_edges_from(rng.integers(sum(sizes), size=(300, 2)).tolist())
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    pairs = pairs_of(graph)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    assert bits_saved(pairs, pairs.weight, truth) > 0


def test_noise_is_divided_as_at_resolution_one_and_saves_no_bits() -> None:
    pairs = pairs_of(nx.gnm_random_graph(200, 900, seed=3))
    found = partition(pairs, Method(resolution=None))
    assert found.resolution == 1
    assert bits_saved(pairs, pairs.weight, found.membership) < 0


def test_only_modularity_has_a_resolution_to_fit() -> None:
    with pytest.raises(BadCommunitiesRequestError, match="fitted"):
        Method(algorithm=Algorithm.INFOMAP, resolution=None)
    empty = Pairs.of(3, pl.DataFrame({"source": [], "target": [], "count": []}), directed=False)
    assert partition(empty, Method(resolution=None)).sizes.tolist() == [3]


@pytest.mark.parametrize("directed", [False, True])
def test_a_consensus_is_firmer_than_its_runs(directed: bool) -> None:
    graph = nx.planted_partition_graph(8, 16, 0.35, 0.09, seed=6, directed=directed)
    pairs, truth = pairs_of(graph), np.arange(128) // 16
    one = [partition(pairs, Method(seed=s, runs=1, directed=directed)) for s in range(6)]
    many = [partition(pairs, Method(seed=s, consensus=12, directed=directed)) for s in range(6)]
    assert all(found.runs == 12 for found in many)

    def agreement(found: list[np.ndarray]) -> float:
        scores = [compare_partitions(a, b).ami for a in found for b in found if a is not b]
        return float(np.mean(scores))

    assert agreement([f.membership for f in many]) > agreement([f.membership for f in one])
    right = [[compare_partitions(f.membership, truth).ami for f in each] for each in (one, many)]
    assert np.mean(right[1]) > np.mean(right[0]) - 0.02
    with pytest.raises(BadCommunitiesRequestError, match="consensus"):
        Method(consensus=1)

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.betweenness import betweenness, bridging, sampled
from graph.answers.brokers import BadBrokersRequestError, RankBy, brokers
from graph.answers.removal import cut_off, reach, sole_pairs
from graph.snapshot.adjacency import Adjacency
from graph.snapshot.pairs import Pairs
from tests.unit.graphs import snapshot_of

SIZE = 7
EDGES = st.sets(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), min_size=1, max_size=22
)


def digraph(edges: set[tuple[int, int]], size: int = SIZE) -> nx.DiGraph:
    graph = nx.DiGraph((a, b) for a, b in edges if a != b)
    graph.add_nodes_from(range(size))
    return graph


def pairs_of(graph: nx.Graph) -> Pairs:
    edges = sorted((min(e), max(e)) if not graph.is_directed() else e for e in graph.edges)
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    directed = graph.is_directed()
    return Pairs(len(graph), directed, ends[:, 0], ends[:, 1], np.ones(len(ends)))


@settings(max_examples=80)
@given(EDGES)
def test_positions_are_those_of_networkx_and_of_trying_everything(
    edges: set[tuple[int, int]],
) -> None:
    graph = digraph(edges)
    pairs = pairs_of(graph)
    flow = pairs.to_igraph()
    content = Adjacency.of(SIZE, pairs.source, pairs.target, pairs.weight)
    back = content.reversed()
    exact = betweenness(content, back, None, 1)
    wanted = nx.betweenness_centrality(graph, normalized=False)
    assert exact.values.tolist() == pytest.approx([wanted[v] for v in range(SIZE)])
    plain = graph.to_undirected()
    for v in range(SIZE):
        lengths = nx.single_source_shortest_path_length(graph, v, cutoff=3)
        wanted_reach = tuple(sum(0 < d <= k for d in lengths.values()) for k in (1, 2, 3))
        assert reach(content, v, 3) == wanted_reach
        sole = opened = 0
        for a, c in permutations(set(range(SIZE)) - {v}, 2):
            between = {b for b in graph if graph.has_edge(a, b) and graph.has_edge(b, c)}
            if v in between and not graph.has_edge(a, c):
                opened += 1
                sole += between == {v}
        found = sole_pairs(content, back, v, 1)
        assert (found.pairs, found.open_pairs, found.error) == (sole, opened, 0)
        part = nx.node_connected_component(plain, v) - {v}
        rest = [len(c) for c in nx.connected_components(plain.subgraph(part))]
        assert cut_off(flow, [v]) == [len(part) - max(rest, default=0)]


@settings(max_examples=30)
@given(EDGES)
def test_bridging_is_the_formula(edges: set[tuple[int, int]]) -> None:
    graph = digraph(edges).to_undirected()
    through = np.arange(1, SIZE + 1, dtype=np.float64)
    found = bridging(pairs_of(graph), through)
    for v in graph:
        around = sum(1 / graph.degree(u) for u in graph[v])
        wanted = through[v] / graph.degree(v) / around if around else 0
        assert found[v] == pytest.approx(wanted)


def test_a_sample_is_as_near_as_its_error_says() -> None:
    graph = nx.gnp_random_graph(300, 0.02, seed=4, directed=True)
    pairs = pairs_of(graph)
    content = Adjacency.of(300, pairs.source, pairs.target, pairs.weight)
    steps = content, content.reversed()
    exact = betweenness(*steps, 3_000, 1)
    assert exact.pairs is None  # as it takes no longer
    central = exact.values > np.quantile(exact.values, 0.5)
    shares = []
    for seed in range(4):
        found = sampled(*steps, 700, seed)
        assert found.pairs == 700
        away = np.abs(found.values - exact.values)[central] / found.errors[central]
        shares.append(np.mean(away < 1.96))
    assert 0.88 < np.mean(shares) < 0.99
    assert betweenness(*steps, 5, 1).pairs == 5
    # Of a node between no pair that was drawn, the error is that of one pair.
    few = sampled(*steps, 20, 1)
    assert few.errors[few.values == 0].min() == few.errors.min() > 0


def test_who_alone_connects_two_parts_stands_out() -> None:
    rng = np.random.default_rng(2)
    edges = {(f"a{x}", f"a{y}") for x, y in rng.integers(0, 25, (110, 2)) if x != y}
    edges |= {(f"b{x}", f"b{y}") for x, y in rng.integers(0, 25, (110, 2)) if x != y}
    edges |= {("gate", f"a{x}") for x in range(6)} | {(f"b{x}", "gate") for x in range(6)}
    snapshot = snapshot_of([(a, b, 1) for a, b in sorted(edges)])
    groups = {id_: id_[0] for id_ in snapshot.node_index.ids}
    for rank in (RankBy.BETWEENNESS, RankBy.BRIDGING):
        first = brokers(snapshot, groups, rank_by=rank, pairs=None, null_graphs=5).items[0]
        assert first.node.id == "gate"
    position = first.position
    assert position.betweenness_expected is not None
    assert position.betweenness > position.betweenness_expected
    assert position.betweenness_z is not None
    assert position.betweenness_z > 3
    assert (position.sole.pairs, position.cut_off) == (36, 25)
    assert [g.group for g in first.senders] == ["a"]
    assert [g.group for g in first.receivers] == ["b"]
    assert position.betweenness_error == 0
    for wrong in ({"pairs": 1}, {"steps": 0}, {"limit": 0}, {"null_graphs": -1}):
        with pytest.raises(BadBrokersRequestError):
            brokers(snapshot, groups, **wrong)  # type: ignore[arg-type]

import json
from dataclasses import asdict

import igraph
import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.communities import communities
from graph.answers.partition import (
    Algorithm,
    BadCommunitiesRequestError,
    Method,
    Objective,
    partition,
)
from graph.answers.plain_communities import communities_of_edges
from graph.snapshot.pairs import Pairs
from tests.unit.graphs import snapshot_of

EDGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4)), min_size=1, max_size=30
)


def pairs_of(edges: list[tuple[int, int, int]], size: int, *, directed: bool) -> Pairs:
    frame = pl.DataFrame(
        edges,
        schema={"source": pl.UInt32, "target": pl.UInt32, "count": pl.Int64},
        orient="row",
    )
    return Pairs.of(size, frame, directed=directed)


def planted(groups: int = 6, size: int = 20, seed: int = 3) -> list[tuple[str, str, int]]:
    graph = nx.planted_partition_graph(groups, size, 0.5, 0.02, seed=seed)
    return [(f"n{a:03}", f"n{b:03}", 1) for a, b in graph.edges]


@settings(max_examples=50)
@given(EDGES, st.booleans(), st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_networkx_s(
    edges: list[tuple[int, int, int]], directed: bool, resolution: float
) -> None:
    pairs = pairs_of(edges, 9, directed=directed)
    found = partition(pairs, Method(directed=directed, resolution=resolution, runs=1))
    if not len(pairs.weight):
        assert found.sizes.tolist() == [9]
        return
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_weighted_edges_from(
        zip(pairs.source.tolist(), pairs.target.tolist(), pairs.weight.tolist(), strict=True)
    )
    groups = [set(np.flatnonzero(found.membership == k)) for k in range(1, len(found.sizes))]
    wanted = nx.community.modularity(graph, groups, resolution=resolution)
    assert found.modularity == pytest.approx(wanted)
    assert sorted(found.sizes[1:], reverse=True) == list(found.sizes[1:])


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("directed", [False, True])
def test_planted_groups_are_found_and_a_seed_repeats_them(
    algorithm: Algorithm, directed: bool
) -> None:
    edges = planted()
    if directed:
        edges += [(b, a, n) for a, b, n in edges]
    method = Method(algorithm=algorithm, directed=directed, seed=7)
    answer = communities(snapshot_of(edges), method)
    again = communities(snapshot_of(edges), method)
    assert [c.size for c in answer.communities] == [20] * 6
    assert answer == again
    assert sum(c.modularity for c in answer.communities) == pytest.approx(answer.modularity)
    for community in answer.communities:
        numbers = {int(member.node.id[1:]) // 20 for member in community.top}
        assert len(numbers) == 1


def test_quality_is_at_least_igraph_s_on_a_benchmark_graph() -> None:
    graph = nx.LFR_benchmark_graph(250, 3, 1.5, 0.1, average_degree=5, min_community=20, seed=10)
    edges = [(a, b, 1) for a, b in graph.edges if a != b]
    pairs = pairs_of(edges, 250, directed=False)
    plain = max(
        pairs.to_igraph().community_leiden("modularity", n_iterations=-1).modularity
        for _ in range(3)
    )
    assert partition(pairs, Method()).modularity >= plain - 0.005


def test_a_higher_resolution_gives_more_communities_and_cpm_works() -> None:
    snapshot = snapshot_of(planted())
    coarse = communities(snapshot, Method(resolution=0.2))
    fine = communities(snapshot, Method(resolution=4.0))
    assert coarse.total < 6 < fine.total
    cpm = communities(snapshot, Method(objective=Objective.CPM, resolution=0.1))
    assert [c.size for c in cpm.communities] == [20] * 6
    assert cpm.modularity == pytest.approx(communities(snapshot).modularity)  # at 1, not at 0.1


def test_a_community_is_described() -> None:
    snapshot = snapshot_of(
        [("a", "b", 5), ("b", "c", 1), ("c", "a", 2), ("d", "e", 4), ("a", "d", 1), ("f", "f", 3)],
        nodes=[
            {"id": "a", "country": "RU", "roles": ["Outlet", "Diplomat"], "name": "Outlet A"},
            {"id": "b", "country": "RU", "roles": ["Diplomat"]},
        ],
    )
    answer = communities(snapshot, top=2)
    first, second = answer.communities
    assert (first.size, second.size, answer.isolated, answer.nodes) == (3, 2, 1, 5)
    assert first.countries == {"RU": 2, "unknown": 1}
    assert first.roles == {"Diplomat": 2, "Account": 1, "Outlet": 1}
    assert [(m.node.name, m.strength) for m in first.top] == [("Outlet A", 7.0), ("b", 6.0)]
    assert (first.internal_edges, first.internal_weight) == (3, 8.0)
    assert (first.external_edges, first.external_weight) == (1, 1.0)
    assert (second.internal_edges, second.external_edges) == (1, 1)
    assert answer.provenance.seed == 1
    assert json.loads(json.dumps(asdict(answer)))["communities"][0]["number"] == 1
    short = communities(snapshot, limit=1)
    assert (len(short.communities), short.shown, short.total, short.truncated) == (1, 2, 2, True)
    assert communities(snapshot, min_size=3).shown == 1


def test_nothing_to_divide() -> None:
    for snapshot in (snapshot_of(), snapshot_of(nodes=["a", "b"]), snapshot_of([("a", "a", 1)])):
        answer = communities(snapshot)
        assert (answer.communities, answer.total, answer.modularity) == ((), 0, 0.0)
        assert answer.isolated == len(snapshot.nodes)


def test_communities_leave_igraph_s_generator_as_it_was() -> None:
    communities(snapshot_of(planted()))
    igraph.Graph.Erdos_Renyi(10, 0.5)


def test_a_plain_table_of_edges() -> None:
    frame = pl.DataFrame(
        {"source": ["a", "b", "c", "x", "q"], "target": ["b", "c", "a", "y", "q"]}
    ).with_columns(weight=pl.Series(["1", "2.5", "1e1", "4", "1"]))
    table, found = communities_of_edges(frame, Method())
    assert dict(table.iter_rows()) == {"a": 1, "b": 1, "c": 1, "x": 2, "y": 2, "q": 3}
    assert table["id"].to_list() == ["a", "b", "c", "x", "q", "y"]
    assert found.modularity > 0


@pytest.mark.parametrize("weight", ["0", "-1", "nan", "inf", "many", None])
def test_a_weight_that_is_none_names_its_row(weight: str | None) -> None:
    frame = pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": ["1", weight]})
    with pytest.raises(BadCommunitiesRequestError, match="Row 2"):
        communities_of_edges(frame, Method())


def test_a_row_without_an_end_is_named() -> None:
    frame = pl.DataFrame({"source": ["a", None], "target": ["b", "c"]})
    with pytest.raises(
        BadCommunitiesRequestError, match="Row 2: nothing stands in the column 'source'"
    ):
        communities_of_edges(frame, Method())


@pytest.mark.parametrize(
    "wrong",
    [{"resolution": 0}, {"resolution": float("nan")}, {"resolution": float("inf")}, {"runs": 0}],
)
def test_parameters_that_nobody_can_follow(wrong: dict[str, float]) -> None:
    with pytest.raises(BadCommunitiesRequestError):
        Method(**wrong)  # type: ignore[arg-type]

from itertools import islice, pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.groups import Group
from graph.answers.node_sets import BadPathRequestError, group_set
from graph.answers.paths import Weight, k_shortest_paths, shortest_paths
from graph.answers.temporal_paths import temporal_path
from graph.snapshot import Flow
from tests.unit.graphs import snapshot_of

NODES = "abcdefg"
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), st.integers(1, 3), max_size=26
)


@settings(max_examples=70)
@given(EDGES, st.sampled_from([None, Weight.STRENGTH]), st.sampled_from(Flow), st.integers(1, 12))
def test_paths_are_networkx_s_in_the_same_order_of_cost(
    edges: dict[tuple[str, str], int], weight: Weight | None, flow: Flow, k: int
) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    for (a, b), count in edges.items():
        if a != b:
            ends = (b, a) if flow is Flow.CONTENT else (a, b)
            graph.add_edge(*ends, cost=1 if weight is None else 1 / count)
    snapshot = snapshot_of([(a, b, n) for (a, b), n in edges.items()], nodes=NODES)
    answer = k_shortest_paths(snapshot, "a", "b", k, flow=flow, weight=weight)
    try:
        wanted = list(islice(nx.shortest_simple_paths(graph, "a", "b", weight="cost"), k + 1))
    except nx.NetworkXNoPath:
        wanted = []
    costs = [nx.path_weight(graph, path, "cost") for path in wanted]
    assert [path.cost for path in answer.paths] == pytest.approx(costs[:k])
    assert answer.truncated == (len(wanted) > k)
    routes = [tuple(node.id for node in path.nodes) for path in answer.paths]
    assert len(set(routes)) == len(routes)
    for route, path in zip(routes, answer.paths, strict=True):
        assert len(set(route)) == len(route)
        assert nx.path_weight(graph, route, "cost") == pytest.approx(path.cost)
        assert [(h.start, h.end) for h in path.hops] == list(pairwise(route))
    assert answer.length == (pytest.approx(costs[0]) if costs else None)


@settings(max_examples=60)
@given(
    EDGES,
    st.sets(st.sampled_from("abc"), min_size=1),
    st.sets(st.sampled_from("bcd"), min_size=1),
    st.sets(st.sampled_from("bcefg"), max_size=2),
    st.sampled_from([None, Weight.STRENGTH]),
    st.integers(1, 500),
)
def test_from_any_source_to_any_target_around_some(
    edges: dict[tuple[str, str], int],
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    weight: Weight | None,
    k: int,
) -> None:
    sources, targets = sources - avoid, targets - sources - avoid
    if not sources or not targets:
        return
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    for (a, b), count in edges.items():
        if a != b and not {a, b} & avoid:
            graph.add_edge(b, a, cost=1 if weight is None else 1 / count)
    wanted = {
        tuple(path): nx.path_weight(graph, path, "cost")
        for s in sources
        for t in targets
        for path in nx.all_simple_paths(graph, s, t)
        if not set(path[1:]) & sources and not set(path[:-1]) & targets
    }
    snapshot = snapshot_of([(a, b, n) for (a, b), n in edges.items()], nodes=NODES)
    answer = k_shortest_paths(snapshot, sources, targets, k, avoid=avoid, weight=weight)
    found = {tuple(node.id for node in path.nodes): path.cost for path in answer.paths}
    assert len(found) == len(answer.paths)
    assert list(found.values()) == pytest.approx(sorted(wanted.values())[:k])
    assert all(cost == pytest.approx(wanted[route]) for route, cost in found.items())
    assert answer.truncated == (len(wanted) > k)


def test_groups_as_ends_and_between() -> None:
    nodes = [
        {"id": "rt", "country": "RU"},
        {"id": "sputnik", "country": "RU"},
        {"id": "relay", "country": "DE"},
        {"id": "friend", "country": "BY"},
        {"id": "kenya", "country": "KE"},
    ]
    events = [
        ("relay", "rt", 1_000),
        ("kenya", "relay", 2_000),
        ("friend", "sputnik", 3_000),
        ("kenya", "friend", 4_000),
    ]
    snapshot = snapshot_of(events=events, nodes=nodes)
    state = group_set(snapshot, [Group.parse("country:RU")])
    region = group_set(snapshot, [Group.parse("Africa=country:KE")])
    found = k_shortest_paths(snapshot, state, region)
    assert {tuple(n.id for n in p.nodes) for p in found.paths} == {
        ("rt", "relay", "kenya"),
        ("sputnik", "friend", "kenya"),
    }
    assert found.provenance.parameters["source"] == ["RU=country:RU"]
    allies = group_set(snapshot, [Group.parse("country:BY")])
    for answer in (
        shortest_paths(snapshot, state, region, through=allies),
        k_shortest_paths(snapshot, state, region, through=allies),
        shortest_paths(snapshot, state, region, avoid="relay"),
    ):
        assert [[n.id for n in p.nodes] for p in answer.paths] == [["sputnik", "friend", "kenya"]]
    timed = temporal_path(snapshot, state, region)
    assert [n.id for n in timed.nodes] == ["rt", "relay", "kenya"]
    timed = temporal_path(snapshot, state, region, through=allies)
    assert [n.id for n in timed.nodes] == ["sputnik", "friend", "kenya"]
    assert not temporal_path(snapshot, state, region, avoid=region).found
    with pytest.raises(BadPathRequestError):
        k_shortest_paths(snapshot, state, region, 0)
    with pytest.raises(BadPathRequestError):
        k_shortest_paths(snapshot, [], region)

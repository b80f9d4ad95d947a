from datetime import UTC, datetime

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.partition import Method
from graph.answers.subgraphs import community_subgraph, ego, top_subgraph
from graph.errors import UnknownIdError
from graph.snapshot import SnapshotFilter
from graph.subgraph import Subgraph
from tests.unit.graphs import snapshot_of

NODES = "abcdefgh"
EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 4)),
    max_size=20,
    unique_by=lambda edge: edge[:2],
)


def ids(subgraph: Subgraph) -> list[str]:
    return [node.id for node in subgraph.nodes]


@settings(max_examples=60)
@given(EDGES, st.integers(0, 4))
def test_an_ego_network_is_networkx_s(edges: list[tuple[str, str, int]], hops: int) -> None:
    found = ego(snapshot_of(edges, nodes=NODES), "a", hops=hops)
    graph = nx.Graph([(a, b) for a, b, _ in edges])
    graph.add_nodes_from(NODES)
    near = set(nx.single_source_shortest_path_length(graph, "a", cutoff=hops))
    assert set(ids(found)) == near
    wanted = {(a, b) for a, b, _ in edges if a in near and b in near}
    assert {(edge.source, edge.target) for edge in found.edges} == wanted
    assert (found.total_nodes, found.total_edges) == (len(near), len(wanted))


def test_a_capped_ego_network_keeps_the_nearest_and_strongest_and_says_so() -> None:
    edges = [("a", "b", 1), ("c", "a", 9), ("a", "d", 3), ("c", "e", 99)]
    found = ego(snapshot_of(edges), "a", hops=2, max_nodes=3)
    assert ids(found) == ["a", "c", "d"]
    assert (found.total_nodes, found.total_edges) == (5, 4)
    assert "the nearest and strongest are shown" in found.description
    assert found.parameters["hops"] == 2
    assert "Counted only" not in found.description
    late = SnapshotFilter(since=datetime(2021, 1, 1, tzinfo=UTC), min_count=2)
    part = ego(snapshot_of(edges).filter(late), "a")
    assert part.description.endswith("Counted only: from 2021-01-01 on; ties of 2 or more.")


def test_a_community_and_its_number() -> None:
    edges = [("a", "b", 1), ("b", "c", 1), ("c", "a", 2), ("x", "y", 1), ("c", "x", 1)]
    snapshot = snapshot_of(edges, rows=[{"source": "a", "target": "org", "type": "OWNED_BY"}])
    found = community_subgraph(snapshot, 1)
    assert ids(found) == ["a", "c", "b"]
    assert {node.community for node in found.nodes} == {1}
    assert len(found.edges) == 3
    small = community_subgraph(snapshot, 1, max_nodes=2)
    assert (ids(small), small.total_nodes, small.total_edges) == (["a", "c"], 3, 3)
    assert "the 2 with the most evidence" in small.description
    for number in (0, 3):
        with pytest.raises(UnknownIdError, match="1 to 2"):
            community_subgraph(snapshot, number)


def test_the_top_of_a_view() -> None:
    snapshot = snapshot_of(
        [("a", "b", 5), ("b", "c", 2), ("d", "d", 50), ("z", "a", 1)],
        nodes=[
            {"id": "a", "country": "RU", "name": "A", "region": "Europe"},
            {"id": "z", "label": "Organization", "roles": None, "dataset": "papers"},
        ],
    )
    found = top_subgraph(snapshot, max_nodes=3, method=Method())
    assert ids(found) == ["b", "a", "c"]
    assert (found.total_nodes, found.total_edges) == (4, 3)
    assert "(1 have none)" in found.description
    assert found.nodes[1].label == "A"
    assert found.nodes[1].facts == {"region": "Europe"}
    assert found.graph_version == "1-test"
    whole = top_subgraph(snapshot)
    assert (len(whole.nodes), len(whole.edges)) == (4, 3)
    assert whole.nodes[-1].roles == ("Organization",)
    assert whole.datasets == ("papers",)
    view = top_subgraph(snapshot.filter(SnapshotFilter(countries=frozenset({"RU"}))))
    assert ids(view) == ["a"]
    assert view.parameters["countries"] == ["RU"]

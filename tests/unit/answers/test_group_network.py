"""Groups as marks: sums that can be added up by hand, and marks that can be drawn."""

from __future__ import annotations

import pytest

from api.views.network import render_network
from graph.answers.group_network import community_network, group_flows, group_network
from graph.answers.groups import Dimension
from graph.answers.partition import Method
from graph.snapshot import Snapshot
from tests.unit.graphs import snapshot_of

CN = [{"id": f"x:c{k}", "name": f"C{k}", "country": "CN"} for k in range(3)]
RU = [{"id": f"x:r{k}", "name": f"R{k}", "country": "RU"} for k in range(3)]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    inside = [("x:c0", "x:c1", 20), ("x:c1", "x:c2", 20), ("x:r0", "x:r1", 9), ("x:r1", "x:r2", 9)]
    across = [
        ("x:r0", "x:c0", 2),
        ("x:r1", "x:c0", 3),
        ("x:c2", "x:r2", 1),
        ("x:nobody", "x:c0", 5),
    ]
    return snapshot_of([*inside, *across], nodes=[*CN, *RU])


def test_the_matrix_of_countries(snapshot: Snapshot) -> None:
    found = group_flows(snapshot, Dimension.COUNTRY, 8)
    assert found.names == ("CN", "RU")
    assert found.counts.tolist() == [[40, 1], [5, 18]]
    assert group_flows(snapshot, Dimension.COUNTRY, 1).counts.tolist() == [[40]]


def test_countries_as_marks(snapshot: Snapshot) -> None:
    found = group_network(snapshot, Dimension.COUNTRY, 60)
    assert [(e.source, e.target, e.count) for e in found.edges] == [
        ("country:CN", "country:RU", 1),
        ("country:RU", "country:CN", 5),
    ]
    china = found.nodes[0]
    assert (china.country, china.members) == ("CN", 3)
    assert china.facts["observations inside"] == 40
    assert str(china.facts["strongest"]).startswith("C1, ")
    assert "country:CN" in render_network(found)


def test_communities_as_marks(snapshot: Snapshot) -> None:
    found = community_network(snapshot, Method(), 60)
    assert [node.id for node in found.nodes] == ["community:1", "community:2"]
    assert sorted(edge.count for edge in found.edges) == [1, 5]
    assert len(community_network(snapshot, Method(), 1).nodes) == 1


def test_nothing_is_an_empty_drawing() -> None:
    empty = snapshot_of(nodes=CN)
    assert group_network(empty, Dimension.COUNTRY, 60).nodes == ()
    assert community_network(empty, Method(), 60).nodes == ()
    assert group_flows(empty, Dimension.COUNTRY, 8).names == ()
    assert "ampnet" in render_network(group_network(empty, Dimension.COUNTRY, 60))

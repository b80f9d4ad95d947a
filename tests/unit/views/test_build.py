from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from pyvis.network import Network

from api.views.build import bends, build, radii, widths
from graph.subgraph import Subgraph, SubgraphNode
from tests.unit.views.samples import edge, two_groups


def test_pyvis_holds_every_node_and_every_parallel_edge() -> None:
    subgraph = two_groups()
    network = build(subgraph, colour_by="country", size_by="strength")
    assert isinstance(network, Network)
    assert network.num_nodes() == len(subgraph.nodes)
    assert network.num_edges() == len(subgraph.edges)
    assert [n["label"] for n in network.nodes] == [n.label for n in subgraph.nodes]
    number = {n.id: i for i, n in enumerate(subgraph.nodes)}
    assert [(e["from"], e["to"]) for e in network.edges] == [
        (number[e.source], number[e.target]) for e in subgraph.edges
    ]
    assert all(e["arrows"] == "to" for e in network.edges)
    assert network.options["physics"] == {"enabled": False}


def test_a_tie_without_direction_has_no_arrowhead() -> None:
    whole = two_groups()
    mutual = replace(whole.edges[0], type="COORDINATED_WITH", kind=None)
    network = build(
        replace(whole, edges=(mutual, *whole.edges[1:])), colour_by="role", size_by="degree"
    )
    assert [e["arrows"] for e in network.edges[:2]] == ["", "to"]


def test_the_quick_list_of_ids_does_what_pyvis_own_does() -> None:
    network = build(two_groups(), colour_by="role", size_by="degree")
    plain = Network(directed=True)
    for node in network.nodes:
        plain.add_node(node["id"], label=node["label"])
    assert list(network.get_nodes()) == plain.get_nodes()
    network.add_node(0, label="again")
    assert network.num_nodes() == plain.num_nodes()
    with pytest.raises(AssertionError, match="non existent node"):
        network.add_edge(0, 10_000)


def test_no_foreign_text_is_a_key_or_a_popup() -> None:
    network = build(two_groups(), colour_by="role", size_by="degree")
    assert all(isinstance(node["id"], int) and "title" not in node for node in network.nodes)
    assert all("title" not in e for e in network.edges)


def test_a_single_tie_is_straight_and_parallel_ties_part() -> None:
    assert bends([(0, 1)]) == [0.0]
    three = bends([(0, 1)] * 3)
    assert len({round(b, 3) for b in three}) == 3
    # Each way bows to its own right, so that the two do not meet.
    there_and_back = bends([(0, 1), (1, 0), (0, 1)])
    assert all(b > 0 for b in there_and_back)
    assert there_and_back[0] != there_and_back[2]
    assert bends([(0, 0), (0, 0)]) == [0.0, 0.0]


def test_area_grows_with_the_measure() -> None:
    nodes = tuple(SubgraphNode(f"n{i}", followers=f) for i, f in enumerate((0, 100, 400)))
    small, middle, large = radii(Subgraph(nodes, ()), "followers")
    assert middle - small == pytest.approx((large - small) / 2, abs=0.1)
    assert radii(Subgraph(nodes, ()), "strength") == [small] * 3


def test_width_grows_with_the_logarithm_and_ends() -> None:
    grown = widths([edge("a", "b", "reply", count=c) for c in (1, 2, 4, 8)])
    steps = [b - a for a, b in pairwise(grown)]
    assert steps == pytest.approx([steps[0]] * 3)
    many = [edge("a", "b", "reply", count=1) for _ in range(1000)]
    assert widths(many)[0] < widths(many[:100])[0]

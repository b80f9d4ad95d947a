from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.views.collapse import collapse_communities
from graph.subgraph import Subgraph, SubgraphEdge, SubgraphNode, most_active
from tests.unit.views.samples import edge, two_groups


def test_a_community_becomes_a_node_and_nothing_is_lost() -> None:
    whole = two_groups()
    whole = replace(whole, nodes=(*whole.nodes[:-1], replace(whole.nodes[-1], community=9)))
    small = collapse_communities(whole)
    assert sorted(node.members for node in small.nodes) == [1, 12, 12]
    assert {node.country for node in small.nodes} == {"CN", "RU", None}
    inside = sum(int(n.facts.get("observations inside") or 0) for n in small.nodes)
    between = sum(e.count for e in small.edges)
    assert inside + between == sum(e.count for e in whole.edges)
    assert small.total_nodes == len(whole.nodes)
    assert small.total_edges == len(whole.edges)
    # The one that is alone stays who it is.
    assert "x:alone" in {node.id for node in small.nodes}


def test_communities_are_found_where_none_are_given() -> None:
    whole = two_groups()
    bare = replace(whole, nodes=tuple(replace(n, community=None) for n in whole.nodes))
    small = collapse_communities(bare)
    assert 2 <= len(small.nodes) < len(bare.nodes)
    assert sum(n.members for n in small.nodes) == len(bare.nodes)
    assert [n.id for n in collapse_communities(bare).nodes] == [n.id for n in small.nodes]


def test_a_mixed_community_has_no_country() -> None:
    nodes = tuple(
        SubgraphNode(f"n{i}", country="CN" if i < 2 else "RU", community=1) for i in range(4)
    )
    (node,) = collapse_communities(Subgraph(nodes, ())).nodes
    assert node.country is None
    assert node.facts["countries"] == "CN 2, RU 2"


def test_times_with_and_without_a_zone_are_compared() -> None:
    nodes = tuple(SubgraphNode(i, community=i in "cd") for i in "abcd")
    naive = datetime(2020, 1, 1)  # noqa: DTZ001
    edges = (
        SubgraphEdge("a", "c", kind="reply", first_at=naive),
        SubgraphEdge("b", "d", kind="reply", first_at=datetime(2021, 1, 1, tzinfo=UTC)),
    )
    (tie,) = collapse_communities(Subgraph(nodes, edges)).edges
    assert tie.first_at == naive
    assert tie.last_at is None
    assert tie.count == 2


def test_the_most_active_are_kept_with_the_true_totals() -> None:
    whole = two_groups()
    few = most_active(whole, 5)
    assert len(few.nodes) == 5
    assert (few.total_nodes, few.total_edges) == (len(whole.nodes), len(whole.edges))
    assert most_active(few, 3).total_nodes == len(whole.nodes)
    assert most_active(whole, 1000) is whole
    with pytest.raises(ValueError, match="at least 1"):
        most_active(whole, 0)


def test_a_subgraph_refuses_what_cannot_be_drawn() -> None:
    a, b = SubgraphNode("a"), SubgraphNode("b")
    with pytest.raises(ValueError, match="stands twice"):
        Subgraph((a, a), ())
    with pytest.raises(ValueError, match="not among the nodes"):
        Subgraph((a, b), (edge("a", "c", "reply"),))

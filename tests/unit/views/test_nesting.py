"""Communities with members inside: nothing is counted twice, and what is cut off is said."""

from __future__ import annotations

from dataclasses import replace

from api.views.build import build
from api.views.collapse import collapse_communities, communities_of, with_members
from api.views.network import render_network
from graph.answers.opened_communities import opened_communities
from graph.answers.partition import Method
from graph.nesting import fair_share
from graph.subgraph import Subgraph, parents_of, strengths
from tests.unit.graphs import snapshot_of
from tests.unit.views.samples import large, two_groups


def nested(whole: Subgraph) -> Subgraph:
    community = communities_of(whole)
    return with_members(whole, collapse_communities(whole, community), community)


def test_a_member_has_all_its_ties_and_a_community_no_more_than_before() -> None:
    whole = two_groups()
    whole = replace(whole, nodes=(*whole.nodes[:-1], replace(whole.nodes[-1], community=9)))
    found = nested(whole)
    parents = parents_of(found)
    assert len(parents) == 24, "the one that is alone is a mark itself"
    collapsed = collapse_communities(whole)
    assert strengths(found) == strengths(whole) | strengths(collapsed)
    assert [n.facts.get("members in this file") for n in found.nodes[:3]] == [12, 12, None]
    assert all(edge.evidence for edge in found.edges), "sums are proved by what they sum"


def test_places_of_members_are_around_the_middle_of_their_community() -> None:
    found = nested(large(300, 900))
    network = build(found, colour_by="community", size_by="strength")
    parents = parents_of(found)
    for mark in (n for n in found.nodes if n.members > 1):
        places = [
            (drawn["x"], drawn["y"])
            for node, drawn in zip(found.nodes, network.nodes, strict=True)
            if parents.get(node.id) == mark.id
        ]
        for axis in zip(*places, strict=True):
            assert abs(min(axis) + max(axis)) < 60


def test_a_large_graph_is_a_file_that_can_be_mailed() -> None:
    html = render_network(large(6_000, 12_000), colour_by="community")
    assert len(html.encode()) < 2_000_000
    assert '"parent":[' in html


def test_each_community_has_its_share_of_the_room() -> None:
    groups = ["a"] * 9 + ["b"] * 2 + ["c"] * 9
    kept = fair_share(list(range(20)), groups, 12)
    assert kept == [0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 15]


def test_communities_of_a_snapshot_say_the_same_when_opened() -> None:
    ring = [(f"x:a{k}", f"x:a{(k + 1) % 5}", 9) for k in range(5)]
    other = [(f"x:b{k}", f"x:b{(k + 1) % 4}", 9) for k in range(4)]
    snapshot = snapshot_of([*ring, *other, ("x:a0", "x:b1", 4), ("x:a0", "x:b2", 3)])
    opened = opened_communities(snapshot, Method(), 60)
    found = opened.nested()
    toward = {(e.source, e.target): e.count for e in opened.toward}
    assert toward["x:a0", "community:2"] == 7
    assert toward["community:1", "x:b1"] == 4
    whole = dict(zip(snapshot.nodes["id"], snapshot.pairs().strength.tolist(), strict=True))
    assert {id_: n for id_, n in strengths(found).items() if id_ in whole} == whole
    few = opened_communities(snapshot, Method(), 60, most_members=2)
    assert len(few.parent) == 2
    assert (few.outer.total_nodes, few.outer.total_edges) == (9, 11)
    assert few.nested().nodes[0].facts["members in this file"] == 1

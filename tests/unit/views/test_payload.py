from __future__ import annotations

from dataclasses import replace

from api.views.payload import columns, payload
from graph.subgraph import Assessment, Subgraph, SubgraphNode
from tests.unit.views.samples import edge, two_groups


def test_columns_hold_what_the_rows_held() -> None:
    assert columns([{"a": 1}, {"a": 2, "b": 3}]) == {"a": [1, 2], "b": [None, 3]}
    assert columns([]) == {}


def test_evidence_is_cut_evenly_and_the_true_total_stays() -> None:
    nodes = (SubgraphNode("a"), SubgraphNode("b"))
    edges = (
        edge("a", "b", "retweet", count=30),
        edge("a", "b", "reply", count=2),
        replace(edge("a", "b", "quote", count=4), evidence_total=900),
    )
    data = payload(Subgraph(nodes, edges), evidence_in_page=12)
    assert [len(rows) for rows in data["edges"]["evidence"]] == [6, 2, 4]
    assert data["edges"]["total"] == [30, 2, 900]
    everything = payload(Subgraph(nodes, edges))
    assert [len(rows) for rows in everything["edges"]["evidence"]] == [30, 2, 4]


def test_being_aligned_attributes_nothing() -> None:
    node = SubgraphNode("a", assessments=(Assessment("stateAligned", "RU", "A study", "2022"),))
    (shown,) = payload(Subgraph((node,), ()))["nodes"]["assessments"]
    assert shown[0]["category"] == "not attributed"
    assert "align" not in str(shown).lower()


def test_shared_texts_stand_once() -> None:
    data = payload(two_groups())
    assert len(data["texts"]) == len(set(data["texts"]))
    assert data["texts"].count("Made for the tests") == 1


def test_degree_is_of_neighbours_and_strength_of_observations() -> None:
    nodes = tuple(SubgraphNode(i) for i in "abc")
    edges = (
        edge("a", "b", "retweet", count=3),
        edge("a", "b", "reply", count=2),
        edge("b", "a", "reply", count=1),
        edge("a", "a", "reply", count=4),
    )
    data = payload(Subgraph(nodes, edges))
    assert data["nodes"]["degree"] == [1, 1, 0]
    assert data["nodes"]["strength"] == [10, 6, 0]

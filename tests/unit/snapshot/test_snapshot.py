import threading

import polars as pl
import pytest

from graph.errors import UnknownIdError
from graph.snapshot import Flow, Snapshot
from graph.snapshot.dates import with_validity
from graph.snapshot.nodes import NodeIndex
from tests.unit.graphs import DAY_MS, snapshot_of


def steps(snapshot: Snapshot, flow: Flow) -> dict[str, dict[str, float]]:
    ids, adjacency = snapshot.node_index.ids, snapshot.adjacency(flow)
    found: dict[str, dict[str, float]] = {}
    for node, id_ in enumerate(ids):
        ends, weights = adjacency.out(node)
        if len(ends):
            found[id_] = {ids[e]: w for e, w in zip(ends, weights.tolist(), strict=True)}
    return found


def test_content_flows_against_the_arrows_and_ties_go_both_ways() -> None:
    snapshot = snapshot_of(
        [("a", "b", 2), ("b", "c", 1), ("c", "c", 9)],
        rows=[
            {"source": "a", "target": "b", "type": "AMPLIFIED", "kind": "quote", "count": 3},
            {"source": "c", "target": "org", "type": "OWNED_BY"},
        ],
    )
    assert steps(snapshot, Flow.AMPLIFICATION) == {
        "a": {"b": 5.0},
        "b": {"c": 1.0},
        "c": {"org": 1.0},
        "org": {"c": 1.0},
    }
    assert steps(snapshot, Flow.CONTENT) == {
        "b": {"a": 5.0},
        "c": {"b": 1.0, "org": 1.0},
        "org": {"c": 1.0},
    }


def test_igraph_has_each_pair_once() -> None:
    snapshot = snapshot_of(
        [("a", "b", 2), ("b", "a", 4), ("c", "c", 9)],
        rows=[{"source": "a", "target": "b", "type": "AMPLIFIED", "kind": "quote", "count": 3}],
    )
    directed, undirected = snapshot.graph(), snapshot.graph(directed=False)
    assert directed.get_edgelist() == [(0, 1), (1, 0)]
    assert directed.es["weight"] == [5.0, 4.0]
    assert undirected.get_edgelist() == [(0, 1)]
    assert undirected.es["weight"] == [9.0]
    assert directed.vcount() == 3
    assert "weight" not in snapshot.graph(weights=None).es.attributes()
    assert snapshot.graph() is directed
    named = snapshot.graph(named=True)
    assert named.vs["name"] == snapshot.node_index.ids
    assert named.vs["label"] == snapshot.nodes["name"].to_list()
    assert named.get_edgelist() == directed.get_edgelist() and not directed.vs.attributes()


def test_an_empty_graph_is_a_graph() -> None:
    empty = snapshot_of()
    assert empty.graph().vcount() == 0
    assert empty.adjacency(Flow.CONTENT).size == 0


def test_an_unknown_id_names_its_neighbours() -> None:
    index = snapshot_of([("x:mfa_china", "x:rt_com", 1)]).node_index
    assert index["x:rt_com"] == 1
    for slip in ("x:mfa_chian", "mfa_china", "X:MFA_China"):
        with pytest.raises(UnknownIdError) as caught:
            index[slip]
        assert caught.value.suggestions[0] == "x:mfa_china"
    with pytest.raises(UnknownIdError) as caught:
        index["telegram:nobody_like_this"]
    assert caught.value.suggestions == ()


def test_an_alias_stands_for_its_actor() -> None:
    nodes = pl.DataFrame({"id": ["x:a", "x:b"]})
    aliases = pl.DataFrame({"index": [1, 0], "id": ["telegram:b", "x:b"]})
    index = NodeIndex(nodes, aliases)
    assert index["telegram:b"] == 1
    assert index["x:b"] == 1  # an actor's own id comes before somebody's alias


def test_what_is_costly_is_made_once_and_does_not_hold_up_the_rest() -> None:
    snapshot = snapshot_of([("a", "b", 1)])
    made, inside, go_on = [], threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        go_on.wait(240)
        made.append(1)
        return "made"

    results: list[str] = []
    threads = [
        threading.Thread(target=lambda: results.append(snapshot.once("slow", slow)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert inside.wait(240)
    assert snapshot.graph().ecount() == 1
    assert made == [], "it did not wait for the other"
    go_on.set()
    for thread in threads:
        thread.join()
    assert results == ["made"] * 4
    assert made == [1]


def test_years_months_and_days_as_sources_give_them() -> None:
    frame = pl.DataFrame(
        {
            "since": ["1970", "1970-02", "1970-02-03", "early 2018", "", None],
            "until": ["1970", "1970-02", "1970-02-03", "2018?", "", None],
        }
    )
    valid = with_validity(frame)
    assert valid["firstMs"].to_list() == [0, 31 * DAY_MS, 33 * DAY_MS, None, None, None]
    assert valid["lastMs"].to_list() == [
        365 * DAY_MS - 1,
        59 * DAY_MS - 1,
        34 * DAY_MS - 1,
        None,
        None,
        None,
    ]

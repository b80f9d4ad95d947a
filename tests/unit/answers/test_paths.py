from datetime import UTC, datetime
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.node_sets import BadPathRequestError
from graph.answers.paths import (
    PathsAnswer,
    Weight,
    shortest_paths,
)
from graph.errors import UnknownIdError
from graph.snapshot import Flow
from tests.unit.graphs import DAY_MS, snapshot_of

NODES = "abcdefg"
EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 4)),
    max_size=25,
    unique_by=lambda edge: edge[:2],
)
SOME = st.sets(st.sampled_from(NODES), min_size=1, max_size=3)


def routes(answer: PathsAnswer) -> set[tuple[str, ...]]:
    return {tuple(node.id for node in path.nodes) for path in answer.paths}


def expected(
    edges: list[tuple[str, str, int]],
    flow: Flow,
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    weight: str | None,
) -> set[tuple[str, ...]]:
    """All shortest paths between two sets, by networkx, one pair at a time."""
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    for a, b, n in edges:
        if a != b:
            start, end = (b, a) if flow is Flow.CONTENT else (a, b)
            graph.add_edge(start, end, cost=1 / n)
    graph.remove_nodes_from(avoid)
    found: list[tuple[float, tuple[str, ...]]] = []
    for a in sources - avoid:
        for b in targets - sources - avoid:
            if nx.has_path(graph, a, b):
                length = nx.shortest_path_length(graph, a, b, weight=weight)
                paths = nx.all_shortest_paths(graph, a, b, weight=weight)
                found += [(length, tuple(path)) for path in paths]
    least = min((length for length, _ in found), default=0.0)
    return {path for length, path in found if length <= least + 1e-9}


@settings(max_examples=150)
@given(EDGES, SOME, SOME, st.sets(st.sampled_from(NODES), max_size=2), st.sampled_from(Flow))
def test_all_shortest_paths_are_networkx_s(
    edges: list[tuple[str, str, int]],
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    flow: Flow,
) -> None:
    if sources == targets and len(sources) == 1:
        return
    snapshot = snapshot_of(edges, nodes=NODES)
    answer = shortest_paths(
        snapshot, sorted(sources), sorted(targets), flow=flow, avoid=avoid, limit=10_000
    )
    wanted = expected(edges, flow, sources, targets, avoid, None)
    assert routes(answer) == wanted
    assert answer.total == len(wanted) == len(answer.paths)
    assert not answer.truncated


@settings(max_examples=100)
@given(EDGES, SOME, SOME, st.sets(st.sampled_from(NODES), max_size=1), st.sampled_from(Flow))
def test_the_strongest_paths_are_networkx_s(
    edges: list[tuple[str, str, int]],
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    flow: Flow,
) -> None:
    if sources == targets and len(sources) == 1:
        return
    snapshot = snapshot_of(edges, nodes=NODES)
    answer = shortest_paths(
        snapshot,
        sorted(sources),
        sorted(targets),
        flow=flow,
        avoid=avoid,
        weight=Weight.STRENGTH,
        limit=10_000,
    )
    assert routes(answer) == expected(edges, flow, sources, targets, avoid, "cost")
    assert answer.total == len(answer.paths)


def test_the_way_of_content_is_the_way_of_amplification_reversed() -> None:
    snapshot = snapshot_of([("blogger", "outlet", 3), ("outlet", "agency", 1)])
    content = shortest_paths(snapshot, "agency", "blogger")
    assert routes(content) == {("agency", "outlet", "blogger")}
    assert routes(shortest_paths(snapshot, "blogger", "agency")) == set()
    amplification = shortest_paths(snapshot, "blogger", "agency", flow=Flow.AMPLIFICATION)
    assert routes(amplification) == {("blogger", "outlet", "agency")}
    first = content.paths[0].hops[0].relationships[0]
    assert (first.source, first.target, first.along) == ("outlet", "agency", False)
    assert amplification.paths[0].hops[0].relationships[0].along
    assert "content passes from each actor to the next" in content.reading
    assert "each actor amplified the next" in amplification.reading


def test_a_hop_tells_all_that_it_follows_and_nothing_else() -> None:
    snapshot = snapshot_of(
        [("b", "a", 2), ("a", "b", 50)],
        rows=[
            {"source": "b", "target": "a", "type": "AMPLIFIED", "kind": "quote", "count": 5},
            {"source": "a", "target": "b", "type": "HAS_AGREEMENT_WITH", "kind": "cooperation"},
        ],
    )
    (path,) = shortest_paths(snapshot, "a", "b", types=None).paths
    assert [(r.type, r.kind, r.count, r.along) for r in path.hops[0].relationships] == [
        ("AMPLIFIED", "quote", 5, False),
        ("AMPLIFIED", "retweet", 2, False),
        ("HAS_AGREEMENT_WITH", "cooperation", 1, True),
    ]
    assert path.hops[0].count == 8


def test_ties_are_followed_only_when_asked_for() -> None:
    snapshot = snapshot_of(
        rows=[
            {"source": "x:rt", "target": "org", "type": "OWNED_BY"},
            {"source": "x:sputnik", "target": "org", "type": "OWNED_BY"},
        ]
    )
    assert shortest_paths(snapshot, "x:rt", "x:sputnik").paths == ()
    assert routes(shortest_paths(snapshot, "x:rt", "x:sputnik", types=["OWNED_BY"])) == {
        ("x:rt", "org", "x:sputnik")
    }


def test_windows_limits_and_caps() -> None:
    middle = [f"m{k}" for k in range(9)]
    events = [(m, "a", k * DAY_MS) for k, m in enumerate(middle)]
    events += [("z", m, k * DAY_MS) for k, m in enumerate(middle)]
    snapshot = snapshot_of(events=events)
    answer = shortest_paths(snapshot, "a", "z", limit=4)
    assert (len(answer.paths), answer.total, answer.truncated, answer.length) == (4, 9, True, 2)
    since = datetime.fromtimestamp(7 * 86_400, UTC)
    later = shortest_paths(snapshot, "a", "z", since=since)
    assert routes(later) == {("a", "m7", "z"), ("a", "m8", "z")}
    assert later.provenance.parameters["scope"] == {
        "since": "1970-01-08T00:00:00+00:00",
        "types": ["AMPLIFIED", "REPUBLISHED"],
    }
    assert shortest_paths(snapshot, "a", "z", max_hops=1).paths == ()
    assert shortest_paths(snapshot, "a", "z", max_hops=2).total == 9


def test_more_paths_than_can_be_listed_are_counted() -> None:
    layers = [[f"{layer}-{k}" for k in range(10)] for layer in range(12)]
    edges = [(b, a, 1) for one, two in pairwise(layers) for a in one for b in two]
    answer = shortest_paths(snapshot_of(edges), layers[0], layers[-1], limit=3)
    assert len(answer.paths) == 3
    assert answer.total == 10**12
    assert answer.truncated


def test_the_strongest_first_hop_comes_first() -> None:
    snapshot = snapshot_of([("b", "a", 1), ("c", "a", 9), ("z", "b", 1), ("z", "c", 1)])
    first, second = shortest_paths(snapshot, "a", "z").paths
    assert (first.nodes[1].id, second.nodes[1].id) == ("c", "b")


def test_from_an_actor_to_itself_there_are_no_hops() -> None:
    answer = shortest_paths(snapshot_of([("a", "b", 1)]), "a", "a")
    assert answer.total == 1
    assert answer.paths[0].hops == ()


def test_no_path_is_an_empty_answer_and_an_unknown_id_an_error() -> None:
    snapshot = snapshot_of([("x:one", "x:two", 1)], nodes=["x:three"])
    answer = shortest_paths(snapshot, "x:one", "x:three")
    assert (answer.paths, answer.total, answer.length, answer.truncated) == ((), 0, None, False)
    with pytest.raises(UnknownIdError, match="Did you mean x:three"):
        shortest_paths(snapshot, "x:one", "x:thre")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"max_hops": 0}, "max_hops is 0"),
        ({"max_hops": 3, "weight": Weight.STRENGTH}, "counted in hops"),
        ({"source": []}, "at least one source"),
    ],
)
def test_questions_without_meaning(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(BadPathRequestError, match=message):
        shortest_paths(
            snapshot_of([("a", "b", 1)]),
            **{"source": "a", "target": "b", **wrong},  # type: ignore[arg-type]
        )

"""Every answer, on every graph that is hard to say anything of: defined, repeatable, and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from api.documents import jsonable
from graph.answers.asymmetry import asymmetry
from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.brokers import brokers
from graph.answers.change import change
from graph.answers.communities import communities
from graph.answers.community_attribute import communities_by_attribute
from graph.answers.community_card import community_card
from graph.answers.division_comparison import compare_divisions
from graph.answers.groups import Dimension, Group, every_group
from graph.answers.hierarchy import hierarchy
from graph.answers.infrastructure import infrastructure
from graph.answers.neighbours import neighbours
from graph.answers.overview import overview
from graph.answers.partition import Algorithm, Method, Objective
from graph.answers.paths import Weight, k_shortest_paths, shortest_paths
from graph.answers.periods import Span
from graph.answers.provenance import Provenance
from graph.answers.search import search
from graph.answers.stability import stability
from graph.answers.subgraphs import ego, top_subgraph
from graph.answers.temporal_paths import Best, temporal_path
from graph.answers.ties import ties
from graph.answers.tracking import track
from graph.answers.windows import around, every
from graph.errors import AmpnetError, UnknownIdError
from graph.snapshot import Snapshot, SnapshotFilter
from tests.unit.graphs import DAY_MS, snapshot_of

A, B = Group.parse("country:AA"), Group.parse("country:BB")
EVENT = datetime(1970, 1, 3, tzinfo=UTC)
RING = [("abcdef"[k], "abcdef"[(k + 1) % 6]) for k in range(6)]

Ask = Callable[[Snapshot], Any]

ASKS: Mapping[str, Ask] = {
    "overview": overview,
    "search": lambda s: search(s, "a"),
    "neighbours": lambda s: neighbours(s, "x:a"),
    "ego": lambda s: ego(s, "x:a"),
    "network": top_subgraph,
    "communities": communities,
    "communities, fitted": lambda s: communities(s, Method(resolution=None)),
    "communities, CPM": lambda s: communities(s, Method(objective=Objective.CPM)),
    "communities, consensus": lambda s: communities(s, Method(consensus=3)),
    "communities, Infomap": lambda s: communities(s, Method(Algorithm.INFOMAP, directed=True)),
    "communities, labels": lambda s: communities(s, Method(Algorithm.LABEL_PROPAGATION)),
    "stability": lambda s: stability(s, seeds=2, resamples=2, null_graphs=2),
    "hierarchy": hierarchy,
    "by country": lambda s: communities_by_attribute(s, permutations=19),
    "one community": lambda s: community_card(s, 1),
    "two divisions": lambda s: compare_divisions(s, Method(), s, Method(directed=True)),
    "shortest": lambda s: shortest_paths(s, "x:a", "x:d"),
    "cheapest": lambda s: shortest_paths(s, "x:a", "x:d", weight=Weight.STRENGTH),
    "to itself": lambda s: shortest_paths(s, "x:a", "x:a"),
    "k shortest": lambda s: k_shortest_paths(s, "x:a", "x:d"),
    **{
        f"in time, {best}": partial(temporal_path, source="x:a", target="x:d", best=best)
        for best in Best
    },
    "brokers": lambda s: brokers(s, null_graphs=2),
    "asymmetry": lambda s: asymmetry(s, A, B, samples=19),
    "asymmetry matrix": lambda s: asymmetry_matrix(
        s, every_group(s, Dimension.COUNTRY), samples=19
    ),
    "ties": lambda s: ties(s, samples=19),
    "change": lambda s: change(s, *around(EVENT, 2)),
    "tracking": lambda s: track(s, every(s, Span.DAY)),
    "infrastructure": infrastructure,
}


def ring(*, loops: bool = False, one_group: bool = False) -> Snapshot:
    """Six in a ring, all ties alike, in two countries of three each or in one."""
    nodes = [
        {"id": f"x:{name}", "country": "AA" if one_group or name < "d" else "BB"}
        for name in "abcdef"
    ]
    events = [(f"x:{a}", f"x:{b}", k * DAY_MS) for k, (a, b) in enumerate(RING)]
    own = [(f"x:{name}", f"x:{name}", 5) for name in "ad" if loops]
    return snapshot_of(own, nodes=nodes, events=events)


def parts() -> Snapshot:
    """Two triangles that have nothing to do with each other."""
    ties_ = [("a", "b", 3), ("b", "c", 1), ("c", "a", 2), ("d", "e", 1), ("e", "f", 4)]
    nodes = [{"id": f"x:{name}", "country": "AA" if name < "d" else "BB"} for name in "abcdef"]
    return snapshot_of([(f"x:{a}", f"x:{b}", n) for a, b, n in ties_], nodes=nodes)


GRAPHS: Mapping[str, Callable[[], Snapshot]] = {
    "nothing": snapshot_of,
    "one actor": lambda: snapshot_of(nodes=["x:a"]),
    "no ties": lambda: snapshot_of(nodes=["x:a", "x:b", "x:d"]),
    "loops only": lambda: snapshot_of([("x:a", "x:a", 2), ("x:d", "x:d", 1)]),
    "one tie": lambda: snapshot_of([("x:d", "x:a", 1)]),
    "two parts": parts,
    "equal weights": ring,
    "loops besides": lambda: ring(loops=True),
    "one group": lambda: ring(one_group=True),
    "empty window": lambda: ring().filter(
        SnapshotFilter(
            since=datetime(1900, 1, 1, tzinfo=UTC), until=datetime(1901, 1, 1, tzinfo=UTC)
        )
    ),
}


def said(ask: Ask, graph: Snapshot) -> str:
    """Return an answer as JSON, or the refusal; anything else is an error."""
    try:
        answer = ask(graph)
    except AmpnetError as refused:
        assert refused.message and refused.remedy, "a refusal says what helps"
        return f"{type(refused).__name__}: {refused.message}"
    document = jsonable(answer)
    document.pop("generatedAt", None)
    return json.dumps(document, allow_nan=False, sort_keys=True)


@pytest.mark.parametrize("name", ASKS)
def test_every_answer_is_defined_on_every_graph(name: str) -> None:
    ask = ASKS[name]
    answers = {title: said(ask, make()) for title, make in GRAPHS.items()}
    assert said(ask, parts()) == answers["two parts"], "asked again, it answers something else"
    refused = {title for title, answer in answers.items() if "Error: " in answer[:40]}
    assert not refused & {"equal weights", "loops besides", "two parts"}


SHOWING = {"overview", "search", "neighbours", "ego", "network"}
"""What shows the graph as it is, loops too, and computes nothing."""


@pytest.mark.parametrize("name", sorted(set(ASKS) - SHOWING))
def test_whoever_amplifies_himself_changes_nothing(name: str) -> None:
    assert said(ASKS[name], ring(loops=True)) == said(ASKS[name], ring())


EXACT = {"shortest", "cheapest", "to itself", "k shortest", "change", "infrastructure"}
"""What has no random numbers, and so no seed; routes in time neither."""


@pytest.mark.parametrize("name", sorted(set(ASKS) - SHOWING))
def test_every_computed_answer_says_how(name: str) -> None:
    answer = ASKS[name](ring())
    pair = name == "two divisions"
    for how in (answer.first, answer.second) if pair else (answer.provenance,):
        assert isinstance(how, Provenance)
        assert how.method and how.parameters and how.graph_version == str(ring().version)
        assert (how.seed is None) == (name in EXACT or name.startswith("in time"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: shortest_paths(s, "x:actor", "x:d"),
        lambda s: k_shortest_paths(s, "x:a", "x:actor"),
        lambda s: temporal_path(s, "x:actor", "x:d"),
        lambda s: shortest_paths(s, "x:a", "x:d", avoid="x:actor"),
        lambda s: shortest_paths(s, "x:a", "x:d", through="x:actor"),
        lambda s: brokers(s, {"x:actor": "one"}),
        lambda s: asymmetry(s, Group.parse("id:x:actor"), A),
        lambda s: neighbours(s, "x:actor"),
        lambda s: ego(s, "x:actor"),
    ],
)
def test_an_unknown_id_has_near_matches(ask: Ask) -> None:
    graph = snapshot_of([("x:actors", "x:d", 1)], nodes=[{"id": "x:a", "country": "AA"}])
    with pytest.raises(UnknownIdError) as refused:
        ask(graph)
    assert refused.value.suggestions == ("x:actors",)
    assert "x:actors" in refused.value.remedy

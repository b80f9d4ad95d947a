"""Random graphs with given degrees: each as likely as any other."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import chi2

from graph.answers.brokerage import count_roles
from graph.answers.seeding import igraph_seed
from graph.answers.switching import Edges, graphs_by_chance
from graph.snapshot.pairs import igraph_of

Graph = tuple[tuple[int, int], ...]


def _directed(begun: list[int], ended: list[int]) -> list[Graph]:
    """All graphs with these numbers of edges that each node begins, and that end at it."""
    nodes = range(len(begun))
    ends = [combinations([b for b in nodes if b != a], begun[a]) for a in nodes]
    graphs = [
        tuple((a, b) for a, chosen in enumerate(each) for b in chosen) for each in product(*ends)
    ]
    return [g for g in graphs if [sum(b == node for _, b in g) for node in nodes] == ended]


def _undirected(degrees: list[int]) -> list[Graph]:
    nodes = range(len(degrees))
    graphs = combinations(combinations(nodes, 2), sum(degrees) // 2)
    return [g for g in graphs if [sum(node in edge for edge in g) for node in nodes] == degrees]


def _graph(edges: Edges) -> Graph:
    return tuple(sorted(zip(*(ends.tolist() for ends in edges), strict=True)))


@pytest.mark.parametrize(
    ("all_graphs", "number", "directed"),
    [
        (_directed([1, 1, 0, 0], [0, 0, 1, 1]), 2, True),  # one exchange, back and forth
        (_directed([1, 1, 1], [1, 1, 1]), 2, True),  # a triangle that no exchange turns round
        (_directed([1, 1, 1, 1], [1, 1, 1, 1]), 9, True),
        (_directed([2, 1, 1, 1], [1, 2, 1, 1]), 7, True),
        (_undirected([1, 1, 1, 1]), 3, False),
    ],
)
def test_each_graph_is_as_likely_as_any_other(
    all_graphs: list[Graph], number: int, directed: bool
) -> None:
    assert len(all_graphs) == number
    source, target = np.array(all_graphs[0]).T
    size, each = int(max(source.max(), target.max())) + 1, 30
    drawn = graphs_by_chance(
        source, target, size, each * number, np.random.default_rng(7), directed=directed
    )
    found = Counter(map(_graph, drawn))
    assert set(found) == set(all_graphs)
    away = sum((count - each) ** 2 / each for count in found.values())
    assert chi2.sf(away, number - 1) > 0.001


def test_it_is_the_same_chance_as_that_of_exchanging_one_by_one() -> None:
    """Beside igraph's `rewire`, on a graph with hubs in which a third of the edges are stuck."""
    rng = np.random.default_rng(1)
    drawn = (80 * rng.random((3_000, 2)) ** 3).astype(np.int64)
    source, target = np.unique(drawn[drawn[:, 0] != drawn[:, 1]], axis=0).T
    group, graphs = rng.integers(0, 3, 80), 40
    begun, ended = np.bincount(source, minlength=80), np.bincount(target, minlength=80)
    ours = []
    for begin, end in graphs_by_chance(source, target, 80, graphs, rng):
        assert (np.bincount(begin, minlength=80) == begun).all()
        assert (np.bincount(end, minlength=80) == ended).all()
        assert (begin != end).all()
        assert len(np.unique(begin * 80 + end)) == len(source)
        ours.append(count_roles(begin, end, group).values)
    theirs = []
    graph = igraph_of(80, source, target, directed=True)
    with igraph_seed(1):
        for _ in range(graphs):
            graph.rewire(n=10 * len(source))
            theirs.append(count_roles(*np.array(graph.get_edgelist()).T, group).values)
    one, two = np.array(ours), np.array(theirs)
    error = np.sqrt((one.var(axis=0) + two.var(axis=0)) / graphs)
    away = (one.mean(axis=0) - two.mean(axis=0))[error > 0] / error[error > 0]
    assert len(away) > 300
    assert 0.8 < np.sqrt(np.mean(away**2)) < 1.25
    spread = one.std(axis=0)[error > 0].sum() / two.std(axis=0)[error > 0].sum()
    assert spread == pytest.approx(1, abs=0.05)


def test_a_graph_that_cannot_change_stays() -> None:
    star = np.zeros(4, dtype=np.int64), np.arange(1, 5)
    for edges in graphs_by_chance(*star, 5, 2, np.random.default_rng(1)):
        assert _graph(edges) == _graph(star)
    empty = np.zeros(0, dtype=np.int64)
    assert [
        len(source) for source, _ in graphs_by_chance(empty, empty, 3, 2, np.random.default_rng(1))
    ] == [0, 0]

"""A corridor holds every path up to its length, on graphs larger than trying all of Yen's could."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from graph.answers.corridor import Between, Corridor, Widening
from graph.snapshot import Flow
from tests.unit.graphs import snapshot_of


@pytest.mark.parametrize("seed", range(4))
def test_every_path_that_is_no_longer_lies_in_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = {(int(a), int(b)): int(n) for a, b, n in rng.integers(1, 40, (160, 3)) if a != b}
    names = [f"n{k:02}" for k in range(40)]
    snapshot = snapshot_of([(names[a], names[b], n) for (a, b), n in edges.items()], nodes=names)
    steps = snapshot.adjacency(Flow.AMPLIFICATION), snapshot.adjacency(Flow.CONTENT)
    index = {name: snapshot.node_index[name] for name in names}
    ends = [np.array([index[name]], np.int32) for name in ("n01", "n02", "n03")]
    between = Between(*steps, *ends)
    graph = nx.DiGraph()
    graph.add_nodes_from(index.values())
    for (a, b), n in edges.items():
        if 3 not in (a, b):
            graph.add_edge(index[names[a]], index[names[b]], cost=1 / n)
    paths = list(nx.all_simple_paths(graph, index["n01"], index["n02"], cutoff=6))
    assert len(paths) > 10
    hops = [len(path) - 1 for path in paths]
    costs = [nx.path_weight(graph, path, "cost") for path in paths]
    wide = Widening(between)
    while not wide.complete and wide.corridor().length < 6:
        corridor = wide.corridor()
        _holds(corridor, [p for p, h in zip(paths, hops, strict=True) if h <= corridor.length])
        wide.widen()
    most = float(np.median(costs))
    _holds(
        Corridor.by_cost(between, most), [p for p, c in zip(paths, costs, strict=True) if c <= most]
    )


def _holds(corridor: Corridor, paths: list[list[int]]) -> None:
    begin = np.repeat(np.arange(corridor.steps.size), np.diff(corridor.steps.starts))
    ends = corridor.nodes[begin].tolist(), corridor.nodes[corridor.steps.ends].tolist()
    assert {step for path in paths for step in pairwise(path)} <= set(zip(*ends, strict=True))

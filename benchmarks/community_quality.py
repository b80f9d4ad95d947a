"""How well communities are found where the true ones are known, beside igraph and NetworKit.

    python -m benchmarks.community_quality [--kinds plain weighted directed]

LFR graphs (Lancichinetti, Fortunato and Radicchi, Physical Review E 78, 046110, 2008): degrees 20
on average and 50 at most, exponents 2 and 1, two graphs for each mixing `mu` (share of a node's
ties that leave its community). Adjusted mutual information with the truth, the mean over graphs
and three seeds; NetworKit makes the graphs and takes part, so it has to be installed. Prints
Markdown rows.

"weighted": a tie inside a community has 1 + Poisson(3) pieces of evidence, one across 1 +
Poisson(1.5). "directed": each of these has a direction by chance; igraph's Leiden and Infomap, and
ampnet, are told, the others are given the weighted graph without.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from importlib import import_module
from statistics import mean
from typing import Any

import igraph
import numpy as np

from graph.answers.partition import Method, partition
from graph.answers.partition_comparison import compare_partitions
from graph.snapshot.pairs import Pairs

networkit: Any = import_module("networkit")  # not among our requirements

SIZES = ((1_000, 20, 100), (1_000, 10, 50), (5_000, 20, 100))
MIXING = (0.1, 0.3, 0.5, 0.6, 0.7)
SEEDS = (1, 2, 3)

Labels = Any
Runs = dict[str, Callable[[int], Labels]]


def graphs(nodes: int, smallest: int, largest: int, mu: float) -> Iterator[tuple[Any, Labels]]:
    """Make two graphs with their true communities."""
    for seed in (1, 2):
        networkit.setSeed(seed, False)
        made = networkit.generators.LFRGenerator(nodes)
        made.generatePowerlawDegreeSequence(20, 50, -2)
        made.generatePowerlawCommunitySizeSequence(smallest, largest, -1)
        made.setMu(mu)
        yield made.generate(), np.array(made.getPartition().getVector())


def runs(graph: Any, truth: Labels, kind: str) -> Runs:
    """Name the algorithms, each a function of a seed."""
    size, directed = graph.numberOfNodes(), kind == "directed"
    ends = np.array(sorted((min(a, b), max(a, b)) for a, b in graph.iterEdges()))
    rng = np.random.default_rng(1)
    weight = np.ones(len(ends))
    if kind != "plain":
        inside = truth[ends[:, 0]] == truth[ends[:, 1]]
        weight += rng.poisson(np.where(inside, 3.0, 1.5))
        graph = networkit.Graph(size, weighted=True)
        for (a, b), w in zip(ends.tolist(), weight.tolist(), strict=True):
            graph.addEdge(a, b, w)
    if directed:
        turned = rng.random(len(ends)) < 0.5
        ends[turned] = ends[turned][:, ::-1]
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        ends, weight = ends[order], weight[order]
    told = igraph.Graph(size, ends.tolist(), directed=directed, edge_attrs={"weight": weight})
    plain = told.as_undirected(combine_edges="sum")
    pairs = Pairs(size, directed, ends[:, 0].copy(), ends[:, 1].copy(), weight)
    community = networkit.community

    def seeded(find: Callable[[], Any]) -> Callable[[int], Labels]:
        def run(seed: int) -> Labels:
            random.seed(seed)
            networkit.setSeed(seed, False)
            found = find()
            return found.membership if hasattr(found, "membership") else found.getVector()

        return run

    def detected(make: Callable[[], Any]) -> Callable[[int], Labels]:
        return seeded(lambda: community.detectCommunities(graph, make(), inspect=False))

    def ours(resolution: float | None) -> Callable[[int], Labels]:
        return lambda seed: (
            partition(pairs, Method(resolution=resolution, directed=directed, seed=seed)).membership
        )

    weights = {"weights": "weight"}
    return {
        "ampnet, auto": ours(None),
        "ampnet, 1": ours(1.0),
        "igraph Leiden": seeded(
            lambda: told.community_leiden("modularity", n_iterations=-1, **weights)
        ),
        "igraph Infomap": seeded(lambda: told.community_infomap("weight", trials=10)),
        "igraph Louvain": seeded(lambda: plain.community_multilevel(**weights)),
        "igraph label propagation": seeded(lambda: plain.community_label_propagation(**weights)),
        "NetworKit PLM": detected(lambda: community.PLM(graph, True)),
        "NetworKit ParallelLeiden": detected(lambda: community.ParallelLeiden(graph)),
        "NetworKit map equation": detected(lambda: community.LouvainMapEquation(graph, True)),
    }


def main() -> None:
    """Print a row for each kind of graph."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kinds", nargs="+", default=["plain", "weighted", "directed"])
    parser.add_argument("--sizes", type=int, default=len(SIZES), help="The first of them only.")
    asked = parser.parse_args()
    networkit.setNumberOfThreads(1)
    for kind in asked.kinds:
        for nodes, smallest, largest in SIZES[: asked.sizes]:
            for mu in MIXING:
                scores: dict[str, list[float]] = {}
                for graph, truth in graphs(nodes, smallest, largest, mu):
                    for name, run in runs(graph, truth, kind).items():
                        found = [compare_partitions(np.array(run(s)), truth).ami for s in SEEDS]
                        scores.setdefault(name, []).extend(found)
                cells = " | ".join(f"{name} {mean(values):.3f}" for name, values in scores.items())
                print(f"| {kind}, {nodes:,}, {smallest}-{largest}, {mu} | {cells} |", flush=True)


if __name__ == "__main__":
    main()

"""How well communities are found where the true ones are known, beside igraph and NetworKit.

    python -m benchmarks.community_quality

LFR graphs (Lancichinetti, Fortunato and Radicchi, Physical Review E 78, 046110, 2008): degrees 20
on average and 50 at most, exponents 2 and 1, two graphs for each mixing `mu` (share of a node's
ties that leave its community). Adjusted mutual information with the truth, the mean over graphs
and three seeds; NetworKit makes the graphs and takes part, so it has to be installed. Prints
Markdown rows.
"""

from __future__ import annotations

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
MIXING = (0.3, 0.5, 0.6, 0.7)
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


def runs(graph: Any) -> Runs:
    """Name the algorithms, each a function of a seed."""
    edges = sorted((min(a, b), max(a, b)) for a, b in graph.iterEdges())
    plain = igraph.Graph(n=graph.numberOfNodes(), edges=edges)
    source, target = np.array(edges, dtype=np.int64).T
    pairs = Pairs(graph.numberOfNodes(), False, source, target, np.ones(len(edges)))
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

    return {
        "ampnet, auto": lambda seed: (
            partition(pairs, Method(resolution=None, seed=seed)).membership
        ),
        "ampnet, 1": lambda seed: partition(pairs, Method(seed=seed)).membership,
        "igraph Leiden": seeded(lambda: plain.community_leiden("modularity", n_iterations=-1)),
        "igraph Infomap": seeded(lambda: plain.community_infomap(trials=10)),
        "igraph Louvain": seeded(plain.community_multilevel),
        "igraph label propagation": seeded(plain.community_label_propagation),
        "NetworKit PLM": detected(lambda: community.PLM(graph, True)),
        "NetworKit ParallelLeiden": detected(lambda: community.ParallelLeiden(graph)),
        "NetworKit map equation": detected(lambda: community.LouvainMapEquation(graph, True)),
    }


def main() -> None:
    """Print a row for each kind of graph."""
    networkit.setNumberOfThreads(1)
    for nodes, smallest, largest in SIZES:
        for mu in MIXING:
            scores: dict[str, list[float]] = {}
            for graph, truth in graphs(nodes, smallest, largest, mu):
                for name, run in runs(graph).items():
                    found = [compare_partitions(np.array(run(s)), truth).ami for s in SEEDS]
                    scores.setdefault(name, []).extend(found)
            cells = " | ".join(f"{name} {mean(values):.3f}" for name, values in scores.items())
            print(f"| {nodes:,}, {smallest}-{largest}, {mu} | {cells} |", flush=True)


if __name__ == "__main__":
    main()

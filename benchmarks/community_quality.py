"""How well communities are found where the true ones are known, beside igraph and NetworKit.

    python -m benchmarks.community_quality [--kinds plain weighted directed real] [--graphs 4]
        [--seeds 3] [--sizes 0 1 2] [--mixing 0.3 0.4 0.5 0.6 0.7 0.8] [--gml FILE ...]

LFR graphs (Lancichinetti, Fortunato and Radicchi, Physical Review E 78, 046110, 2008): degrees 20
on average and 50 at most, exponents 2 and 1, for each mixing `mu` (share of a node's ties that
leave its community). Adjusted mutual information with the truth: the mean over graphs of the mean
over seeds, and half of its 95 % interval (Student's t over the graphs). NetworKit
makes the graphs and takes part, so it has to be installed. Prints Markdown rows, with the best
algorithm of igraph and of NetworKit on each.

"weighted": a tie inside a community has 1 + Poisson(3) pieces of evidence, one across 1 +
Poisson(1.5). "directed": each of these has a direction by chance; igraph's Leiden and Infomap, and
ampnet, are told, the others are given the weighted graph without. "real": the karate club with
its two sides, and the Telegram forwards with the languages of channels, where they are known;
`--gml` adds files whose nodes carry their group as `value` (as Newman's football and polbooks do)
or `gt`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import igraph
import networkx
import numpy as np
import polars as pl
from scipy.stats import t

from benchmarks.forwards_graph import actors, events, pairs
from graph.answers.partition import Method, partition
from graph.answers.partition_comparison import compare_partitions
from graph.snapshot.pairs import Pairs

networkit: Any = import_module("networkit")  # not among our requirements

SIZES = ((1_000, 20, 100), (1_000, 10, 50), (5_000, 20, 100))
MIXING = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

Labels = Any
Runs = dict[str, Callable[[int], Labels]]


def graphs(
    nodes: int, smallest: int, largest: int, mu: float, number: int
) -> Iterator[tuple[Any, Labels]]:
    """Make graphs with their true communities."""
    for seed in range(1, number + 1):
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
    ties = Pairs(size, directed, ends[:, 0].copy(), ends[:, 1].copy(), weight)
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
            partition(ties, Method(resolution=resolution, directed=directed, seed=seed)).membership
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


def real() -> Iterator[tuple[str, Any, Labels]]:
    """Graphs of which something is known that communities may follow; -1 is unknown."""
    club = networkx.karate_club_graph()
    yield (
        "karate club, sides",
        networkit.nxadapter.nx2nk(club),
        np.array([club.nodes[node]["club"] == "Officer" for node in club], dtype=np.int64),
    )
    forwards = events()
    known, ties = actors(forwards), pairs(forwards)
    index = {id_: at for at, id_ in enumerate(known["id"])}
    graph = networkit.Graph(len(index))
    for a, b in {tuple(sorted((index[a], index[b]))) for a, b in ties.select("a", "b").iter_rows()}:
        if a != b:
            graph.addEdge(a, b)
    language = known["language"].rank("dense").fill_null(0).cast(pl.Int64).to_numpy() - 1
    yield "Telegram forwards, languages", graph, language


def labelled(path: Path) -> tuple[str, Any, Labels]:
    """Read the largest component of a graph with a group for each node; direction is left out."""
    read = igraph.Graph.Read_GML(str(path)).as_undirected().simplify()
    read = read.connected_components().giant()
    groups = read.vs["value" if "value" in read.vs.attributes() else "gt"]
    graph = networkit.Graph(read.vcount())
    for a, b in read.get_edgelist():
        graph.addEdge(a, b)
    truth = pl.Series(groups, strict=False).cast(pl.String).rank("dense").cast(pl.Int64) - 1
    return f"{path.stem}, {truth.n_unique()} groups", graph, truth.to_numpy()


def score(found: Labels, truth: Labels) -> float:
    """Compare where the truth is known."""
    return compare_partitions(np.array(found)[truth >= 0], truth[truth >= 0]).ami


def row(name: str, made: Iterator[tuple[Any, Labels]], kind: str, seeds: int) -> str:
    """Run all on some graphs, and write the row."""
    scores: dict[str, list[float]] = {}
    for graph, truth in made:
        for algorithm, run in runs(graph, truth, kind).items():
            found = [score(run(seed), truth) for seed in range(1, seeds + 1)]
            scores.setdefault(algorithm, []).append(mean(found))
    cells = [_cell(scores[algorithm]) for algorithm in ("ampnet, auto", "ampnet, 1")]
    for library in ("igraph", "NetworKit"):
        best = max((a for a in scores if a.startswith(library)), key=lambda a: mean(scores[a]))
        cells.append(f"{best.removeprefix(library)} {_cell(scores[best])}".strip())
    return f"| {name} | {' | '.join(cells)} |"


def _cell(scores: list[float]) -> str:
    if len(scores) < 2:
        return f"{mean(scores):.3f}"
    half = t.ppf(0.975, len(scores) - 1) * stdev(scores) / len(scores) ** 0.5
    return f"{mean(scores):.3f} ± {half:.3f}"


def main() -> None:
    """Print a row for each kind of graph."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kinds", nargs="+", default=["plain", "weighted", "directed", "real"])
    parser.add_argument("--sizes", nargs="+", type=int, default=range(len(SIZES)), help="Of the 3.")
    parser.add_argument("--mixing", nargs="+", type=float, default=MIXING)
    parser.add_argument("--gml", nargs="*", type=Path, default=[], help="more real graphs")
    parser.add_argument("--graphs", type=int, default=4)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    networkit.setNumberOfThreads(1)
    for kind in asked.kinds:
        if kind == "real":
            for name, graph, truth in chain(real(), map(labelled, asked.gml)):
                print(row(name, iter([(graph, truth)]), "plain", asked.seeds), flush=True)
            continue
        for nodes, smallest, largest in (SIZES[k] for k in asked.sizes):
            for mu in asked.mixing:
                made = graphs(nodes, smallest, largest, mu, asked.graphs)
                name = f"{kind}, {nodes:,}, {smallest}-{largest}, {mu}"
                print(row(name, made, kind, asked.seeds), flush=True)


if __name__ == "__main__":
    main()

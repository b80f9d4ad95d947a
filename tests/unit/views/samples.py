"""Subgraphs to test views with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from graph.answers.beside import BesideNetwork
from graph.answers.windows import Window
from graph.credit import Credit
from graph.subgraph import Assessment, Evidence, Subgraph, SubgraphEdge, SubgraphNode

START = datetime(2021, 3, 1, tzinfo=UTC)


def credited(*credits_: Credit) -> Subgraph:
    """Two groups, of data with these credits."""
    names = tuple(each.dataset for each in credits_)
    return replace(two_groups(4), datasets=names, credits=credits_)


def two_groups(size: int = 12, seed: int = 5) -> Subgraph:
    """Two communities of `size` that mostly amplify their own, and one node by itself."""
    random = np.random.default_rng(seed)
    nodes = [
        SubgraphNode(
            id=f"x:account_{i}",
            label=f"Account {i}",
            roles=("Outlet", "Account") if i % 3 else ("Diplomat", "Account"),
            country=("CN", "RU")[i // size],
            platform="x",
            handle=f"account_{i}",
            url=f"https://example.org/account_{i}",
            language="en",
            followers=1_000 * (i + 1),
            community=i // size,
            facts={"position": f"number {i}", "founded": 1990 + i},
            assessments=(
                Assessment("stateControlled", "CN", "A matrix (2024)", START.date(), "high"),
                Assessment("stateAligned", None, "A study (2022)", "2022", 0.5),
            ),
        )
        for i in range(2 * size)
    ]
    nodes.append(SubgraphNode(id="x:alone", label="Alone", roles=("Influencer",)))
    pairs = {(int(a), int(a // size * size + b)) for a, b in _draws(random, size, 4 * size)}
    pairs |= {(0, size), (size, 1)}
    edges = tuple(
        edge(nodes[a].id, nodes[b].id, kind, count=1 + (a * b) % 9)
        for a, b in sorted(pairs)
        for kind in ("retweet", "reply", "quote")[: 1 + (a + b) % 3]
        if a != b
    )
    return Subgraph(
        nodes=tuple(nodes),
        edges=edges,
        title="Two groups",
        description="Made for the tests.",
        datasets=("made",),
        graph_version="v7",
        query="ego-network",
        parameters={"depth": 2},
        seed=3,
        generated_at=START,
    )


def _draws(random: np.random.Generator, size: int, many: int) -> list[tuple[int, int]]:
    left = random.integers(0, 2 * size, many)
    right = random.integers(0, size, many)
    return list(zip(left.tolist(), right.tolist(), strict=True))


def edge(source: str, target: str, kind: str, *, count: int = 1) -> SubgraphEdge:
    """A tie with an observation a day, all of them given."""
    evidence = tuple(
        Evidence(
            url=f"https://example.org/{kind}/{i}",
            archived_url=f"https://web.archive.org/web/2021/https://example.org/{kind}/{i}",
            published_at=START + timedelta(days=10 * i),
            kind=kind,
            title=f"Post {i}",
            dataset="made",
            run="run-1",
            source="Made for the tests",
        )
        for i in range(count)
    )
    return SubgraphEdge(
        source,
        target,
        "AMPLIFIED",
        kind,
        count,
        START,
        START + timedelta(days=10 * count),
        evidence,
    )


def large(nodes: int, edges: int, seed: int = 1) -> Subgraph:
    """A graph with heavy-tailed degrees and communities of about a hundred."""
    random = np.random.default_rng(seed)
    groups = max(nodes // 100, 1)
    weight = 1 / (1 + np.arange(nodes)) ** 0.6
    source = random.choice(nodes, 3 * edges, p=weight / weight.sum())
    target = random.choice(nodes, 3 * edges, p=weight / weight.sum())
    own = random.random(3 * edges) < 0.85
    target = np.where(own, target - target % groups + source % groups, target) % nodes
    pairs = list(dict.fromkeys(zip(source.tolist(), target.tolist(), strict=True)))
    counts = random.geometric(0.2, len(pairs))
    return Subgraph(
        nodes=tuple(
            SubgraphNode(
                id=f"telegram:channel_{i:05}",
                label=f"Channel {i:05}",
                roles=("Account",),
                country=("CN", "RU", "IR", "DE", None)[i % 5],
                platform="telegram",
                community=i % groups,
                facts={"posts": int(i), "topic": "news"},
            )
            for i in range(nodes)
        ),
        edges=tuple(
            edge(
                f"telegram:channel_{a:05}",
                f"telegram:channel_{b:05}",
                "forward",
                count=min(int(c), 6),
            )
            for (a, b), c in zip(pairs[:edges], counts, strict=False)
        ),
        title="Large",
        datasets=("made",),
    )


def side_by_side(subgraph: Subgraph) -> BesideNetwork:
    """The subgraph in two windows of 30 days, with a step for each ten days.

    A tie of each residue of its position modulo 5 is new, gone, stronger, weaker, about the same.
    """
    counts = ((0, 6), (6, 0), (2, 8), (8, 2), (4, 4))
    series = tuple(
        tuple((step, n) for step, n in ((1, counts[i % 5][0]), (4, counts[i % 5][1])) if n)
        for i in range(len(subgraph.edges))
    )
    totals = [0] * 6
    for pairs in series:
        for step, n in pairs:
            totals[step] += n
    ten_days = timedelta(days=10)
    bounds = [START + k * ten_days for k in range(7)]
    return BesideNetwork(
        subgraph,
        (Window(bounds[0], bounds[3]), Window(bounds[3], bounds[6])),
        tuple(round(at.timestamp() * 1000) for at in bounds),
        series,
        tuple(totals),
        undated=3,
    )


def with_a_formula() -> Subgraph:
    """Two groups, with a name that a spreadsheet would run."""
    whole = two_groups()
    first = replace(whole.nodes[0], label="=1+1", handle="@sum")
    return replace(whole, nodes=(first, *whole.nodes[1:]), total_nodes=1_234, total_edges=5_678)

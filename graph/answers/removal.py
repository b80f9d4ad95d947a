"""What a network loses when one node is gone, and whom a node reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import igraph
import numpy as np
import numpy.typing as npt

from graph.distinct import distinct
from graph.snapshot.adjacency import Adjacency

Ints = npt.NDArray[np.int64]

_MOST_PAIRS: Final = 4_000_000
"""Pairs of a sender and a receiver that are looked at for one node; more are sampled."""


@dataclass(frozen=True, slots=True)
class SolePairs:
    """Pairs between which a node is the only one that passes content on in two steps.

    Attributes:
        pairs: How many ordered pairs (a, c): c amplified the node, the node amplified a, c did
            not amplify a, and nobody else stands between the two in the same way.
        open_pairs: Ordered pairs between which the node stands at all.
        error: Standard error of `pairs`; 0 where all were looked at.
    """

    pairs: float
    open_pairs: float
    error: float


def sole_pairs(content: Adjacency, back: Adjacency, node: int, seed: int) -> SolePairs:
    """Count the pairs that only this node connects in two steps.

    Args:
        content: Steps along the flow of content.
        back: The same steps reversed.
        node: Index of the node.
        seed: Seed of the sample of senders, where there are too many pairs.
    """
    senders, receivers = back.out(node)[0], content.out(node)[0]
    if not len(senders) or not len(receivers):
        return SolePairs(0.0, 0.0, 0.0)
    chosen = senders
    most = max(_MOST_PAIRS // len(receivers), 2)
    if len(senders) > most:
        chosen = np.random.default_rng(seed).permutation(senders)[:most]
    wanted = np.zeros(content.size, dtype=np.bool_)
    wanted[receivers] = True
    sole, opened = np.zeros(len(chosen)), np.zeros(len(chosen))
    for k, sender in enumerate(chosen.tolist()):
        direct = content.out(sender)[0]
        ends = content.ends[content.steps(direct)]
        ways = np.bincount(ends[wanted[ends]], minlength=content.size)
        closed = wanted.copy()
        closed[direct] = False
        closed[sender] = False
        ways = ways[closed]
        sole[k], opened[k] = (ways == 1).sum(), (ways > 0).sum()
    scale = len(senders) / len(chosen)
    error = 0.0
    if len(chosen) < len(senders):
        left = 1 - len(chosen) / len(senders)
        error = float(sole.std(ddof=1) * len(senders) / np.sqrt(len(chosen)) * np.sqrt(left))
    return SolePairs(float(sole.sum() * scale), float(opened.sum() * scale), error)


def reach(content: Adjacency, node: int, steps: int) -> tuple[int, ...]:
    """How many others content gets to from a node within 1, 2, ... steps."""
    seen = np.zeros(content.size, dtype=np.bool_)
    seen[node] = True
    front = np.array([node], dtype=np.int32)
    found = []
    for _ in range(steps):
        ends = content.ends[content.steps(front)]
        front = distinct(ends[~seen[ends]])
        seen[front] = True
        found.append(int(seen.sum()) - 1)
    return tuple(found)


def cut_off(graph: igraph.Graph, nodes: list[int]) -> list[int]:
    """How many others are cut off from the largest part of the network when a node is gone.

    Args:
        graph: The network; directions do not matter.
        nodes: Nodes to take out, each by itself.

    Returns:
        For each: members of its part of the network that are not in the largest piece that is
        left of it.
    """
    plain = graph.as_undirected() if graph.is_directed() else graph
    articulations = set(plain.articulation_points())
    lost = []
    for node in nodes:
        if node not in articulations:
            lost.append(0)
            continue
        part = [v for v in plain.subcomponent(node) if v != node]
        sizes = plain.induced_subgraph(part).connected_components().sizes()
        lost.append(len(part) - max(sizes))
    return lost

"""Dividing a graph by the flow on it: Infomap, in its authors' own package.

Communities are places where a random follower of links stays long, which shortens the description
of its walk (the map equation; Rosvall and Bergstrom, PNAS 105, 1118, 2008). Where links have
directions, it jumps at 15 % of the steps, and where no link goes on, to the start of a random link;
jumps are not described (Lambiotte and Rosvall, Physical Review E 85, 056107, 2012).

igraph 1.0 has Infomap as well, but leaves directions out without a word: a directed graph has the
code length there that it has without directions. It also takes twice the memory.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from graph.snapshot.pairs import Pairs


class FlowDivision(NamedTuple):
    """A division and what it does for the description of the walk.

    Attributes:
        membership: Shape (nodes,): any integers.
        code_length: Bits for each step; smaller is better.
    """

    membership: npt.NDArray[np.int64]
    code_length: float


def flow_division(pairs: Pairs, trials: int, numbers: Random) -> FlowDivision:
    """Divide a graph without lone nodes.

    Args:
        pairs: The graph; with directions, if it is directed.
        trials: The best of so many divisions is kept.
        numbers: Where the seed is taken from.
    """
    from infomap import Network  # noqa: PLC0415  what is divided otherwise needs none

    network = Network()
    network.add_links(np.column_stack([pairs.source, pairs.target, pairs.weight]))
    found = network.run(
        directed=pairs.directed, two_level=True, num_trials=trials, seed=numbers.randrange(1, 2**31)
    )
    modules = found.modules()
    membership = np.empty(pairs.size, dtype=np.int64)
    membership[np.fromiter(modules.keys(), np.int64, pairs.size)] = np.fromiter(
        modules.values(), np.int64, pairs.size
    )
    return FlowDivision(membership, float(found.codelength))

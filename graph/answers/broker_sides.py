"""The three sides of a broker: whose content it takes up, itself, and who takes it up from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.nodes import NodeSummary, summaries
from graph.snapshot import Snapshot
from graph.snapshot.adjacency import Adjacency

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SideGroup:
    """A group on one side of a broker.

    Attributes:
        group: Its name.
        actors: Members on this side.
        count: Pieces of evidence between them and the broker.
        strongest: Those with the most, strongest first.
    """

    group: str
    actors: int
    count: int
    strongest: tuple[NodeSummary, ...]


def side(
    view: Snapshot,
    steps: Adjacency,
    node: int,
    group: Ints,
    names: pl.Series,
    *,
    groups: int = 5,
    each: int = 3,
) -> tuple[SideGroup, ...]:
    """Sum up one side of a broker, the group with the most evidence first.

    Args:
        view: The graph.
        steps: Steps that lead from the broker to this side.
        node: Index of the broker.
        group: Shape (nodes,): number of each node's group; below 0 for none.
        names: Names of the groups.
        groups: Most groups to give.
        each: Most actors to name of a group.
    """
    ends, weight = steps.out(node)
    known = group[ends] >= 0
    ends, weight = ends[known], weight[known]
    of = group[ends]
    total = np.bincount(of, weight, len(names))
    found = []
    for k in np.lexsort((np.arange(len(names)), -total))[:groups]:
        inside = np.flatnonzero(of == k)
        if not len(inside):
            break
        order = inside[np.lexsort((ends[inside], -weight[inside]))]
        strongest = tuple(summaries(view, ends[order[:each]]))
        found.append(SideGroup(names[int(k)], len(inside), int(total[k]), strongest))
    return tuple(found)

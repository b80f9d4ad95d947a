"""Ends of a path, and what it may touch between them: single nodes, or groups of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.answers.groups import Group, grouping
from graph.snapshot import Snapshot

Nodes = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class NodeSet:
    """Some nodes, and how they were named.

    Attributes:
        indexes: Shape (members,): ascending, each once.
        said: The ids, or the groups, that name them.
    """

    indexes: Nodes
    said: tuple[str, ...]


Named = str | Iterable[str] | NodeSet
"""An id, several ids, or a set that was made before."""


def node_set(snapshot: Snapshot, named: Named) -> NodeSet:
    """Return the nodes that ids name.

    Raises:
        UnknownIdError: An id is not in the graph.
    """
    if isinstance(named, NodeSet):
        return named
    ids = (named,) if isinstance(named, str) else tuple(dict.fromkeys(named))
    return NodeSet(snapshot.node_index.many(ids), ids)


def group_set(snapshot: Snapshot, groups: Sequence[Group], ids: Iterable[str] = ()) -> NodeSet:
    """Return the nodes that are in one of some groups, and those that ids name.

    Args:
        snapshot: The graph.
        groups: They must not share a node.
        ids: Further nodes.

    Raises:
        UnknownIdError: An id, or a value of a group, is not in the graph.
        BadGroupsError: Two groups share a node.
    """
    single = node_set(snapshot, ids)
    of = grouping(snapshot, groups).of if groups else np.zeros(0, np.int64)
    members = np.flatnonzero(of >= 0).astype(np.int32)
    said = (*map(str, groups), *single.said)
    return NodeSet(np.union1d(members, single.indexes).astype(np.int32), said)


def closed_nodes(
    snapshot: Snapshot, avoid: NodeSet, through: NodeSet | None, ends: Iterable[NodeSet]
) -> Nodes:
    """Return the nodes that a path may not touch.

    Args:
        snapshot: The graph.
        avoid: Nodes that it must not touch, ends included.
        through: The only nodes that it may touch between its ends; None for any.
        ends: Sources and targets.
    """
    if through is None:
        return avoid.indexes
    open_ = np.zeros(len(snapshot.nodes), dtype=np.bool_)
    for each in (through, *ends):
        open_[each.indexes] = True
    open_[avoid.indexes] = False
    return np.flatnonzero(~open_).astype(np.int32)

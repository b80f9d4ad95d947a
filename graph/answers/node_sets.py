"""Ends of a path, and what it may touch between them: single nodes, or groups of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from graph.answers.groups import Group, grouping
from graph.errors import AmpnetError
from graph.snapshot import Snapshot

Nodes = npt.NDArray[np.int32]


class BadPathRequestError(AmpnetError):
    """A question about paths that cannot be answered as it was put."""


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


@dataclass(frozen=True, eq=False)
class Ends:
    """Between what a path is looked for.

    Attributes:
        sources: Where it may start.
        targets: Where it may end.
        avoid: What it must not touch, ends included.
        through: The only nodes that it may touch between its ends; None for any.
    """

    sources: NodeSet
    targets: NodeSet
    avoid: NodeSet
    through: NodeSet | None

    @classmethod
    def of(
        cls, snapshot: Snapshot, source: Named, target: Named, avoid: Named, through: Named | None
    ) -> Self:
        """Look up what is named.

        Raises:
            UnknownIdError: An id is not in the graph.
            BadPathRequestError: Nothing is named where paths start, or where they end.
        """
        sources, targets, shunned = (node_set(snapshot, each) for each in (source, target, avoid))
        if not sources.said or not targets.said:
            raise BadPathRequestError("A path needs at least one source and one target.")
        between = None if through is None else node_set(snapshot, through)
        return cls(sources, targets, shunned, between)

    @property
    def said(self) -> dict[str, object]:
        """What was named, as parameters of an answer."""
        return {
            "source": list(self.sources.said),
            "target": list(self.targets.said),
            "avoid": list(self.avoid.said),
            "through": None if self.through is None else list(self.through.said),
        }

    def open(self, size: int) -> tuple[Nodes, Nodes, Nodes]:
        """Return sources and targets that are not closed, nothing on both sides, and the closed."""
        closed = self.closed(size)
        free = np.ones(size, dtype=np.bool_)
        free[closed] = False
        sources = self.sources.indexes[free[self.sources.indexes]]
        free[sources] = False
        targets = self.targets.indexes[free[self.targets.indexes]]
        return sources, targets, closed

    def closed(self, size: int) -> Nodes:
        """Return which of `size` nodes a path may not touch, ascending."""
        if self.through is None:
            return self.avoid.indexes
        open_ = np.zeros(size, dtype=np.bool_)
        for each in (self.through, self.sources, self.targets):
            open_[each.indexes] = True
        open_[self.avoid.indexes] = False
        return np.flatnonzero(~open_).astype(np.int32)

"""Groups of accounts as a question names them: any way to write an account is an id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from api.asking.names import resolve
from graph.answers.brokers import BadBrokersRequestError, BrokersAnswer
from graph.answers.groups import Dimension, Group, every_group, grouping
from graph.answers.node_sets import NodeSet, group_set
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter

_DIMENSIONS: Final = frozenset(Dimension)


def group_of(snapshot: Snapshot, text: str) -> Group:
    """Read a group.

    Raises:
        BadGroupsError: It is not written as a group.
        UnknownIdError: The graph does not hold an account that it names.
    """
    group = Group.parse(text)
    if group.dimension is not Dimension.ID:
        return group
    ids = tuple(resolve(snapshot, value).id for value in group.values)
    return replace(group, values=ids)


def groups_of(
    snapshot: Snapshot, texts: Sequence[str] | None, by: Dimension | None, most: int = 20
) -> tuple[Group, ...]:
    """Return the groups that are named, or those of a dimension; countries if neither is."""
    if texts:
        return tuple(group_of(snapshot, text) for text in texts)
    return every_group(snapshot, by or Dimension.COUNTRY, most)


def active_groups_of(
    snapshot: Snapshot, texts: Sequence[str] | None, by: Dimension | None
) -> tuple[Group, ...]:
    """Return the groups that are named, or those of a dimension that amplify or are amplified.

    An owner or an agreement is no amplification: a country of which only that is known would be
    a row of zeros. Where fewer than two are left, such countries are named all the same.
    """
    active = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    found = groups_of(active, texts, by)
    return found if len(found) > 1 else groups_of(snapshot, texts, by)


def grouped(snapshot: Snapshot, texts: list[str] | None) -> dict[str, str]:
    """Return the group of each id that is in one of the groups named; none without any.

    Raises:
        BadGroupsError: Groups that share an actor or a name, or cannot be read.
        BadBrokersRequestError: A single group.
    """
    if not texts:
        return {}
    if len(texts) < 2:
        raise BadBrokersRequestError("Brokers stand between two groups or more.")
    found = grouping(snapshot, [group_of(snapshot, text) for text in texts])
    ids = snapshot.node_index.ids
    inside = np.flatnonzero(found.of >= 0)
    return {ids[k]: found.names[found.of[k]] for k in inside.tolist()}


def as_written(found: BrokersAnswer, texts: Sequence[str] | None) -> BrokersAnswer:
    """Return an answer that says its groups as they were named, not id by id for thousands."""
    if not texts:
        return found
    how = found.provenance
    said = replace(how, parameters={**how.parameters, "by": list(texts)})
    return replace(found, provenance=said)


def nodes_of(snapshot: Snapshot, texts: Sequence[str] | None) -> NodeSet:
    """Return the nodes that accounts and groups name.

    Raises:
        UnknownIdError: The graph does not hold an account, or a value of a group.
        BadGroupsError: Two groups share an actor.
    """
    groups, ids = [], []
    for text in texts or ():
        dimension = text.partition(":")[0].rpartition("=")[2].strip()
        if ":" in text and dimension in _DIMENSIONS:
            groups.append(group_of(snapshot, text))
        else:
            ids.append(resolve(snapshot, text).id)
    return group_set(snapshot, groups, dict.fromkeys(ids))

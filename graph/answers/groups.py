"""Groups of actors: states, blocs of states, languages, roles, or a list of ids.

A group is written `DIMENSION:VALUE,VALUE`, with a name before an equals sign where one is wanted:
`country:CN`, `BRICS=country:BR,RU,IN,CN,ZA`, `role:Outlet`, `id:x:rt_com,x:cgtnofficial`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process

from graph.answers.chance import BadComparisonError
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot

Ints = npt.NDArray[np.int64]

LONGEST_NAME: Final = 80
MOST_GROUPS: Final = 60
_NEAR: Final = 5


class BadGroupsError(BadComparisonError):
    """Groups that no comparison can be made of: unreadable, overlapping, or too many."""


class Dimension(StrEnum):
    """What of an actor tells its group."""

    COUNTRY = "country"
    REGION = "region"
    LANGUAGE = "language"
    PLATFORM = "platform"
    ROLE = "role"
    LABEL = "label"
    DATASET = "dataset"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of actors.

    Attributes:
        name: What answers call it.
        dimension: What of an actor tells whether it is in.
        values: The values that are in; for `id`, ids.
    """

    name: str
    dimension: Dimension
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}={self.dimension}:{','.join(self.values)}"

    @classmethod
    def parse(cls, text: str) -> Group:
        """Read `DIMENSION:VALUE,VALUE`, with or without `NAME=` before it.

        Raises:
            BadGroupsError: It is not written so.
        """
        head, colon, listed = text.partition(":")
        name, _, dimension = head.rpartition("=")
        values = tuple(dict.fromkeys(v.strip() for v in listed.split(",") if v.strip()))
        known = [each.value for each in Dimension]
        if not colon or dimension.strip() not in known or not values:
            raise BadGroupsError(
                f"{text[:200]!r} is no group.",
                f"Write DIMENSION:VALUE,VALUE, such as country:CN or Bloc=country:CN,RU; "
                f"the dimension is one of {', '.join(known)}.",
            )
        which = Dimension(dimension.strip())
        if which is Dimension.COUNTRY:
            values = tuple(value.upper() for value in values)
        return cls((name.strip() or ",".join(values))[:LONGEST_NAME], which, values)


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which group each node is in.

    Attributes:
        names: Names of the groups, in order.
        of: Shape (nodes,): position of a node's group, -1 for those in none.
    """

    names: tuple[str, ...]
    of: Ints

    @property
    def sizes(self) -> Ints:
        """Shape (groups,): members of each."""
        return np.bincount(self.of[self.of >= 0], minlength=len(self.names))


def grouping(snapshot: Snapshot, groups: Sequence[Group]) -> Grouping:
    """Tell each node's group.

    Args:
        snapshot: The graph, or a view of it; nodes that a view leaves out are in no group.
        groups: They must not share a node.

    Raises:
        UnknownIdError: No node has one of the values; with near matches.
        BadGroupsError: Two groups share a node or a name, or there are too many.
    """
    if len(groups) > MOST_GROUPS:
        raise BadGroupsError(f"{len(groups)} groups are more than {MOST_GROUPS}.", "Name fewer.")
    of = np.full(len(snapshot.nodes), -1, np.int64)
    for number, group in enumerate(groups):
        if group.name in [other.name for other in groups[:number]]:
            raise BadGroupsError(f"Two groups are named {group.name!r}.", "Name them: NAME=...")
        members = _members(snapshot, group)
        shared = members & (of >= 0)
        if shared.any():
            at = int(np.flatnonzero(shared)[0])
            raise BadGroupsError(
                f"{groups[of[at]].name!r} and {group.name!r} share {int(shared.sum())} actors, "
                f"such as {snapshot.nodes['id'][at]!r}.",
                "Compare groups that share nobody.",
            )
        of[members] = number
    return Grouping(tuple(group.name for group in groups), np.where(snapshot.kept, of, -1))


def every_group(snapshot: Snapshot, by: Dimension, most: int = MOST_GROUPS) -> tuple[Group, ...]:
    """Return a group for each value of a dimension, those with the most activity first.

    Activity is the sum of counts on either side. An actor of several roles is in the group of
    the first; actors without a value are in none.

    Raises:
        BadGroupsError: The dimension is `id`: name the groups instead.
    """
    if by is Dimension.ID:
        raise BadGroupsError("Every id is not a grouping.", "Name groups: NAME=id:a,b.")
    values = _values(snapshot, by)
    strength = pl.Series("strength", snapshot.pairs().strength)
    counted = pl.DataFrame({"value": values, "strength": strength}).drop_nulls("value")
    ranked = counted.group_by("value").agg(pl.col("strength").sum()).filter(pl.col("strength") > 0)
    ranked = ranked.sort("strength", "value", descending=[True, False]).head(most)
    return tuple(Group(value, by, (value,)) for value in ranked["value"])


def _values(snapshot: Snapshot, by: Dimension) -> pl.Series:
    column = pl.col("roles").list.first() if by is Dimension.ROLE else pl.col(by.value)
    return snapshot.nodes.select(column.cast(pl.String).alias("value"))["value"]


def _members(snapshot: Snapshot, group: Group) -> npt.NDArray[np.bool_]:
    if group.dimension is Dimension.ID:
        members = np.zeros(len(snapshot.nodes), np.bool_)
        members[snapshot.node_index.many(group.values)] = True
        return members
    values = _values(snapshot, group.dimension)
    known = values.drop_nulls().unique().sort().to_list()
    for value in group.values:
        if value not in known:
            near = tuple(each for each, *_ in process.extract(value, known, limit=_NEAR))
            more = f", and {len(known) - len(near)} more" if len(known) > len(near) else ""
            raise UnknownIdError(
                f"No actor has the {group.dimension} {value[:100]!r}.",
                f"There are {', '.join(near)}{more}." if near else "None has any.",
                near,
            )
    found = values.is_in(list(group.values)).fill_null(value=False)
    return found.to_numpy().astype(np.bool_)

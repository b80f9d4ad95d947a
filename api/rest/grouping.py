"""Groups as a request names them: any way to write an account is an id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Query
from pydantic import StringConstraints

from api.rest.naming import resolve
from graph.answers.groups import MOST_GROUPS, Dimension, Group, every_group
from graph.snapshot import Snapshot

_HELP: Final = (
    "`DIMENSION:VALUE,VALUE`, with `NAME=` before it where a name is wanted: `country:CN`, "
    "`Bloc=country:CN,RU`, `role:Outlet`, `language:es`, `id:x:rt_com,@CGTNOfficial`. Dimensions: "
    + ", ".join(Dimension)
    + "."
)
GroupText = Annotated[str, StringConstraints(min_length=3, max_length=4_000)]
Groups = Annotated[
    list[GroupText] | None,
    Query(
        alias="group",
        max_length=MOST_GROUPS,
        description=f"{_HELP} Give it once for each group.",
    ),
]
OneGroup = Annotated[GroupText, Query(description=_HELP)]
By = Annotated[
    Dimension | None,
    Query(description="Take every value of this as a group, the most active first; not `id`."),
]


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

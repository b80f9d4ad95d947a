"""Ends of a route as a request names them: accounts and groups side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Query
from pydantic import StringConstraints

from api.rest.grouping import group_of
from api.rest.naming import resolve
from api.rest.parameters import MOST_VALUES
from graph.answers.groups import Dimension
from graph.answers.node_sets import NodeSet, group_set
from graph.snapshot import Snapshot

_DIMENSIONS: Final = frozenset(Dimension)

_HELP: Final = (
    "an account (`@RT_com`, `rt.com`, an id) or a group (`country:RU`, `Africa=country:KE,NG`, "
    "`role:Influencer`, `region:...`). May be given several times."
)
EndText = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
From = Annotated[
    list[EndText],
    Query(alias="source", max_length=MOST_VALUES, description=f"Where a route starts: {_HELP}"),
]
To = Annotated[
    list[EndText],
    Query(alias="target", max_length=MOST_VALUES, description=f"Where it ends: {_HELP}"),
]
Avoid = Annotated[
    list[EndText] | None,
    Query(max_length=MOST_VALUES, description=f"What no route may touch: {_HELP}"),
]
Through = Annotated[
    list[EndText] | None,
    Query(
        max_length=MOST_VALUES,
        description=f"The only ones that a route may touch between its ends: {_HELP}",
    ),
]


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

"""Parameters that name groups, and accounts or groups beside each other."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query
from pydantic import StringConstraints

from api.rest.parameters import MOST_VALUES
from graph.answers.groups import MOST_GROUPS, Dimension

_GROUP_HELP: Final = (
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
        description=f"{_GROUP_HELP} Give it once for each group.",
    ),
]
OneGroup = Annotated[GroupText, Query(description=_GROUP_HELP)]
By = Annotated[
    Dimension | None,
    Query(description="Every value of this property is a group, the most active first; not `id`."),
]

_END_HELP: Final = (
    "an account (`@RT_com`, `rt.com`, an id) or a group (`country:RU`, `Africa=country:KE,NG`, "
    "`role:Influencer`, `region:...`). May be given several times."
)
EndText = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
From = Annotated[
    list[EndText],
    Query(alias="source", max_length=MOST_VALUES, description=f"Where a route starts: {_END_HELP}"),
]
To = Annotated[
    list[EndText],
    Query(alias="target", max_length=MOST_VALUES, description=f"Where it ends: {_END_HELP}"),
]
Avoid = Annotated[
    list[EndText] | None,
    Query(max_length=MOST_VALUES, description=f"What no route may touch: {_END_HELP}"),
]
Through = Annotated[
    list[EndText] | None,
    Query(
        max_length=MOST_VALUES,
        description=f"The only ones that a route may touch between its ends: {_END_HELP}",
    ),
]

"""Which communities form, and who is in them?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, WithJsonSchema

from api.problem_kinds import UNKNOWN_ID
from api.problems import ProblemError
from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import LARGEST_INTEGER, Seed, Types, Wanted, types_of
from api.rest.service import ServiceOf
from api.rest.shapes import Community, Listing, Member, Provenance
from graph.answers.communities import CommunitiesAnswer, communities
from graph.answers.partition import Algorithm, Method, Objective
from graph.snapshot import Snapshot

router = APIRouter(prefix="/v1/communities", tags=["communities"], route_class=AnswerRoute)

TOP: Final = 10
"""Members named with each community."""


class Weights(StrEnum):
    """What a tie between two actors weighs."""

    COUNT = "count"
    NONE = "none"


Resolution = Annotated[
    Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | Literal["auto"],
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000},
                {"type": "string", "enum": ["auto"]},
            ]
        }
    ),
    Query(
        description="With leiden: a higher number gives more and smaller communities; `auto` "
        "fits it to the graph, for modularity only.",
    ),
]


async def _method(
    algorithm: Annotated[
        Algorithm, Query(description="How communities are found.")
    ] = Algorithm.LEIDEN,
    objective: Annotated[
        Objective,
        Query(
            description="With leiden: what makes a good division. CPM, the constant Potts model, "
            "sees small ones in large graphs too."
        ),
    ] = Objective.MODULARITY,
    resolution: Resolution = 1.0,
    weights: Annotated[
        Weights,
        Query(description="What a relationship weighs: how often one amplified the other, or one."),
    ] = Weights.COUNT,
    directed: Annotated[
        bool, Query(description="Mind who amplifies whom, not only that they are connected.")
    ] = False,
    seed: Seed = 1,
    consensus: Annotated[
        int,
        Query(
            ge=0,
            le=200,
            description="Keep what this many runs have in common, instead of the best run; 0 for "
            "the best run.",
        ),
    ] = 0,
) -> Method:
    return Method(
        algorithm,
        objective,
        None if resolution == "auto" else resolution,
        directed,
        weights is Weights.COUNT,
        seed,
        consensus=consensus,
    )


MethodOf = Annotated[Method, Depends(_method)]
"""How to divide the graph, from the parameters of the address."""

Number = Annotated[
    int, Path(ge=1, le=LARGEST_INTEGER, description="Number of the community; 1 is the largest.")
]
MinSize = Annotated[
    int,
    Query(
        alias="minSize",
        ge=1,
        le=LARGEST_INTEGER,
        description="Fewest members of a community to list.",
    ),
]


class Communities(Listing[Community]):
    """A division of the graph."""

    all_communities: int = Field(description="How many there are, whatever their size.")
    nodes: int = Field(description="Nodes that were divided.")
    isolated: int = Field(description="Nodes without any tie to another, in no community.")
    modularity: float = Field(description="Of the whole division, small communities included.")
    quality: float = Field(description="What the algorithm optimised.")
    runs: int = Field(description="It is the best of so many runs, or what they have in common.")
    resolution: float = Field(description="At which it was found.")
    bits_saved: float = Field(
        description="By how many bits the division shortens the description of the graph; below 0 "
        "it shows no structure that the activity of the nodes does not explain."
    )
    provenance: Provenance


class Members(Listing[Member]):
    """The members of a community, the strongest first."""

    number: int
    provenance: Provenance


@router.get("", operation_id="listCommunities", summary="Which communities form?")
async def list_communities(
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    min_size: MinSize = 2,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Communities:
    """Divide the graph, or the part that the filters leave, and describe the communities.

    Leiden by default (Traag, Waltman and van Eck 2019). The same seed and the same graph give the
    same communities with the same numbers.
    """

    def work() -> Communities:
        snapshot = service.snapshot()
        about = {"list": "communities", "of": _question(method, wanted, types), "min": min_size}
        page = Page.of(about, snapshot.version, limit, cursor)
        found = divide(snapshot, method, wanted, types, min_size=min_size, limit=page.end, top=TOP)
        return Communities(
            **page.fields(found.communities[page.start :], found.shown),
            all_communities=found.total,
            nodes=found.nodes,
            isolated=found.isolated,
            modularity=found.modularity,
            quality=found.quality,
            runs=found.runs,
            resolution=found.resolution,
            bits_saved=found.bits_saved,
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


@router.get(
    "/{number}/members", operation_id="listCommunityMembers", summary="Who is in a community?"
)
async def list_members(
    service: ServiceOf,
    number: Number,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Members:
    """List all members of a community; give the parameters by which it was found."""

    def work() -> Members:
        snapshot = service.snapshot()
        about = {"list": "members", "of": _question(method, wanted, types), "number": number}
        page = Page.of(about, snapshot.version, limit, cursor)
        most = len(snapshot.nodes)
        found = divide(
            snapshot, method, wanted, types, min_size=1, limit=min(number, most), top=most
        )
        if number > len(found.communities):
            raise unknown_community(number, found.total)
        members = found.communities[number - 1].top
        return Members(
            **page.fields(members[page.start : page.end], len(members)),
            number=number,
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


def divide(
    snapshot: Snapshot, method: Method, wanted: Wanted, types: list[str] | None, **how: int
) -> CommunitiesAnswer:
    """Divide the wanted part of the graph."""
    return communities(snapshot.filter(wanted), method, types=types_of(types), **how)


def unknown_community(number: int, total: int) -> ProblemError:
    """The problem of asking for a community that the division does not have."""
    return ProblemError(
        UNKNOWN_ID,
        f"There is no community {number:,}; with these parameters there are {total:,}.",
        "Give the parameters by which it was found.",
        suggestions=[],
    )


def _question(method: Method, wanted: Wanted, types: list[str] | None) -> list[Any]:
    return [str(method), wanted.parameters(), types_of(types)]

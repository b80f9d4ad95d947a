"""How far can communities be relied on: stability, levels, states, and other divisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.rest.answering import AnswerRoute
from api.rest.communities import MethodOf, MinSize
from api.rest.parameters import LARGEST_INTEGER, Moment, Types, Wanted, types_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from graph.answers.community_attribute import (
    Attribute,
    AttributeAnswer,
    communities_by_attribute,
)
from graph.answers.division_comparison import DivisionComparisonAnswer, compare_divisions
from graph.answers.hierarchy import RESOLUTIONS, HierarchyAnswer, hierarchy
from graph.answers.partition import Algorithm
from graph.answers.stability import StabilityAnswer, stability
from graph.snapshot import SnapshotFilter

router = APIRouter(prefix="/v1/communities", tags=["communities"], route_class=AnswerRoute)

MOST_RUNS: Final = 200

Few = Annotated[int, Query(ge=1, le=1_000, description="Most to list; `total` says of how many.")]


@router.get(
    "/stability",
    operation_id="getCommunityStability",
    summary="How far can the division be relied on?",
    response_model=shape_of(StabilityAnswer),
)
async def get_stability(
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    seeds: Annotated[
        int, Query(ge=1, le=MOST_RUNS, description="Further seeds, by which firmness is measured.")
    ] = 10,
    resamples: Annotated[
        int,
        Query(
            ge=1,
            le=MOST_RUNS,
            description="Graphs with evidence drawn anew, by which firmness is measured.",
        ),
    ] = 10,
    null_graphs: Annotated[
        int,
        Query(
            alias="nullGraphs",
            ge=0,
            le=MOST_RUNS,
            description="Random graphs to compare with; 0 for none.",
        ),
    ] = 10,
    min_size: MinSize = 2,
    limit: Few = 50,
) -> StabilityAnswer:
    """Divide again with other seeds, with resampled evidence, and in random graphs.

    It costs as much as so many divisions: on a large graph ask for few.
    """

    def work() -> StabilityAnswer:
        return stability(
            service.snapshot().filter(wanted),
            method,
            types=types_of(types),
            seeds=seeds,
            resamples=resamples,
            null_graphs=null_graphs,
            min_size=min_size,
            limit=limit,
        )

    return await service.compute(work)


@router.get(
    "/hierarchy",
    operation_id="getCommunityHierarchy",
    summary="Which communities lie inside which?",
    response_model=shape_of(HierarchyAnswer),
)
async def get_hierarchy(
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    level: Annotated[
        list[Annotated[float, Query(gt=0, le=1_000_000, allow_inf_nan=False)]] | None,
        Query(
            max_length=20,
            description="A resolution, given once for each level; without any "
            f"{', '.join(f'{r:g}' for r in RESOLUTIONS)}.",
        ),
    ] = None,
    min_size: MinSize = 2,
    limit: Few = 200,
) -> HierarchyAnswer:
    """Divide on several levels, each community inside one of the level before."""

    def work() -> HierarchyAnswer:
        return hierarchy(
            service.snapshot().filter(wanted),
            method,
            resolutions=level or RESOLUTIONS,
            types=types_of(types),
            min_size=min_size,
            limit=limit,
        )

    return await service.compute(work)


@router.get(
    "/attributes",
    operation_id="compareCommunitiesWithAttribute",
    summary="Do communities follow states, languages, regions?",
    response_model=shape_of(AttributeAnswer),
)
async def get_attribute(
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    attribute: Annotated[
        Attribute,
        Query(description="Which property of the members the communities are compared with."),
    ] = "country",
    types: Types = None,
    permutations: Annotated[
        int,
        Query(
            ge=19,
            le=9_999,
            description="How often the property is dealt out anew, for what chance gives.",
        ),
    ] = 999,
    limit: Few = 50,
) -> AttributeAnswer:
    """Compare the division with an attribute, against dealing it out by chance.

    It is dealt among members of about the same activity. Members of which it is not known are
    left out, and counted.
    """

    def work() -> AttributeAnswer:
        return communities_by_attribute(
            service.snapshot().filter(wanted),
            attribute,
            method,
            types=types_of(types),
            permutations=permutations,
            limit=limit,
        )

    return await service.compute(work)


@router.get(
    "/comparison",
    operation_id="compareDivisions",
    summary="Are two divisions the same?",
    response_model=shape_of(DivisionComparisonAnswer),
)
async def get_comparison(
    service: ServiceOf,
    method: MethodOf,
    wanted: Wanted,
    types: Types = None,
    other_algorithm: Annotated[
        Algorithm | None,
        Query(
            alias="otherAlgorithm", description="Of the second division; as the first if not given."
        ),
    ] = None,
    other_resolution: Annotated[
        float | None,
        Query(
            alias="otherResolution",
            gt=0,
            le=1_000_000,
            allow_inf_nan=False,
            description="Of the second division; as the first if not given.",
        ),
    ] = None,
    other_seed: Annotated[
        int | None,
        Query(
            alias="otherSeed",
            ge=0,
            le=LARGEST_INTEGER,
            description="Of the second division; as the first if not given.",
        ),
    ] = None,
    other_since: Annotated[
        Moment | None,
        Query(alias="otherSince", description="Of the second division, as `since` and `until`."),
    ] = None,
    other_until: Annotated[
        Moment | None,
        Query(alias="otherUntil", description="Of the second division, as `since` and `until`."),
    ] = None,
    limit: Few = 50,
) -> DivisionComparisonAnswer:
    """Compare two divisions over the nodes that both divide.

    What is not said of the second is as in the first: give its algorithm, resolution, seed or
    window. AMI and ARI are 1 for the same division and 0 for what chance gives.
    """

    def work() -> DivisionComparisonAnswer:
        snapshot = service.snapshot()
        other = method
        if other_algorithm is not None:
            resolution = 1.0 if method.resolution is None else method.resolution
            other = replace(other, algorithm=other_algorithm, resolution=resolution)
        if other_resolution is not None:
            other = replace(other, resolution=other_resolution)
        if other_seed is not None:
            other = replace(other, seed=other_seed)
        window: SnapshotFilter = wanted
        if other_since is not None or other_until is not None:
            window = replace(wanted, since=other_since, until=other_until)
        return compare_divisions(
            snapshot.filter(wanted),
            method,
            snapshot.filter(window),
            other,
            types=types_of(types),
            limit=limit,
        )

    return await service.compute(work)

"""Who carries content from one side to another?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.asking.groups import as_written, grouped
from api.rest.answering import AnswerRoute
from api.rest.grouping import Groups
from api.rest.parameters import Seed, Wanted
from api.rest.sending import page_of
from api.rest.service import ServiceOf
from api.rest.shaping import shape_of
from api.views.reports.brokers import brokers_report
from graph.answers.brokerage import BrokerRole
from graph.answers.brokers import BrokersAnswer, RankBy, brokers

router = APIRouter(prefix="/v1/brokers", tags=["paths"], route_class=AnswerRoute)

By = Annotated[
    Literal["country", "language", "region", "platform"],
    Query(description="Every value of this property is a group, where no `group` is given."),
]
Role = Annotated[
    BrokerRole | None,
    Query(alias="brokerRole", description="Order by this role; by all if not given."),
]
Rank = Annotated[
    RankBy,
    Query(
        alias="rankBy",
        description="Order by roles between groups, by betweenness (on how many shortest "
        "paths), or by bridging.",
    ),
]
Nulls = Annotated[
    int,
    Query(
        alias="nullGraphs", ge=0, le=500, description="Random graphs to compare with; 0 for none."
    ),
]
DrawnPairs = Annotated[
    int,
    Query(
        ge=2,
        le=1_000_000,
        description="Pairs of actors from which betweenness is estimated, where to compute it "
        "takes longer.",
    ),
]
RolePairs = Annotated[
    int | None,
    Query(
        alias="rolePairs",
        ge=2,
        le=10_000,
        description="Pairs at each actor from which its roles are estimated; all if not given.",
    ),
]
Steps = Annotated[
    int, Query(ge=1, le=10, description="In how many steps to count whom a broker reaches.")
]
Few = Annotated[int, Query(ge=1, le=200, description="Most to list; `total` says of how many.")]


async def _found(
    service: ServiceOf,
    wanted: Wanted,
    group: Groups = None,
    by: By = "country",
    role: Role = None,
    rank_by: Rank = RankBy.ROLES,
    null_graphs: Nulls = 20,
    pairs: DrawnPairs = 10_000,
    role_pairs: RolePairs = None,
    steps: Steps = 3,
    seed: Seed = 1,
    limit: Few = 20,
) -> BrokersAnswer:
    def work() -> BrokersAnswer:
        snapshot = service.snapshot()
        found = brokers(
            snapshot.filter(wanted),
            grouped(snapshot, group) or by,
            role=role,
            rank_by=rank_by,
            null_graphs=null_graphs,
            pairs=pairs,
            role_pairs=role_pairs,
            steps=steps,
            seed=seed,
            limit=limit,
        )
        return as_written(found, group)

    return await service.compute(work)


Found = Annotated[BrokersAnswer, Depends(_found)]


@router.get(
    "",
    operation_id="listBrokers",
    summary="Who carries content from one side to another?",
    response_model=shape_of(BrokersAnswer),
)
async def list_brokers(found: Found) -> BrokersAnswer:
    """Count brokerage roles along the flow of content, against random graphs.

    b brokers between a and c when b amplified a and c amplified b, but c never amplified a.
    Each broker has its three sides: `senders`, itself, `receivers`.
    """
    return found


@router.get(
    "/view",
    operation_id="getBrokersView",
    summary="Brokers with their three sides, as a page",
    response_class=HTMLResponse,
)
def get_view(found: Found) -> HTMLResponse:
    """Give one HTML file that fetches nothing: from whom, through whom, to whom."""
    return page_of(brokers_report(found))

"""Examples about what the graph holds: actors, evidence, paths, parts of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.rest.example import Example

_FROM_TO: Final = {"source": "x:danieldumbrill", "target": "x:cgtnofficial"}
_BACK: Final = {"source": "x:cgtnofficial", "target": "x:danieldumbrill"}

GRAPH: Final[Mapping[str, tuple[Example, ...]]] = {
    "getHealth": (Example("Does the process live?"),),
    "getReadiness": (Example("Can it answer?"),),
    "getMetrics": (Example("Requests, times, jobs, memory"),),
    "getOverview": (
        Example("The whole graph"),
        Example("Only 2022, and Chinese accounts", query={"since": "2022-01-01", "country": "CN"}),
    ),
    "listRuns": (Example("What was loaded, the latest first", query={"limit": "5"}),),
    "listDatasets": (Example("Whom to credit, and under what terms"),),
    "refreshSnapshot": (Example("Read the graph anew"),),
    "listActors": (
        Example("Search by name", query={"q": "global times", "limit": "5"}),
        Example("In another script", query={"q": "新华"}),
        Example("The most active Russian outlets", query={"role": "Outlet", "country": "RU"}),
    ),
    "getActor": (
        Example("By its id", path={"id": "x:cgtnofficial"}),
        Example("By its handle", path={"id": "@CGTNOfficial"}),
        Example("By the address of its profile", path={"id": "https://x.com/CGTNOfficial"}),
    ),
    "getActorWhy": (
        Example("Which ids are one actor, and who says so?", path={"id": "@CGTNOfficial"}),
    ),
    "listNeighbours": (
        Example("Who amplifies it?", path={"id": "x:cgtnofficial"}, query={"direction": "in"}),
        Example(
            "Whom does it retweet?",
            path={"id": "x:danieldumbrill"},
            query={"direction": "out", "kind": "retweet", "limit": "10"},
        ),
    ),
    "listEvidence": (
        Example("The items behind an edge", query={**_FROM_TO, "limit": "10"}),
        Example(
            "Who says that there was an agreement?",
            query={
                "source": "org:rossiya-segodnya",
                "target": "org:china-media-group",
                "type": "HAS_AGREEMENT_WITH",
            },
        ),
    ),
    "getEvidenceCsv": (
        Example(
            "That of one year, for a spreadsheet",
            query={**_FROM_TO, "since": "2021-01-01", "until": "2022-01-01"},
        ),
    ),
    "findPaths": (
        Example("From an outlet to an influencer, as content goes", query=_BACK),
        Example(
            "Between two outlets, over whoever amplified both",
            query={
                "source": "x:cgtnofficial",
                "target": "x:rt_com",
                "type": ["AMPLIFIED", "OWNED_BY", "HAS_AGREEMENT_WITH"],
            },
        ),
    ),
    "listRoutes": (
        Example(
            "From a diplomat to all influencers",
            query={
                "source": "@zlj517",
                "target": "role:Influencer",
                "limit": "5",
            },
        ),
    ),
    "findRouteInTime": (
        Example(
            "From Chinese accounts to an influencer, in order of time",
            query={
                "source": "country:CN",
                "target": "@thecyrusjanssen",
                "best": "fastest",
            },
        ),
    ),
    "getRoutesView": (
        Example(
            "From a diplomat to an influencer",
            query={
                "source": "@zlj517",
                "target": "@thecyrusjanssen",
            },
        ),
    ),
    "getSubgraph": (
        Example("Around an influencer", query={"center": "@DanielDumbrill", "maxNodes": "30"}),
        Example("A community, with evidence", query={"community": "1", "evidence": "3"}),
    ),
    "getView": (
        Example("The most active"),
        Example("Around an influencer", query={"center": "@DanielDumbrill", "hops": "2"}),
        Example("A community", query={"community": "1", "colourBy": "role"}),
    ),
    "getGroupsView": (
        Example("States", query={"by": "country"}),
        Example("Communities", query={"by": "community"}),
    ),
    "exportSubgraph": (
        Example("The most active, for Gephi", path={"format": "gexf"}),
        Example(
            "An influencer's surroundings, as tables",
            path={"format": "csv"},
            query={"center": "@DanielDumbrill"},
        ),
        Example(
            "The ways between two, as a picture",
            path={"format": "svg"},
            query={"source": "@zlj517", "target": "@thecyrusjanssen"},
        ),
    ),
    "startExport": (
        Example("The whole graph, for yEd and igraph", path={"format": "graphml"}, data="job"),
    ),
    "getMap": (Example("Of 2021", query={"since": "2021-01-01", "until": "2022-01-01"}),),
}

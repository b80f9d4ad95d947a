"""Requests that work when pasted, for the OpenAPI document, the documentation and the tests.

They are about the bundled sample, which holds no texts; those about texts are about
`docs/examples/copies.csv`, once it is loaded and derived from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.rest.example import Example

_FROM_TO: Final = {"source": "x:danieldumbrill", "target": "x:cgtnofficial"}
COPIES: Final = "docs/examples/copies.csv"
STORY: Final = "0723e207fa3a9f5f"
"""Its largest story."""

_BACK: Final = {"source": "x:cgtnofficial", "target": "x:danieldumbrill"}

JOB: Final = "job-0123456789abcdef"
"""An id as jobs have it; what to put there is the `id` of a job that there is."""

EXAMPLES: Final[Mapping[str, tuple[Example, ...]]] = {
    "getHealth": (Example("Does the process live?"),),
    "getReadiness": (Example("Can it answer?"),),
    "getMetrics": (Example("Requests, times, jobs, memory"),),
    "getOverview": (
        Example("The whole graph"),
        Example("Only 2022, and Chinese accounts", query={"since": "2022-01-01", "country": "CN"}),
    ),
    "listRuns": (Example("What was loaded, the latest first", query={"limit": "5"}),),
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
    "listBrokers": (
        Example(
            "Between platforms (of the example)",
            query={"by": "platform", "nullGraphs": "5"},
            data=COPIES,
        ),
        Example(
            "On most of the shortest ways (of the example)",
            query={"rankBy": "betweenness", "nullGraphs": "5"},
            data=COPIES,
        ),
    ),
    "getBrokersView": (Example("With their three sides", query={"nullGraphs": "5"}),),
    "listCommunities": (
        Example("With the defaults"),
        Example(
            "Smaller ones, of retweets only",
            query={"resolution": "1.5", "kind": "retweet", "seed": "7", "minSize": "3"},
        ),
    ),
    "listCommunityMembers": (Example("The largest", path={"number": "1"}, query={"limit": "10"}),),
    "getCommunity": (Example("The largest, in full", path={"number": "1"}),),
    "getCommunityStability": (
        Example("Other seeds, resampled evidence, random graphs", query={"seeds": "5"}),
    ),
    "getCommunityHierarchy": (Example("On three levels", query={"level": ["0.5", "1", "2"]}),),
    "compareCommunitiesWithAttribute": (
        Example("Do communities follow states?"),
        Example("Or languages?", query={"attribute": "language", "permutations": "199"}),
    ),
    "compareDivisions": (
        Example("Leiden and Infomap", query={"otherAlgorithm": "infomap"}),
        Example(
            "2020 and 2021",
            query={
                "since": "2020-01-01",
                "until": "2021-01-01",
                "otherSince": "2021-01-01",
                "otherUntil": "2022-01-01",
            },
        ),
    ),
    "getCommunitiesView": (Example("Members, firmness, states and levels"),),
    "listStories": (
        Example("The largest (of the example)", data=COPIES),
        Example(
            "What an outlet took part in, in two languages (of the example)",
            query={"actor": "beta.example", "minLanguages": "2", "sort": "latest"},
            data=COPIES,
        ),
    ),
    "getStory": (Example("A story of the example", path={"storyId": STORY}, data=COPIES),),
    "getStoryView": (Example("A story of the example", path={"storyId": STORY}, data=COPIES),),
    "getRepublication": (
        Example("The ten most active (of the example)", query={"outlets": "10"}, data=COPIES),
        Example("Only March 1 (of the example)", query={"until": "2024-03-02"}, data=COPIES),
    ),
    "getRepublicationView": (Example("The most active"),),
    "listCoordination": (
        Example("With three co-shares for each edge (of the example)", data=COPIES),
        Example(
            "The group of an account, by links alone (of the example)",
            query={"actor": "echo1.example", "trace": "link", "evidence": "0"},
            data=COPIES,
        ),
    ),
    "listCoShares": (
        Example(
            "What two accounts of the example shared",
            query={"source": "echo1.example", "target": "echo2.example"},
            data=COPIES,
        ),
    ),
    "getCoordinationView": (Example("The largest group of the example", data=COPIES),),
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
    "getAsymmetry": (
        Example(
            "Influencers and Chinese outlets",
            query={"first": "role:Influencer", "second": "role:Outlet", "samples": "99"},
        ),
        Example(
            "Two lists of accounts, by year",
            query={
                "first": "Two=id:@DanielDumbrill,@thecyrusjanssen",
                "second": "Officials=role:Diplomat",
                "scale": "pairs",
                "samples": "99",
            },
        ),
    ),
    "getAsymmetryMatrix": (
        Example("All roles", query={"by": "role", "samples": "99"}),
        Example(
            "Three groups",
            query={
                "group": ["role:Influencer", "Media=role:Outlet", "role:Diplomat"],
                "samples": "99",
            },
        ),
    ),
    "getAsymmetryView": (
        Example("All countries", query={"samples": "99"}),
        Example(
            "Two groups over time",
            query={"group": ["role:Influencer", "role:Outlet"], "every": "quarter"},
        ),
    ),
    "getMap": (Example("Of 2021", query={"since": "2021-01-01", "until": "2022-01-01"}),),
    "getChange": (
        Example("Around an event", query={"event": "2021-07-01", "days": "180"}),
        Example(
            "Two windows",
            query={"before": "2020-01-01/2021-01-01", "after": "2021-01-01/2022-01-01"},
        ),
    ),
    "getAnswersBeside": (
        Example(
            "Communities before and after",
            query={"event": "2021-07-01", "days": "180", "answer": "communities"},
        ),
    ),
    "getCommunitiesOverTime": (Example("Quarter by quarter", query={"span": "quarter"}),),
    "getChangeView": (Example("Around an event", query={"event": "2021-07-01", "days": "180"}),),
    "getChangePictures": (
        Example("Around an event", query={"event": "2021-07-01", "days": "180"}),
    ),
    "getCommunitiesOverTimeView": (Example("By the year", query={"span": "year"}),),
    "getNarratives": (
        Example(
            "Who used a term first?",
            query={"narrative": "Labs=terms:biolab,bio-lab", "by": "country"},
        ),
    ),
    "getNarrativesView": (
        Example("By a pattern", query={"narrative": "regex:bio.?lab", "step": "week"}),
    ),
    "getTies": (
        Example("Any tie", query={"samples": "99"}),
        Example("Agreements", query={"tie": "agreement", "days": "365", "samples": "99"}),
    ),
    "getTiesView": (Example("Owners", query={"tie": "owner", "samples": "99"}),),
    "getInfrastructure": (
        Example("Outlets of one owner", query={"minWeight": "0.1"}),
        Example("Only what two or three share", query={"minWeight": "0.5"}),
    ),
    "getInfrastructureView": (Example("Outlets of one owner", query={"minWeight": "0.1"}),),
    "listQueries": (Example("All of them"),),
    "getQuery": (Example("One of them", path={"name": "who-amplifies"}),),
    "runQuery": (
        Example(
            "Parameters in the address",
            path={"name": "who-amplifies"},
            query={"actor": "x:cgtnofficial", "limit": "5"},
        ),
    ),
    "runQueryWithBody": (
        Example(
            "Parameters in the body",
            path={"name": "who-amplifies"},
            body={"parameters": {"actor": "x:cgtnofficial", "limit": 5}},
        ),
    ),
    "runCypher": (
        Example(
            "Who answers whom?",
            body={
                "query": "MATCH (a:Influencer)-[r:AMPLIFIED {kind: $kind}]->(b) "
                "RETURN a.name, b.name, r.count ORDER BY r.count DESC",
                "parameters": {"kind": "reply"},
                "limit": 5,
            },
        ),
        Example(
            "How would the database answer that?",
            body={"query": "MATCH (a:Outlet) RETURN count(a)", "explain": True},
        ),
    ),
    "startLoad": (
        Example(
            "A table of mentions",
            query={
                "name": "mentions.csv",
                "dataset": "mentions",
                "map": ["actor=mentioner", "target=mentionee", "time=created_at"],
                "set": ["kind=mention"],
            },
            body="mentioner,mentionee,created_at\n@one,@two,2024-01-01\n",
            data="job",
            media_type="text/csv",
        ),
        Example(
            "A file, sent as a form",
            form=("file=@docs/examples/texts.csv", "dataset=texts", "set=platform=telegram"),
            data="job",
        ),
    ),
    "startDerivation": (
        Example("Who acts as one?", body={"kind": "coordination", "window": 60}, data="job"),
    ),
    "listJobs": (
        Example("What was asked for, the newest first", query={"limit": "5"}, data="job"),
    ),
    "getJob": (Example("How far is it?", path={"id": JOB}, data="job"),),
    "followJob": (Example("Until it has ended", path={"id": JOB}, data="job"),),
    "getRefusedRows": (Example("With line and reason", path={"id": JOB}, data="job"),),
    "getJobFile": (Example("Once it is complete", path={"id": JOB}, data="job"),),
    "cancelJob": (Example("Stop it", path={"id": JOB}, data="job"),),
}
"""By operation id; the first one also fills the OpenAPI document."""

"""Examples of answers that are computed: brokers, communities, stories, comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.rest.example import Example

COPIES: Final = "docs/examples/copies.csv"
STORY: Final = "0723e207fa3a9f5f"
"""Its largest story."""

ANSWERS: Final[Mapping[str, tuple[Example, ...]]] = {
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
}

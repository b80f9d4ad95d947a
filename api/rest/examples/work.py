"""Examples of queries that somebody wrote, and of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.rest.example import Example

JOB: Final = "job-0123456789abcdef"
"""An id as jobs have it; what to put there is the `id` of a job that there is."""

WORK: Final[Mapping[str, tuple[Example, ...]]] = {
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

"""Communities that a run found, as they are written to the graph for Cypher users."""

from __future__ import annotations

from graph.labels.parts import ID, RUN_ID, NodeLabel, RelationshipType, count, number, string

COMMUNITY = NodeLabel(
    "Community",
    "A community that a run found; its id is the run's id, a slash and its number.",
    (
        ID,
        count("number", "Its number in the run, 1 for the largest."),
        count("size", "Number of members.", "members"),
        number("modularity", "What it adds to the modularity of the division."),
        RUN_ID,
    ),
)
MEMBER_OF = RelationshipType(
    "MEMBER_OF",
    ("Actor", "Organization", "State", "Host"),
    ("Community",),
    "From a member to the community that a run put it in; one for each run.",
    (
        count("communityId", "The community's number, as an integer."),
        string("runId", "The run that found it; `(:Run {id})` has its parameters and seed."),
    ),
)

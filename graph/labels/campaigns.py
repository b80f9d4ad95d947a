"""Campaigns and what stands around them: what threat intelligence says beyond actors and items."""

from __future__ import annotations

from graph.labels.parts import (
    DATASET,
    DETAILS,
    ID,
    RUN_ID,
    SOURCE,
    NodeLabel,
    RelationshipType,
    indexed,
    string,
)

_NAME = indexed("name", "Name as the source gives it.")
_DESCRIPTION = string("description", "Description, as the source gives it.")

CAMPAIGN = NodeLabel(
    "Campaign",
    "A campaign or operation that a source describes.",
    (ID, _NAME, _DESCRIPTION, DETAILS, DATASET, RUN_ID),
)
TECHNIQUE = NodeLabel(
    "Technique",
    "A way of acting, as frameworks name them; `technique:T0049.001` is one of DISARM.",
    (
        ID,
        _NAME,
        _DESCRIPTION,
        string("url", "Where the framework describes it."),
        DETAILS,
        DATASET,
        RUN_ID,
    ),
)
ENTITY = NodeLabel(
    "Entity",
    "Anything else that a source names: a person, a place, a report, a page, a threat actor.",
    (
        ID,
        _NAME,
        string("kind", "What it is, in the words of its source."),
        _DESCRIPTION,
        string("country", "ISO 3166-1 alpha-2."),
        string("url", "Its address."),
        DETAILS,
        DATASET,
        RUN_ID,
    ),
)

_ANYTHING = (
    "Actor",
    "Organization",
    "State",
    "Item",
    "Narrative",
    "Host",
    "Campaign",
    "Technique",
    "Entity",
)
RELATED_TO = RelationshipType(
    "RELATED_TO",
    _ANYTHING,
    _ANYTHING,
    "Any other relationship that a source states, in its words and its direction.",
    (
        string("kind", "What the source calls it: uses, targets, attributed-to, related-to, ..."),
        string("statementId", "Id of the statement in its source."),
        string("since", "When it began, as the source gives it."),
        string("until", "When it ended, as the source gives it."),
        DETAILS,
        *SOURCE,
    ),
    key=("kind", "statementId"),
)

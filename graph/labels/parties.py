"""Who acts and who stands behind: actors, organisations, states, hosts, and what ties them."""

from __future__ import annotations

from graph.labels.parts import (
    DATASET,
    DETAILS,
    ID,
    RUN_ID,
    SOURCE,
    NodeLabel,
    Property,
    PropertyType,
    RelationshipType,
    count,
    indexed,
    string,
    time,
)
from graph.vocabulary import AttributionCategory, Role

_NAMED = (ID, indexed("name", "Name as the source gives it."))

_ACTOR = ("Actor",)

_PARTY = ("Actor", "Organization", "State")

ACTOR = NodeLabel(
    "Actor",
    "Somebody who publishes: an outlet, a diplomat's account, an influencer, any account.",
    (
        ID,
        indexed("name", "Display name as the source gives it."),
        Property(
            "nameHistory",
            PropertyType.STRINGS,
            "Names that dated posts show it under, each with the first and the last day: "
            "`2022-03-01/2022-05-09 Hub News`.",
        ),
        string("platform", "Platform of the id: x, telegram, domain, facebook, ..."),
        indexed("handle", "Handle on that platform, lower case, or the domain."),
        string("url", "Public address of the profile or site."),
        Property(
            "roles",
            PropertyType.STRINGS,
            "The second labels, for clients that cannot read labels.",
            values=tuple(Role),
        ),
        indexed("country", "State that it speaks for or sits in, ISO 3166-1 alpha-2."),
        string("region", "World region, as the source gives it."),
        string("language", "Main language, ISO 639-1."),
        string("description", "Position or reason for inclusion, as the source gives it."),
        count("followers", "Followers when last seen.", "accounts"),
        time("firstSeen", "Earliest time at which a source saw it act or be amplified."),
        time("lastSeen", "Latest time at which a source saw it act or be amplified."),
        DETAILS,
        DATASET,
        RUN_ID,
    ),
    also=tuple(Role),
)

ORGANIZATION = NodeLabel(
    "Organization",
    "An owner, controller or partner: a media group, a ministry, a party body.",
    (
        *_NAMED,
        string("country", "ISO 3166-1 alpha-2."),
        string("kind", "What it is, such as mediaGroup, newsAgency or governmentBody."),
        DETAILS,
        DATASET,
        RUN_ID,
    ),
)

STATE = NodeLabel(
    "State", "A state; its id is `state:` and the ISO 3166-1 code.", (*_NAMED, RUN_ID)
)

HOST = NodeLabel(
    "Host",
    "Infrastructure that sites share: an address, an analytics or advertising id, a certificate.",
    (ID, string("kind", "What it is: ip, analyticsId, adId, certificate."), DETAILS, RUN_ID),
)

OWNED_BY = RelationshipType(
    "OWNED_BY",
    ("Actor", "Organization"),
    ("Organization", "State"),
    "From the owned to the owner, as a source states it.",
    SOURCE,
    key=("source",),
    traversable=True,
)

CONTROLLED_BY = RelationshipType(
    "CONTROLLED_BY",
    ("Actor", "Organization"),
    ("Organization", "State"),
    "From the controlled to the one in control, as a source states it.",
    SOURCE,
    key=("source",),
    traversable=True,
)

HAS_AGREEMENT_WITH = RelationshipType(
    "HAS_AGREEMENT_WITH",
    _PARTY,
    _PARTY,
    "A formal tie between two parties, as a source states it; undirected, stored once.",
    (
        string("kind", "What was agreed: contentExchange, cooperation, jointForum, jointBody."),
        string("since", "Year or date at which it began, as the source gives it."),
        string("until", "Year or date at which it ended, where it did."),
        *SOURCE,
    ),
    key=("kind", "source"),
    traversable=True,
)

USES = RelationshipType(
    "USES",
    _ACTOR,
    ("Host",),
    "From an actor to infrastructure that it uses, as a source states it.",
    SOURCE,
    key=("source",),
    traversable=True,
)

ATTRIBUTED_TO = RelationshipType(
    "ATTRIBUTED_TO",
    _ACTOR,
    ("State",),
    "An assessment by a source, not a fact: how it ties the actor to a state.",
    (
        string("category", "The source's category.", AttributionCategory),
        string("assessedAt", "Year or date of the assessment."),
        *SOURCE,
    ),
    key=("source",),
)

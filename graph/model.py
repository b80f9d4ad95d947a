"""The graph model, written once.

Labels, relationship types and properties stand here as frozen dataclasses. Constraints and
indexes (`graph.schema`), the statements that write the graph (`graph.statements`), the schema
page of the docs (`graph.schema_page`), the types that paths may follow and the enumerations of
the REST interface are all made from them, so they cannot drift apart.

Naming follows Neo4j's style guide: labels UpperCamelCase, types UPPER_SNAKE, properties
camelCase. All times are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.vocabulary import (
    AmplificationKind,
    AttributionCategory,
    Confidence,
    Role,
    RunState,
    TimePrecision,
)


class PropertyType(StrEnum):
    """What a property holds."""

    STRING = "string"
    STRINGS = "list of strings"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATETIME = "datetime"


@dataclass(frozen=True)
class Property:
    """A property of a node or a relationship.

    Attributes:
        name: camelCase name in the graph.
        type: What it holds.
        description: One sentence for the schema page.
        unit: Unit of a number, empty where there is none.
        values: The values allowed, empty when any is.
        indexed: True when queries look nodes up by it.
    """

    name: str
    type: PropertyType
    description: str
    unit: str = ""
    values: tuple[str, ...] = ()
    indexed: bool = False


@dataclass(frozen=True)
class NodeLabel:
    """A kind of node; its `id` is unique within the label."""

    label: str
    description: str
    properties: tuple[Property, ...]
    also: tuple[str, ...] = ()
    """Second labels that a node of this kind may carry."""


@dataclass(frozen=True)
class RelationshipType:
    """A kind of relationship.

    Attributes:
        type: UPPER_SNAKE name in the graph.
        starts: Labels that it may start from.
        ends: Labels that it may end at.
        description: One sentence, with the direction in words.
        properties: What it carries.
        key: Properties that, with both ends, tell two such relationships apart.
        traversable: True when path and community answers may follow it.
    """

    type: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    description: str
    properties: tuple[Property, ...] = ()
    key: tuple[str, ...] = ()
    traversable: bool = False


def _string(name: str, description: str, values: type[StrEnum] | None = None) -> Property:
    allowed = tuple(values) if values else ()
    return Property(name, PropertyType.STRING, description, values=allowed)


def _strings(name: str, description: str) -> Property:
    return Property(name, PropertyType.STRINGS, description)


def _indexed(name: str, description: str) -> Property:
    return Property(name, PropertyType.STRING, description, indexed=True)


def _count(name: str, description: str, unit: str = "") -> Property:
    return Property(name, PropertyType.INTEGER, description, unit=unit)


def _number(name: str, description: str, unit: str = "") -> Property:
    return Property(name, PropertyType.FLOAT, description, unit=unit)


def _time(name: str, description: str, *, indexed: bool = False) -> Property:
    return Property(name, PropertyType.DATETIME, description, unit="UTC", indexed=indexed)


ID = _string("id", "Stable key, unique within the label.")
RUN_ID = _string("runId", "The run that wrote this; `(:Run {id})` says how.")
DATASET = _string("dataset", "Name of the data set it came from.")

SOURCE = (
    _string("source", "Who states this: title of the document or list."),
    _string("sourceUrl", "Where the statement can be read."),
    _string("archivedUrl", "An archived copy of the source, where known."),
    _string("quote", "The words of the source that state it."),
    _string("confidence", "How sure the source says it is.", Confidence),
    DATASET,
    RUN_ID,
)
"""The evidence for a statement that somebody made: every tie and assessment carries it."""

_NAMED = (ID, _indexed("name", "Name as the source gives it."))
_FIRST_LAST = (
    _time("firstAt", "Time of the earliest piece of evidence."),
    _time("lastAt", "Time of the latest piece of evidence."),
)

ACTOR = NodeLabel(
    "Actor",
    "Somebody who publishes: an outlet, a diplomat's account, an influencer, any account.",
    (
        ID,
        _indexed("name", "Display name as the source gives it."),
        _string("platform", "Platform of the id: x, telegram, domain, facebook, ..."),
        _indexed("handle", "Handle on that platform, lower case, or the domain."),
        _string("url", "Public address of the profile or site."),
        Property(
            "roles",
            PropertyType.STRINGS,
            "The second labels, for clients that cannot read labels.",
            values=tuple(Role),
        ),
        _indexed("country", "State that it speaks for or sits in, ISO 3166-1 alpha-2."),
        _string("region", "World region, as the source gives it."),
        _string("language", "Main language, ISO 639-1."),
        _string("description", "Position or reason for inclusion, as the source gives it."),
        _count("followers", "Followers when last seen.", "accounts"),
        _time("firstSeen", "Earliest time at which a source saw it act or be amplified."),
        _time("lastSeen", "Latest time at which a source saw it act or be amplified."),
        DATASET,
        RUN_ID,
    ),
    also=tuple(Role),
)
ALIAS = NodeLabel(
    "Alias",
    "Another id of an actor: its account on a second platform, an earlier handle.",
    (
        ID,
        _string("platform", "Platform of this id."),
        _string("handle", "Handle on that platform, lower case."),
        _string("url", "Public address of that profile."),
        RUN_ID,
    ),
)
ORGANIZATION = NodeLabel(
    "Organization",
    "An owner, controller or partner: a media group, a ministry, a party body.",
    (
        *_NAMED,
        _string("country", "ISO 3166-1 alpha-2."),
        _string("kind", "What it is, such as mediaGroup, newsAgency or governmentBody."),
        DATASET,
        RUN_ID,
    ),
)
STATE = NodeLabel(
    "State", "A state; its id is `state:` and the ISO 3166-1 code.", (*_NAMED, RUN_ID)
)
ITEM = NodeLabel(
    "Item",
    "An article or a post: the smallest piece of evidence.",
    (
        ID,
        _string("url", "Where it can be read."),
        _string("archivedUrl", "An archived copy, where known."),
        _string(
            "kind",
            "What it is: post, article, or the kind of amplification it performs; absent while it "
            "is known only because another item amplifies it.",
        ),
        _time("publishedAt", "When it was published.", indexed=True),
        _string("timePrecision", "How exact `publishedAt` is.", TimePrecision),
        _string("language", "ISO 639-1."),
        _string("title", "Headline, where the source gives one."),
        _string("text", "Text, where the source gives one."),
        _strings("hashtags", "Its hashtags, lower case, without `#`."),
        _strings("links", "Addresses that it links to."),
        _strings("mediaHashes", "Hashes of its pictures and videos, where a source gives them."),
        _indexed("textKey", "Hash of the normalised text: equal for word-for-word copies."),
        DATASET,
        RUN_ID,
    ),
)
STORY = NodeLabel(
    "Story",
    "A cluster of items that are copies, close variants or translations of one text.",
    (
        ID,
        _string("title", "Title of the root item."),
        _count("size", "Number of items.", "items"),
        *_FIRST_LAST,
        RUN_ID,
    ),
)
NARRATIVE = NodeLabel(
    "Narrative",
    "A theme that stories advance; technique ids are given by people, never inferred.",
    (
        *_NAMED,
        Property(
            "disarmIds", PropertyType.STRINGS, "DISARM technique ids, where a source gives them."
        ),
        RUN_ID,
    ),
)
HOST = NodeLabel(
    "Host",
    "Infrastructure that sites share: an address, an analytics or advertising id, a certificate.",
    (ID, _string("kind", "What it is: ip, analyticsId, adId, certificate."), RUN_ID),
)
RUN = NodeLabel(
    "Run",
    "One load or one computation: what ran, on what, with which parameters, and how it ended.",
    (
        ID,
        _string("kind", "load, or the name of the computation."),
        DATASET,
        _string("input", "Name of the file that was read."),
        _string("inputDigest", "SHA-256 of the file's bytes."),
        _string("format", "Name of the format it was read as."),
        _string("parameters", "Mapping or parameters, as JSON."),
        _string("state", "How it stands.", RunState),
        _count("offset", "Rows of the input that are committed.", "rows"),
        _count("rowsRead", "Rows read.", "rows"),
        _count("written", "Rows that added or changed something.", "rows"),
        _count("unchanged", "Rows that the graph held already.", "rows"),
        _count("quarantined", "Rows that were refused; the quarantine file holds them.", "rows"),
        _count("seed", "Seed of the random numbers, where any were used."),
        _time("startedAt", "When it began."),
        _time("finishedAt", "When it ended."),
        _string("ampnetVersion", "Version of ampnet that ran it."),
    ),
)
GRAPH = NodeLabel(
    "Graph",
    "The one node that counts changes: `(:Graph {id: 'graph'})`.",
    (
        ID,
        _count("version", "Rises by one with every change that ampnet commits."),
        _string("storeId", "Made with the graph: tells two graphs at one address apart."),
    ),
)

NODE_LABELS: tuple[NodeLabel, ...] = (
    ACTOR,
    ALIAS,
    ORGANIZATION,
    STATE,
    ITEM,
    STORY,
    NARRATIVE,
    HOST,
    RUN,
    GRAPH,
)

_ACTOR = ("Actor",)
_ITEM = ("Item",)
_PARTY = ("Actor", "Organization", "State")

PUBLISHED = RelationshipType(
    "PUBLISHED", _ACTOR, _ITEM, "From the actor to what it published.", (RUN_ID,)
)
AMPLIFIES = RelationshipType(
    "AMPLIFIES",
    _ITEM,
    ("Item", "Actor"),
    "From the amplifying item to the item, or the actor, that it amplifies.",
    (_string("kind", "How it amplifies.", AmplificationKind), RUN_ID),
    key=("kind",),
)
REPUBLISHES = RelationshipType(
    "REPUBLISHES",
    _ITEM,
    _ITEM,
    "From the later item to the earlier one that it copies or translates.",
    (
        _number("similarity", "Jaccard similarity of the normalised texts.", "0 to 1"),
        _number("containment", "Share of the shorter text that stands in the longer.", "0 to 1"),
        _count("lagSeconds", "Time from the earlier to the later.", "s"),
        _string("method", "How the copy was recognised."),
        _number("confidence", "Confidence in the direction.", "0 to 1"),
        RUN_ID,
    ),
)
PART_OF = RelationshipType("PART_OF", _ITEM, ("Story",), "From an item to its story.", (RUN_ID,))
ADVANCES = RelationshipType(
    "ADVANCES", ("Story",), ("Narrative",), "From a story to the narrative it advances.", SOURCE
)
AMPLIFIED = RelationshipType(
    "AMPLIFIED",
    _ACTOR,
    _ACTOR,
    "From the one who amplifies to the one amplified, one for each pair and kind: "
    "the sum of the AMPLIFIES evidence. Content flows the other way.",
    (
        _string("kind", "How it amplifies.", AmplificationKind),
        _count("count", "Number of items that are the evidence.", "items"),
        *_FIRST_LAST,
    ),
    key=("kind",),
    traversable=True,
)
REPUBLISHED = RelationshipType(
    "REPUBLISHED",
    _ACTOR,
    _ACTOR,
    "From the one who republishes to the one republished: the sum of the REPUBLISHES evidence. "
    "Content flows the other way.",
    (
        _count("count", "Number of item pairs that are the evidence.", "pairs"),
        _count("medianLagSeconds", "Median time from original to copy.", "s"),
        *_FIRST_LAST,
        RUN_ID,
    ),
    traversable=True,
)
COORDINATED_WITH = RelationshipType(
    "COORDINATED_WITH",
    _ACTOR,
    _ACTOR,
    "Two actors share the same objects closer in time than chance explains; undirected, "
    "stored once with the lower id first.",
    (
        _string("trace", "What they share: retweet, link, hashtag, text, image."),
        _count("window", "Largest time between two shares.", "s"),
        _count("count", "Number of shared objects within the window.", "co-shares"),
        _number("expected", "Number expected by chance.", "co-shares"),
        _number("pValue", "Chance of at least this count.", "0 to 1"),
        _number("qValue", "The same, corrected for the number of pairs.", "0 to 1"),
        RUN_ID,
    ),
    key=("trace", "window"),
    traversable=True,
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
        _string("kind", "What was agreed: contentExchange, cooperation, jointForum, jointBody."),
        _string("since", "Year or date at which it began, as the source gives it."),
        _string("until", "Year or date at which it ended, where it did."),
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
        _string("category", "The source's category.", AttributionCategory),
        _string("assessedAt", "Year or date of the assessment."),
        *SOURCE,
    ),
    key=("source",),
)
ALIAS_OF = RelationshipType(
    "ALIAS_OF", ("Alias",), _ACTOR, "From another id to the actor that it names.", SOURCE
)
SAME_AS = RelationshipType(
    "SAME_AS",
    _ACTOR,
    _ACTOR,
    "A source says that two actors, loaded apart, are one; removing it undoes the link.",
    SOURCE,
    key=("source",),
)

RELATIONSHIP_TYPES: tuple[RelationshipType, ...] = (
    PUBLISHED,
    AMPLIFIES,
    REPUBLISHES,
    PART_OF,
    ADVANCES,
    AMPLIFIED,
    REPUBLISHED,
    COORDINATED_WITH,
    OWNED_BY,
    CONTROLLED_BY,
    HAS_AGREEMENT_WITH,
    USES,
    ATTRIBUTED_TO,
    ALIAS_OF,
    SAME_AS,
)

TRAVERSABLE: tuple[str, ...] = tuple(r.type for r in RELATIONSHIP_TYPES if r.traversable)
"""Types that path, neighbour and community answers may follow."""

PARTY_LABELS: tuple[str, ...] = ("Actor", "Organization", "State", "Host")
"""Labels of the nodes that paths run between."""

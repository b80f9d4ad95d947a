"""The graph model, written once.

Labels, relationship types and properties stand here as frozen dataclasses. Constraints and
indexes (`graph.schema`), the statements that write the graph (`graph.statements`), the schema
page of the docs (`graph.schema_page`), the types that paths may follow and the enumerations of
the REST interface are all made from them, so they cannot drift apart.

Naming follows Neo4j's style guide: labels UpperCamelCase, types UPPER_SNAKE, properties
camelCase. All times are UTC.
"""

from __future__ import annotations

from graph.model_campaigns import CAMPAIGN, ENTITY, RELATED_TO, TECHNIQUE
from graph.model_communities import COMMUNITY, MEMBER_OF
from graph.model_parts import (
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
    number,
    string,
    strings,
    time,
)
from graph.vocabulary import (
    AmplificationKind,
    AttributionCategory,
    Role,
    RunState,
    TimePrecision,
    Trace,
)

_NAMED = (ID, indexed("name", "Name as the source gives it."))
_FIRST_LAST = (
    time("firstAt", "Time of the earliest piece of evidence."),
    time("lastAt", "Time of the latest piece of evidence."),
)

ACTOR = NodeLabel(
    "Actor",
    "Somebody who publishes: an outlet, a diplomat's account, an influencer, any account.",
    (
        ID,
        indexed("name", "Display name as the source gives it."),
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
ALIAS = NodeLabel(
    "Alias",
    "Another id of an actor: its account on a second platform, an earlier handle. Where that "
    "account was itself seen to act, an `Actor` has the same id, and answers show both as one.",
    (
        ID,
        string("platform", "Platform of this id."),
        string("handle", "Handle on that platform, lower case."),
        string("url", "Public address of that profile."),
        RUN_ID,
    ),
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
ITEM = NodeLabel(
    "Item",
    "An article or a post: the smallest piece of evidence.",
    (
        ID,
        string("url", "Where it can be read."),
        string("archivedUrl", "An archived copy, where known."),
        string(
            "kind",
            "What it is: post, article, or the kind of amplification it performs; absent while it "
            "is known only because another item amplifies it.",
        ),
        time("publishedAt", "When it was published.", indexed=True),
        string("timePrecision", "How exact `publishedAt` is.", TimePrecision),
        string("language", "ISO 639-1."),
        string("title", "Headline, where the source gives one."),
        string("text", "Text, where the source gives one."),
        strings("hashtags", "Its hashtags, lower case, without `#`."),
        strings("links", "Addresses that it links to."),
        strings("mediaHashes", "Hashes of its pictures and videos, where a source gives them."),
        indexed("textKey", "Hash of the normalised text: equal for word-for-word copies."),
        DATASET,
        RUN_ID,
    ),
)
STORY = NodeLabel(
    "Story",
    "A cluster of items that are copies, close variants or translations of one text.",
    (
        ID,
        string("title", "Title of the root item, or how its text begins."),
        count("size", "Number of items.", "items"),
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
        DETAILS,
        RUN_ID,
    ),
)
HOST = NodeLabel(
    "Host",
    "Infrastructure that sites share: an address, an analytics or advertising id, a certificate.",
    (ID, string("kind", "What it is: ip, analyticsId, adId, certificate."), DETAILS, RUN_ID),
)
RUN = NodeLabel(
    "Run",
    "One load or one computation: what ran, on what, with which parameters, and how it ended.",
    (
        ID,
        string("kind", "load, or the name of the computation."),
        DATASET,
        string("input", "Name of the file that was read."),
        string("inputDigest", "SHA-256 of the file's bytes."),
        string("format", "Name of the format it was read as."),
        string("parameters", "Mapping or parameters, as JSON."),
        string("state", "How it stands.", RunState),
        count("offset", "Rows of the input that are committed.", "rows"),
        count("rowsRead", "Rows read.", "rows"),
        count("written", "Rows that added or changed something.", "rows"),
        count("unchanged", "Rows that the graph held already.", "rows"),
        count("quarantined", "Rows that were refused; the quarantine file holds them.", "rows"),
        count("seed", "Seed of the random numbers, where any were used."),
        string("counts", "What a computation counted, as JSON."),
        time("startedAt", "When it began."),
        time("finishedAt", "When it ended."),
        string("ampnetVersion", "Version of ampnet that ran it."),
    ),
)
GRAPH = NodeLabel(
    "Graph",
    "The one node that counts changes: `(:Graph {id: 'graph'})`.",
    (
        ID,
        count("version", "Rises by one with every change that ampnet commits."),
        string("storeId", "Made with the graph: tells two graphs at one address apart."),
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
    CAMPAIGN,
    TECHNIQUE,
    ENTITY,
    COMMUNITY,
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
    (string("kind", "How it amplifies.", AmplificationKind), RUN_ID),
    key=("kind",),
)
REPUBLISHES = RelationshipType(
    "REPUBLISHES",
    _ITEM,
    _ITEM,
    "From the later item to the earlier one that it took its text from, by copy or translation.",
    (
        number("similarity", "Jaccard similarity of the normalised texts.", "0 to 1"),
        number("containment", "Share of the shorter text that stands in the longer.", "0 to 1"),
        count("lagSeconds", "Time from the earlier to the later.", "s"),
        string("method", "How the copy was recognised."),
        number("confidence", "Confidence in the direction.", "0 to 1"),
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
        string("kind", "How it amplifies.", AmplificationKind),
        count("count", "Number of items that are the evidence.", "items"),
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
        count("count", "Number of item pairs that are the evidence.", "pairs"),
        count("medianLagSeconds", "Median time from original to copy.", "s"),
        *_FIRST_LAST,
        strings(
            "languages",
            "Languages of original and copy with the number of pairs, such as `ru>en 12`, the most "
            "frequent first; `?` where one is not known.",
        ),
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
        string("trace", "What they share.", Trace),
        count("window", "Largest time between two shares.", "s"),
        count("count", "Number of shared objects within the window.", "co-shares"),
        number("expected", "Number expected by chance.", "co-shares"),
        number("pValue", "Chance of at least this count.", "0 to 1"),
        number("qValue", "The same, corrected for the number of pairs.", "0 to 1"),
        *_FIRST_LAST,
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
ALIAS_OF = RelationshipType(
    "ALIAS_OF",
    ("Alias",),
    _ACTOR,
    "From another id to the actor that bears it, as a source states it. An id that several "
    "different actors bear names none of them.",
    SOURCE,
)
SAME_AS = RelationshipType(
    "SAME_AS",
    _ACTOR,
    _ACTOR,
    "Two actors are one, by the word of a source or of a person: answers show the two as one, "
    "each keeps its own evidence, and removing this undoes it. From a person: the one that is "
    "kept, to the other.",
    SOURCE,
    key=("source",),
)
DIFFERENT_FROM = RelationshipType(
    "DIFFERENT_FROM",
    ("Actor", "Alias"),
    _ACTOR,
    "A person says that two ids are not one actor, whatever sources say; it wins over SAME_AS "
    "and ALIAS_OF. Undirected, stored once.",
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
    RELATED_TO,
    ALIAS_OF,
    SAME_AS,
    DIFFERENT_FROM,
    MEMBER_OF,
)

TRAVERSABLE: tuple[str, ...] = tuple(r.type for r in RELATIONSHIP_TYPES if r.traversable)
"""Types that path, neighbour and community answers may follow."""

PARTY_LABELS: tuple[str, ...] = ("Actor", "Organization", "State", "Host")
"""Labels of the nodes that paths run between."""

"""What is published, what takes it up, and the stories and narratives that it is part of."""

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
    number,
    string,
    strings,
    time,
)
from graph.vocabulary import AmplificationKind, TimePrecision

_NAMED = (ID, indexed("name", "Name as the source gives it."))

_FIRST_LAST = (
    time("firstAt", "Time of the earliest piece of evidence."),
    time("lastAt", "Time of the latest piece of evidence."),
)

_ACTOR = ("Actor",)

_ITEM = ("Item",)

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

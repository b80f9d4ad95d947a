"""Other ids of actors, and which ids are one actor."""

from __future__ import annotations

from graph.labels.parts import ID, RUN_ID, SOURCE, NodeLabel, RelationshipType, string, time

_ACTOR = ("Actor",)

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

ALIAS_OF = RelationshipType(
    "ALIAS_OF",
    ("Alias",),
    _ACTOR,
    "From another id to the actor that bears it, as a source states it. An id that several "
    "different actors bear names none of them.",
    (
        time("firstSeen", "First day of a post whose source gives the actor this id."),
        time("lastSeen", "Last such day. A handle of before is one that another one outlasts."),
        *SOURCE,
    ),
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

"""What actors do to each other: sums of the evidence that items are."""

from __future__ import annotations

from graph.labels.parts import RUN_ID, RelationshipType, count, number, string, strings, time
from graph.vocabulary import AmplificationKind, Trace

_FIRST_LAST = (
    time("firstAt", "Time of the earliest piece of evidence."),
    time("lastAt", "Time of the latest piece of evidence."),
)

_ACTOR = ("Actor",)

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

"""The canonical records that every format is read into.

A format turns each row of its input into records; the load engine turns records into the
graph. Ids in them are stable keys made by `graph.identity`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from graph.vocabulary import AmplificationKind, AttributionCategory, Confidence, Role, TimePrecision


class Source(NamedTuple):
    """Who states something, and where that can be read."""

    source: str
    sourceUrl: str | None = None  # noqa: N815 - property names of the graph
    archivedUrl: str | None = None  # noqa: N815
    quote: str | None = None
    confidence: Confidence = Confidence.NOT_STATED


class Assessment(NamedTuple):
    """A source's assessment of an actor's tie to a state (ISO 3166-1 alpha-2)."""

    state: str
    category: AttributionCategory
    source: Source
    assessed_at: str | None = None


class ActorRecord(NamedTuple):
    """What a registry says of one actor.

    Attributes:
        ids: Every id that the row gives, the preferred one first; at least one.
        roles: Roles that the source states; empty when it states none.
        facts: Properties of the model's `Actor`, without those that are None.
        assessments: What the source says of its tie to a state.
        called: Names that it went by at a time, in epoch milliseconds, where that is not its name
            among the facts at the time of the row's posts.
    """

    ids: tuple[str, ...]
    roles: tuple[Role, ...]
    facts: dict[str, Any]
    assessments: tuple[Assessment, ...] = ()
    called: tuple[tuple[str, int], ...] = ()


class InteractionRecord(NamedTuple):
    """One time that an actor amplified another.

    Attributes:
        actor: Id of the one who amplifies.
        target: Id of the one amplified.
        kind: How.
        at: When, in epoch milliseconds UTC; None when the source does not say.
        precision: How exact `at` is.
        item: Id of the amplifying item, where the source has one.
        url, title, text, language: Facts of the amplifying item, where known.
    """

    actor: str
    target: str
    kind: AmplificationKind
    at: int | None
    precision: TimePrecision
    item: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None


class Amplified(NamedTuple):
    """What an item amplifies.

    Attributes:
        kind: How.
        item: Id of the item that it amplifies, where the source has one.
        actor: Id of the actor that it amplifies, or of that item's publisher, where known.
    """

    kind: AmplificationKind
    item: str | None = None
    actor: str | None = None


class ItemRecord(NamedTuple):
    """A post or an article, whether it amplifies anything or not.

    Attributes:
        id: Its id: `post:PLATFORM:ID` or `url:ADDRESS`, both made by `loaders.items`. None when
            the source has none: then it is made from `url`, or from the content.
        actor: Id of the one who published it, where known.
        at: When, in epoch milliseconds UTC; None when the source does not say.
        precision: How exact `at` is.
        kind: What it is: post, article, or the kind of amplification that it is first of all.
        url, title, text: As the source gives them.
        language: ISO 639-1.
        hashtags: Without `#`, in lower case.
        links: Addresses that it links to, those of shorteners resolved where the source does.
        media_hashes: Hashes of its pictures and videos, where the source gives them.
        amplified: What it amplifies. One that names an item that is loaded later, or never, is
            kept as a relationship to an item of which nothing else is known yet.
    """

    id: str | None
    actor: str | None
    at: int | None
    precision: TimePrecision
    kind: str = "post"
    url: str | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    media_hashes: tuple[str, ...] = ()
    amplified: tuple[Amplified, ...] = ()


class OrganizationRecord(NamedTuple):
    """An owner, controller or partner."""

    id: str
    name: str
    country: str | None
    kind: str | None


class EntityRecord(NamedTuple):
    """A node that is neither actor nor item; the id's lead says what it is.

    Attributes:
        id: `campaign:`, `technique:`, `narrative:`, `entity:`, `host:` or `org:` and a key, or
            `state:` and an ISO 3166-1 code, which has no facts.
        facts: Properties of the model's label, without those that are None.
    """

    id: str
    facts: dict[str, Any]


class TieRecord(NamedTuple):
    """A formal tie that a source states; `type` is a relationship type of the model."""

    start: str
    type: str
    end: str
    facts: dict[str, Any]
    source: Source


Record = (
    ActorRecord | InteractionRecord | ItemRecord | OrganizationRecord | EntityRecord | TieRecord
)


class Refusal(NamedTuple):
    """Why a row was not loaded, and what to mend.

    Attributes:
        field: Name of the field at fault, empty when it is the row as a whole.
        reason: What is wrong with it and what would be right.
    """

    field: str
    reason: str


class Row(NamedTuple):
    """One row of an input as read: its records, or why there are none.

    Attributes:
        line: Line (text files) or row number (Parquet), from 1, as a person would count.
        raw: The row as it stood, for the quarantine file.
        records: What it says; empty for a row that says nothing.
        refusal: Why it was refused; None for a good row.
        warnings: Cells that could not be used although the row could.
    """

    line: int
    raw: dict[str, Any]
    records: tuple[Record, ...] = ()
    refusal: Refusal | None = None
    warnings: tuple[Refusal, ...] = ()


class RowError(ValueError):
    """A format refuses a row.

    Args:
        field: Name of the field at fault.
        reason: What is wrong and what would be right.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.refusal = Refusal(field, reason)

"""The closed vocabularies of the model: what a role, a kind or a category may be."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an actor is, as the second label of an `Actor`.

    An actor has one role or more: sources may disagree, and an account that one list calls
    media and a study calls an influencer carries both labels. `Account` means that no source
    has said more.
    """

    OUTLET = "Outlet"
    DIPLOMAT = "Diplomat"
    INFLUENCER = "Influencer"
    ACCOUNT = "Account"


class AmplificationKind(StrEnum):
    """How one item amplifies another, or an actor."""

    RETWEET = "retweet"
    QUOTE = "quote"
    REPLY = "reply"
    FORWARD = "forward"
    LINK = "link"
    MENTION = "mention"
    UNSPECIFIED = "unspecified"  # a source says that it does, and not how


class AttributionCategory(StrEnum):
    """How a source assesses an actor's tie to a state.

    The categories of the EEAS FIMI Exposure Matrix (3rd EEAS report on FIMI threats, 2025).
    `stateAligned` is a description of behaviour and is shown as "not attributed".
    """

    OFFICIAL = "official"
    STATE_CONTROLLED = "stateControlled"
    STATE_LINKED = "stateLinked"
    STATE_ALIGNED = "stateAligned"


class Confidence(StrEnum):
    """How sure a source says it is; `notStated` when it does not say."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    NOT_STATED = "notStated"


class TimePrecision(StrEnum):
    """How exact a stored time is."""

    SECOND = "second"
    DAY = "day"


class Trace(StrEnum):
    """What two actors shared when they are said to act as one; each is a layer of its own."""

    REPOST = "repost"
    QUOTE = "quote"
    REPLY = "reply"
    LINK = "link"
    HASHTAG = "hashtag"
    MENTION = "mention"
    TEXT = "text"
    NEAR_TEXT = "nearText"
    IMAGE = "image"


class RunState(StrEnum):
    """Where a load or a computation stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIALLY_COMPLETE = "partiallyComplete"
    FAILED = "failed"
    REMOVED = "removed"

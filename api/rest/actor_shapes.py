"""What answers about actors hold: who was found, what is known of one, who is around, and why."""

from __future__ import annotations

from pydantic import Field

from api.rest.evidence import Statement
from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime
from graph.answers.neighbours import Direction
from graph.answers.search import Match
from graph.linking.why import Effect


class Found(Shape):
    """A node of a list, with how it was found where a text was searched for."""

    node: Node
    strength: float = Field(description="Evidence that it takes part in, on either side.")
    match: Match | None = Field(description="How well the text fits; null without a text.")
    matched: str | None = Field(description="The name, handle or id that it fits.")


class FoundPage(Listing[Found]):
    """Nodes: the best match first where a text is given, else the most active."""

    provenance: Provenance


class Alias(Shape):
    """Another id of the actor."""

    id: str
    platform: str | None
    handle: str | None
    has_evidence: bool = Field(
        default=False, description="It was itself seen to act, and is taken as one with the actor."
    )
    first_seen: UtcTime | None = Field(
        default=None, description="First day of the posts whose source gives the actor this id."
    )
    last_seen: UtcTime | None = Field(default=None, description="Last such day.")


class CalledName(Shape):
    """A name that the actor went by."""

    name: str
    first_seen: UtcTime = Field(
        description="First day on which a source shows the actor under the name."
    )
    last_seen: UtcTime = Field(description="Last such day.")


class Assessment(Shape):
    """A source's judgement on the tie to a state: an assessment, not a fact."""

    category: str = Field(description="Of the EEAS FIMI Exposure Matrix.")
    shown: str = Field(description="How to show it; `stateAligned` attributes nothing.")
    state: str = Field(description="Id of the state.")
    assessed_at: str | None = Field(description="Year or date, as the source gives it.")
    statement: Statement


class Total(Shape):
    """All relationships of one type, kind and direction."""

    direction: Direction = Field(description="`out`: its own arrows; `in`: those at it.")
    type: str
    kind: str | None
    neighbours: int = Field(description="How many different nodes.")
    count: int = Field(description="Sum of the counts.")


class Actor(Shape):
    """All that the graph says about a node."""

    node: Node
    platform: str | None
    handle: str | None
    url: str | None
    language: str | None
    region: str | None
    followers: int | None
    description: str | None
    dataset: str | None
    aliases: list[Alias]
    called: list[CalledName] = Field(
        description="Names that it went by, where dated posts show it under them; first day first."
    )
    assessments: list[Assessment]
    totals: list[Total]
    amplified: int = Field(description="How often it amplified or republished others.")
    was_amplified: int = Field(description="How often others amplified or republished it.")
    first_at: UtcTime | None = Field(description="Its earliest dated activity.")
    last_at: UtcTime | None
    provenance: Provenance


class Neighbour(Shape):
    """A relationship and who is at its other end."""

    node: Node
    direction: Direction = Field(description="`out` when the arrow points at them.")
    type: str
    kind: str | None
    count: int
    first_at: UtcTime | None
    last_at: UtcTime | None


class Neighbours(Listing[Neighbour]):
    """Relationships, the strongest first."""

    totals: list[Total] = Field(description="Over all pages, for each direction, type and kind.")
    provenance: Provenance


class LinkReason(Shape):
    """One statement about who is who."""

    type: str = Field(description="ALIAS_OF, SAME_AS or DIFFERENT_FROM.")
    one: str = Field(description="The other id; or the one that is kept.")
    other: str = Field(description="Its bearer; or the one that was merged.")
    effect: Effect = Field(
        description="What came of it; `shared`: several different actors bear the id, so it names "
        "none of them; `overruled`: a person said otherwise."
    )
    source: str | None = Field(description="Who says so.")
    words: str | None = Field(description="Their words, or a person's reason.")
    dataset: str | None
    run: str | None = Field(description="The load, merge or split that wrote it.")
    input: str | None = Field(description="The file that was loaded.")
    at: UtcTime | None = Field(description="When it was written.")
    first_seen: UtcTime | None = Field(
        description="First day of the posts whose source gives the actor the other id; null where "
        "it is not of posts."
    )
    last_seen: UtcTime | None = Field(description="Last such day.")


class Why(Shape):
    """Who an id is, and by whose word."""

    id: str = Field(description="The id that was asked for, normalised.")
    actor: str | None = Field(
        description="The actor that stands for it; null where several different ones bear it."
    )
    members: list[str] = Field(description="Ids with evidence of their own that are this actor.")
    names: list[str] = Field(description="Its other ids.")
    shared: list[str] = Field(description="The different actors that bear it, if several do.")
    called: list[CalledName] = Field(
        description="Names that it went by, where dated posts show it under them; first day first."
    )
    reasons: list[LinkReason]

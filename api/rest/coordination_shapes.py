"""What is answered of coordination: groups that act as one, and what two of them shared."""

from __future__ import annotations

from pydantic import Field

from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime


class CoShare(Shape):
    """One thing that both shared within the window."""

    trace: str
    object: str = Field(
        description="An item's or actor's id, an address, a row of hashtags, a text, ..."
    )
    source_item: str | None = Field(description="The item that carried it.")
    target_item: str | None
    source_at: UtcTime | None
    target_at: UtcTime | None
    source_url: str | None
    target_url: str | None
    lag_seconds: float = Field(description="Negative where the target was first.")
    says: str | None = Field(
        description="Headline of the source's item, or how its text begins; null without one."
    )


class Lead(Shape):
    """Who of two is usually first."""

    leader: str | None = Field(description="Null if both are first equally often.")
    source_first: int
    target_first: int
    simultaneous: int
    median_lag_seconds: float | None = Field(description="Positive where the source leads.")
    p_value: float = Field(description="Binomial test that either is first as often.")


class CoordinatedEdge(Shape):
    """Two actors that share the same things closer in time than chance explains."""

    source: str = Field(description="Which is source and which target means nothing.")
    target: str
    trace: str = Field(description="What they share.")
    window: int = Field(description="Most seconds between two shares.")
    count: int = Field(description="Co-shares.")
    expected: float | None = Field(description="Co-shares expected by chance.")
    p_value: float | None
    q_value: float | None = Field(description="Corrected for the number of pairs in its layer.")
    first_at: UtcTime | None
    last_at: UtcTime | None
    run: str | None
    lead: Lead | None = Field(description="Null unless `evidence` is asked for.")
    evidence: list[CoShare]


class Pushed(Shape):
    """A thing that a group pushes."""

    trace: str
    object: str
    shares: int = Field(description="Items of members that carried it in co-shares.")
    says: str | None = Field(
        description="Headline of one of these, or how its text begins; null without one."
    )


class CoordinatedGroup(Shape):
    """Actors that act as one."""

    number: int = Field(description="1 for the largest.")
    members: list[Node] = Field(description="The most strongly tied first.")
    edges: list[CoordinatedEdge]
    pairs: int = Field(description="Pairs of members that are tied in any layer.")
    cohesion: float = Field(description="These, of all pairs of members.")
    co_shares: int
    traces: dict[str, int] = Field(description="Co-shares by layer.")
    first_at: UtcTime | None
    last_at: UtcTime | None
    targets: list[Pushed] = Field(
        description="What they push most; empty unless `evidence` is asked for."
    )


class CoordinatedGroups(Listing[CoordinatedGroup]):
    """Groups, the largest first."""

    edges: int = Field(description="Significant pairs, counted once in each layer.")
    modularity: float = Field(description="Of the division into groups.")
    provenance: Provenance


class CoShares(Listing[CoShare]):
    """The co-shares of a pair, the earliest first."""

    source: str
    target: str
    leads: dict[str, Lead] = Field(description="Who is first, by layer.")

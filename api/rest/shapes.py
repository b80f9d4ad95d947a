"""Shapes that all answers share: camelCase, times in UTC with `Z`, lists that hide no cap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from graph.answers.credits import MOST_NAMED

T = TypeVar("T")


class Shape(BaseModel):
    """A JSON object of the interface; made from a dataclass by `of`."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        frozen=True,
        serialize_by_alias=True,
        ser_json_inf_nan="null",
    )


def utc(value: Any) -> Any:
    """Bring a time to UTC, where it is if it names no zone; anything else stays as it is."""
    if hasattr(value, "to_native"):  # the driver's own type
        value = value.to_native()
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


UtcTime = Annotated[datetime, BeforeValidator(utc)]
"""ISO 8601 in UTC, with `Z`."""


def _written(value: Any) -> Any:
    """Write the names of parameters in camelCase, and times as everywhere."""
    if isinstance(value, Mapping):
        return {to_camel(str(name)): _written(each) for name, each in value.items()}
    if isinstance(value, str) and value.endswith("+00:00"):
        return f"{value.removesuffix('+00:00')}Z"
    return value


Parameters = Annotated[dict[str, Any], BeforeValidator(_written)]
"""Names and values, as an answer repeats them."""


class DataCredit(Shape):
    """A data set behind an answer, and whom to credit for it; `/v1/datasets` has all of it."""

    dataset: str = Field(description="Name of the data set.")
    credit: str = Field(
        validation_alias=AliasChoices("credit", "line"),
        description="The line to print: title, makers, licence, when it was retrieved. Says so "
        "where nothing is known.",
    )
    license: str | None = Field(description="SPDX identifier or words; null where none is given.")
    license_url: str | None = Field(description="Where the licence stands.")
    url: str | None = Field(
        validation_alias=AliasChoices("address", "url"), description="Where the data set stands."
    )


class Provenance(Shape):
    """How an answer was computed, so that it can be computed again, and from whose data."""

    method: str = Field(description="Name of the computation.")
    parameters: Parameters = Field(description="All of them, defaults included.")
    graph_version: str = Field(description="State of the graph that was asked.")
    seed: int | None = Field(
        default=None, description="Seed of the random numbers, where any were used."
    )
    datasets: list[DataCredit] = Field(
        default=[],
        description=f"Whose data it rests on, that with the most evidence first; {MOST_NAMED} at "
        "most.",
    )
    datasets_total: int = Field(default=0, description="How many data sets these are in all.")


class Node(Shape):
    """An actor, organisation, state or host in one line."""

    id: str = Field(description="Stable key.")
    name: str = Field(description="Name to show; the id where the source gives none.")
    label: str = Field(description="Actor, Organization, State or Host.")
    roles: tuple[str, ...] = Field(description="Outlet, Diplomat, Influencer, Account.")
    country: str | None = Field(description="ISO 3166-1 alpha-2.")


class Member(Shape):
    """A member of a community."""

    node: Node
    strength: float = Field(description="Sum of the counts between it and the other members.")


class Community(Shape):
    """A community."""

    number: int = Field(description="1 for the largest.")
    size: int = Field(description="Members.")
    top: list[Member] = Field(description="The strongest members, strongest first.")
    countries: dict[str, int] = Field(description="Members by country; `unknown` without one.")
    roles: dict[str, int] = Field(description="Members by role; a member may have several.")
    languages: dict[str, int] = Field(description="Members by language; `unknown` without one.")
    kinds: dict[str, int] = Field(description="Evidence between members by kind.")
    internal_edges: int = Field(description="Connected pairs of members.")
    external_edges: int = Field(description="Pairs of a member and somebody outside.")
    internal_weight: float = Field(description="Sum of the counts of the former.")
    external_weight: float = Field(description="Sum of the counts of the latter.")
    modularity: float = Field(description="What it adds to the modularity of the division.")


class Listing(Shape, Generic[T]):
    """A list, or a page of one."""

    items: list[T]
    next_cursor: str | None = Field(
        default=None,
        description="Give it as `cursor`, with the same parameters, for the next page.",
    )
    total: int = Field(description="How many there are in all.")
    truncated: bool = Field(description="True when there are more than those given up to here.")

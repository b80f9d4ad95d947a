"""Parameters that several endpoints take: ids and filters, with their bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from graph.model import PARTY_LABELS, TRAVERSABLE
from graph.snapshot import ACTIVITY_TYPES, SnapshotFilter
from graph.vocabulary import Role

LONGEST_ID: Final = 512
MOST_VALUES: Final = 20
"""Most values of a parameter that may be given several times."""

ROLES: Final = (*(role.value for role in Role), *PARTY_LABELS)
"""What `role` may be: a role of actors, or a label."""

LARGEST_INTEGER: Final = 2**31 - 1

_YEAR_AND_MONTH: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: Any) -> Any:
    """Refuse plain numbers, which would be taken for UNIX seconds."""
    if isinstance(value, str) and not _YEAR_AND_MONTH.match(value):
        raise ValueError("it has to be a date or time in ISO 8601, such as 2022-02-24")
    return value


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("it lies outside the years 1 to 9999 in UTC") from None


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """Return a check that a text is one of `names`."""

    def check(value: str) -> str:
        if value not in names:
            raise ValueError(f"it has to be one of {', '.join(names)}")
        return value

    return check


Moment = Annotated[
    datetime,
    BeforeValidator(_written_out),
    AfterValidator(_in_utc),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
    ),
]
"""A date or time in ISO 8601; UTC where it names no zone."""

RoleName = Annotated[
    str, AfterValidator(one_of(ROLES)), WithJsonSchema({"type": "string", "enum": list(ROLES)})
]
TypeName = Annotated[
    str,
    AfterValidator(one_of(TRAVERSABLE)),
    WithJsonSchema({"type": "string", "enum": list(TRAVERSABLE)}),
]
KindName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
DatasetName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Country = Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$", to_upper=True)]

AnyId = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]
"""An id, or whatever else names an account: `@handle`, an address, a domain."""

_ID_HELP: Final = (
    "An id such as `x:mfa_china`, or any other way to write it: `@MFA_China`, `rt.com`, the "
    "address of a profile or site. An alias stands for the actor that it names."
)
IdInPath = Annotated[AnyId, Path(description=_ID_HELP)]
IdInQuery = Annotated[AnyId, Query(description=_ID_HELP)]

Types = Annotated[
    list[TypeName] | None,
    Query(
        alias="type",
        max_length=MOST_VALUES,
        description=f"Relationship types to follow; {' and '.join(ACTIVITY_TYPES)} if none is "
        "given. May be given several times.",
    ),
]
Kinds = Annotated[
    list[KindName] | None,
    Query(
        alias="kind",
        max_length=MOST_VALUES,
        description="Count only relationships of this kind: retweet, quote, reply, forward, "
        "link, mention, ... May be given several times.",
    ),
]
Since = Annotated[
    Moment | None,
    Query(
        description="Count only what happened then or later: a date or time in ISO 8601, such "
        "as 2022-02-24; UTC if it names no zone."
    ),
]
Until = Annotated[
    Moment | None, Query(description="Count only what happened before, written as `since`.")
]
Countries = Annotated[
    list[Country] | None,
    Query(
        alias="country",
        max_length=MOST_VALUES,
        description="Count only what is between actors of these countries: two letters of ISO "
        "3166-1, as CN. May be given several times.",
    ),
]
Roles = Annotated[
    list[RoleName] | None,
    Query(
        alias="role",
        max_length=MOST_VALUES,
        description="Count only what is between actors of these roles or labels; Actor is any "
        "account or site. May be given several times.",
    ),
]
Datasets = Annotated[
    list[DatasetName] | None,
    Query(
        alias="dataset",
        max_length=MOST_VALUES,
        description="Count only what these data sets say. May be given several times.",
    ),
]
MinCount = Annotated[
    int,
    Query(
        alias="minCount",
        ge=1,
        le=LARGEST_INTEGER,
        description="Count only relationships with at least so much evidence, after all else "
        "was applied.",
    ),
]
Seed = Annotated[
    int,
    Query(
        ge=0,
        le=LARGEST_INTEGER,
        description="Seed of the random numbers: the same gives the same answer.",
    ),
]


async def _wanted(
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    countries: Countries = None,
    roles: Roles = None,
    datasets: Datasets = None,
    min_count: MinCount = 1,
) -> SnapshotFilter:
    return SnapshotFilter(
        since=since,
        until=until,
        kinds=_set(kinds),
        countries=_set(countries),
        roles=_set(roles),
        datasets=_set(datasets),
        min_count=min_count,
    )


def _set(values: list[str] | None) -> frozenset[str] | None:
    return frozenset(values) if values else None


Wanted = Annotated[SnapshotFilter, Depends(_wanted)]
"""The part of the graph that a question is about."""


def types_of(types: list[str] | None) -> tuple[str, ...]:
    """The types to follow: what actors did, where none are named."""
    return tuple(types) if types else ACTIVITY_TYPES

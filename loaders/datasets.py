"""Which data sets are in the graph, how much of it they brought, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.credit import Credit
from graph.database import Database
from graph.errors import AmpnetError
from loaders.credits import credits_in


class UnknownDatasetError(AmpnetError):
    """No load brought a data set of this name."""


@dataclass(frozen=True)
class Dataset:
    """A data set of the graph.

    Attributes:
        name: Its name.
        loads: Loads that brought it, without those that were removed.
        removed: Loads that were removed.
        rows: Rows that they wrote.
        credit: Whose data it is; where nobody said so, it says that itself.
    """

    name: str
    loads: int
    removed: int
    rows: int
    credit: Credit


def datasets(database: Database) -> list[Dataset]:
    """Return the data sets that were loaded, by name."""
    statement = (
        "MATCH (r:Run) WHERE r.kind = 'load' RETURN r.dataset, "
        "sum(CASE r.state WHEN 'removed' THEN 0 ELSE 1 END), "
        "sum(CASE r.state WHEN 'removed' THEN 1 ELSE 0 END), sum(r.written)"
    )
    credits_ = credits_in(database)
    found = (
        Dataset(name, loads, removed, rows, credits_.get(name) or Credit(name))
        for name, loads, removed, rows in database.read(statement).rows
    )
    return sorted(found, key=lambda each: each.name)


def one_of(found: Sequence[Dataset], name: str) -> Dataset:
    """Return the data set of that name.

    Raises:
        UnknownDatasetError: There is none of this name.
    """
    for each in found:
        if each.name == name:
            return each
    raise unknown(name, (each.name for each in found))


def unknown(name: str, names: Iterable[str]) -> UnknownDatasetError:
    """Return the error for a name that no data set has, with those that there are."""
    known = ", ".join(sorted(set(names))) or "none"
    return UnknownDatasetError(f"There is no data set {name!r}.", f"There are: {known}.")

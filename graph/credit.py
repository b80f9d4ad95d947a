"""Whom to credit for a data set, and under what terms it may be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

_NAMED: Final = 3
"""Creators that are named in a line; of more, the first with `et al.`, as citations do."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What is known of a data set; None for what nobody gave.

    Attributes:
        dataset: Its name in the graph.
        title: What its makers call it.
        creators: Who made it.
        publisher: Who published it.
        license: SPDX identifier or expression, or the licence in words.
        license_url: Where the licence stands.
        citation: How its makers ask to be cited.
        doi: Without the resolver's address.
        url: Where it was published.
        retrieved_on: Day on which it was fetched, ISO 8601.
        rights: Further terms and notes.
    """

    dataset: str
    title: str | None = None
    creators: tuple[str, ...] = ()
    publisher: str | None = None
    license: str | None = None
    license_url: str | None = None
    citation: str | None = None
    doi: str | None = None
    url: str | None = None
    retrieved_on: str | None = None
    rights: str | None = None

    @classmethod
    def of(cls, dataset: str, facts: Mapping[str, Any]) -> Credit:
        """Read a `Dataset` node's properties, or a row of them; what is absent stays open."""
        known: dict[str, Any] = {name: facts.get(prop) for name, prop in PROPERTIES.items()}
        known["creators"] = tuple(known["creators"] or ())
        return cls(dataset, **known)

    def properties(self) -> dict[str, Any]:
        """Return it as a `Dataset` node has it, None for what is open, without its id."""
        found = {prop: getattr(self, name) for name, prop in PROPERTIES.items()}
        return {**found, "creators": list(self.creators) or None}

    @property
    def is_empty(self) -> bool:
        """True when nothing is known but the name."""
        return self == Credit(self.dataset)

    @property
    def makers(self) -> str:
        """Who made it in a few words, else who published it; empty where neither is known."""
        if len(self.creators) > _NAMED:
            return f"{self.creators[0]} et al."
        return ", ".join(self.creators) or self.publisher or ""

    @property
    def name(self) -> str:
        """Its title, and what the graph calls it where that is another."""
        if self.title in (None, self.dataset):
            return self.dataset
        return f"{self.title} ({self.dataset})"

    @property
    def address(self) -> str | None:
        """Where it can be found: its DOI's address, else its own."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def line(self) -> str:
        """What has to stand below whatever is made of it, in one line."""
        if self.is_empty:
            return f"{self.dataset}, no credit and no licence given"
        return f"{self.name}{self.by}, {self.terms}{self.fetched}"

    @property
    def by(self) -> str:
        """Who made it, to stand after its name."""
        return f" by {self.makers}" if self.makers else ""

    @property
    def terms(self) -> str:
        """Its licence, or that none is given."""
        return f"licence {self.license}" if self.license else "no licence given"

    @property
    def fetched(self) -> str:
        """When it was retrieved, to stand at the end."""
        return f", retrieved on {self.retrieved_on}" if self.retrieved_on else ""


def _property(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


PROPERTIES: Final[Mapping[str, str]] = {
    field.name: _property(field.name) for field in fields(Credit) if field.name != "dataset"
}
"""From a field's name to the property's in the graph."""


def together(named: Sequence[Credit], total: int | None = None) -> str:
    """Return the credits in one text, as it stands below what cannot hold more.

    Args:
        named: Of the data sets that are named.
        total: How many data sets there are, where not all are named.
    """
    said = "; ".join(each.line for each in named)
    more = (len(named) if total is None else total) - len(named)
    return f"{said}; and {more} more" if more > 0 else said

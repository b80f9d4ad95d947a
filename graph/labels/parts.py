"""What the graph model is written in: labels, relationship types and properties.

`graph.model` has the model itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.vocabulary import Confidence


class PropertyType(StrEnum):
    """What a property holds."""

    STRING = "string"
    STRINGS = "list of strings"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATETIME = "datetime"


@dataclass(frozen=True)
class Property:
    """A property of a node or a relationship.

    Attributes:
        name: camelCase name in the graph.
        type: What it holds.
        description: One sentence for the schema page.
        unit: Unit of a number, empty where there is none.
        values: The values allowed, empty when any is.
        indexed: True when queries look nodes up by it.
    """

    name: str
    type: PropertyType
    description: str
    unit: str = ""
    values: tuple[str, ...] = ()
    indexed: bool = False


@dataclass(frozen=True)
class NodeLabel:
    """A kind of node; its `id` is unique within the label."""

    label: str
    description: str
    properties: tuple[Property, ...]
    also: tuple[str, ...] = ()
    """Second labels that a node of this kind may carry."""


@dataclass(frozen=True)
class RelationshipType:
    """A kind of relationship.

    Attributes:
        type: UPPER_SNAKE name in the graph.
        starts: Labels that it may start from.
        ends: Labels that it may end at.
        description: One sentence, with the direction in words.
        properties: What it carries.
        key: Properties that, with both ends, tell two such relationships apart.
        traversable: True when path and community answers may follow it.
    """

    type: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    description: str
    properties: tuple[Property, ...] = ()
    key: tuple[str, ...] = ()
    traversable: bool = False


def string(name: str, description: str, values: type[StrEnum] | None = None) -> Property:
    """Return a text, one of a vocabulary where `values` names it."""
    allowed = tuple(values) if values else ()
    return Property(name, PropertyType.STRING, description, values=allowed)


def strings(name: str, description: str) -> Property:
    """Return a list of texts."""
    return Property(name, PropertyType.STRINGS, description)


def indexed(name: str, description: str) -> Property:
    """Return a text that queries look nodes up by."""
    return Property(name, PropertyType.STRING, description, indexed=True)


def count(name: str, description: str, unit: str = "") -> Property:
    """Return a whole number."""
    return Property(name, PropertyType.INTEGER, description, unit=unit)


def number(name: str, description: str, unit: str = "") -> Property:
    """Return a number."""
    return Property(name, PropertyType.FLOAT, description, unit=unit)


def time(name: str, description: str, *, indexed: bool = False) -> Property:
    """Return a moment in UTC."""
    return Property(name, PropertyType.DATETIME, description, unit="UTC", indexed=indexed)


ID = string("id", "Stable key, unique within the label.")
RUN_ID = string("runId", "The run that wrote this; `(:Run {id})` says how.")
DATASET = string("dataset", "Name of the data set it came from.")

DETAILS = string("details", "What the source says of it and nothing here holds, as JSON.")

SOURCE = (
    string("source", "Who states this: title of the document or list."),
    string("sourceUrl", "Where the statement can be read."),
    string("archivedUrl", "An archived copy of the source, where known."),
    string("quote", "The words of the source that state it."),
    string("confidence", "How sure the source says it is.", Confidence),
    DATASET,
    RUN_ID,
)
"""The evidence for a statement that somebody made: every tie and assessment carries it."""

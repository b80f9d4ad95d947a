"""Statements that write the graph, made from the model.

They take columns: one list for each property, all of one length, and times as epoch
milliseconds (see `graph.database`). `$id[k]` is the k-th row's id.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph.labels.parts import NodeLabel, Property, PropertyType, RelationshipType
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES

_EACH = "UNWIND range(0, size($id) - 1) AS k"
_EACH_PAIR = "UNWIND range(0, size($start) - 1) AS k"


def node_label(label: str) -> NodeLabel:
    """Return the model of a label; KeyError when the model has none."""
    return _LABELS[label]


def relationship_type(name: str) -> RelationshipType:
    """Return the model of a relationship type; KeyError when the model has none."""
    return _TYPES[name]


@cache
def find_nodes(label: str) -> str:
    """Read the nodes of `$id` that exist: columns id and all their properties as a map."""
    node_label(label)
    return f"{_EACH} MATCH (n:{label} {{id: $id[k]}}) RETURN n.id AS id, properties(n) AS facts"


@cache
def find_properties(label: str, names: tuple[str, ...]) -> str:
    """Read some properties of the nodes of `$id` that exist: columns id and those, in order.

    Of nodes with many properties this takes the driver a fraction of what their maps take.
    """
    known = {p.name for p in node_label(label).properties}
    if not known.issuperset(names):
        raise KeyError(f"not in the model: {sorted(set(names) - known)}")
    columns = ", ".join(("n.id", *(f"n.{name}" for name in names)))
    return f"{_EACH} MATCH (n:{label} {{id: $id[k]}}) RETURN {columns}"


@cache
def create_nodes(label: str, properties: tuple[str, ...], also: tuple[str, ...] = ()) -> str:
    """Create nodes that are known to be missing; column: how many.

    Args:
        label: Label from the model.
        properties: Which properties have a column, besides `id`.
        also: Second labels, from the model.
    """
    model = node_label(label)
    unknown = set(also) - set(model.also)
    if unknown:
        raise KeyError(f"{label} has no second label {sorted(unknown)}")
    labels = ":".join((label, *also))
    values = ", ".join(["id: $id[k]", *assignments(model.properties, properties, ": ")])
    return f"{_EACH} CREATE (n:{labels} {{{values}}}) RETURN count(n) AS written"


@cache
def update_nodes(label: str, properties: tuple[str, ...]) -> str:
    """Set properties of nodes that exist; column: how many were found."""
    sets = assignments(node_label(label).properties, properties, " = ", "n.")
    return f"{_EACH} MATCH (n:{label} {{id: $id[k]}}) SET {', '.join(sets)} RETURN count(n) AS n"


@cache
def add_labels(label: str, seconds: tuple[str, ...]) -> str:
    """Add second labels to nodes that exist; all at once, as the embedded engine needs it.

    That engine moves a node whose labels change, and moves none twice in one transaction.
    """
    if unknown := set(seconds) - set(node_label(label).also):
        raise KeyError(f"{label} has no second label {sorted(unknown)}")
    labels = ":".join(seconds)
    return f"{_EACH} MATCH (n:{label} {{id: $id[k]}}) SET n:{labels} RETURN count(n) AS n"


@cache
def drop_label(label: str, second: str) -> str:
    """Remove a second label; a transaction of its own because the embedded engine needs it so."""
    if second not in node_label(label).also:
        raise KeyError(f"{label} has no second label {second}")
    return f"{_EACH} MATCH (n:{label}:{second} {{id: $id[k]}}) REMOVE n:{second} RETURN count(n)"


@cache
def merge_relationships(
    name: str, start: str, end: str, properties: tuple[str, ...], constants: tuple[str, ...] = ()
) -> str:
    """Create relationships that are missing; those that exist keep what they carry.

    Args:
        name: Type from the model.
        start: Label that `$start` are ids of.
        end: Label that `$end` are ids of.
        properties: Which properties have a column. Key properties must be among them.
        constants: Which properties have one value for all rows, as a plain parameter.

    Returns:
        A statement with one column: how many rows found both ends.
    """
    model = relationship_type(name)
    if start not in model.starts or end not in model.ends:
        raise KeyError(f"{name} does not run from {start} to {end}")
    missing = set(model.key) - {*properties, *constants}
    if missing:
        raise KeyError(f"{name} needs its key {sorted(missing)}")
    key = ", ".join(f"{p}: ${p}[k]" if p in properties else f"{p}: ${p}" for p in model.key)
    sets = assignments(model.properties, set(properties) - set(model.key), " = ", "r.")
    sets += [f"r.{p} = ${p}" for p in constants if p not in model.key]
    pattern = f"[r:{name} {{{key}}}]" if key else f"[r:{name}]"
    on_create = f"ON CREATE SET {', '.join(sets)} " if sets else ""
    return (
        f"{_EACH_PAIR} MATCH (a:{start} {{id: $start[k]}}) MATCH (b:{end} {{id: $end[k]}}) "
        f"MERGE (a)-{pattern}->(b) {on_create}RETURN count(r) AS n"
    )


def assignments(
    model: Iterable[Property], wanted: Iterable[str], between: str, prefix: str = ""
) -> list[str]:
    """Write one assignment of a column's value for each wanted property.

    Args:
        model: Properties of the label or type.
        wanted: Their names; KeyError for one that the model lacks.
        between: What stands between name and value: `: ` in a map, ` = ` after SET.
        prefix: What stands before the name, such as `n.`.
    """
    wanted = set(wanted)
    known = {p.name: p for p in model}
    if not wanted <= known.keys():
        raise KeyError(f"not in the model: {sorted(wanted - known.keys())}")
    return [f"{prefix}{p.name}{between}{_value(p)}" for p in known.values() if p.name in wanted]


def _value(prop: Property) -> str:
    """Write how the k-th value of a column is read."""
    column = f"${prop.name}[k]"
    if prop.type is PropertyType.DATETIME:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE datetime({{epochMillis: {column}}}) END"
    return column


_LABELS = {node.label: node for node in NODE_LABELS}
_TYPES = {relationship.type: relationship for relationship in RELATIONSHIP_TYPES}

"""Shapes of the interface made from the dataclasses of `graph.answers`.

An answer is described once, in its docstring: its fields become members of the JSON object, in
camelCase, and what stands under `Attributes:` their descriptions.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from inspect import cleandoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import Field, create_model

from api.rest.shapes import Community, Member, Node, Provenance, Shape, UtcTime
from graph.answers.communities import Community as FoundCommunity
from graph.answers.communities import Member as FoundMember
from graph.answers.nodes import NodeSummary
from graph.answers.provenance import Provenance as FoundProvenance

_SAME: dict[Any, Any] = {
    FoundCommunity: Community,
    FoundMember: Member,
    FoundProvenance: Provenance,
    NodeSummary: Node,
    datetime: UtcTime,
}
"""What has a shape of its own."""

_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {8,}.*)*)", re.MULTILINE)


@cache
def shape_of(answer: type[Any]) -> type[Shape]:
    """Return the shape of a dataclass, of the dataclasses inside it too.

    Raises:
        TypeError: A field is not described in the docstring.
    """
    said = _descriptions(answer)
    hints = get_type_hints(answer)
    members: dict[str, Any] = {}
    for field in fields(answer):
        if field.name not in said:
            raise TypeError(f"{answer.__name__} does not describe its field {field.name}.")
        members[field.name] = (_shaped(hints[field.name]), Field(description=said[field.name]))
    made: type[Shape] = create_model(
        answer.__name__,
        __base__=Shape,
        __doc__=(answer.__doc__ or "").partition("\n")[0],
        **members,
    )
    return made


def _descriptions(answer: type[Any]) -> dict[str, str]:
    """Read what stands under `Attributes:`."""
    attributes = cleandoc(answer.__doc__ or "").partition("Attributes:")[2]
    found = {}
    for match in _ENTRY.finditer(attributes):
        found[match[1]] = " ".join(match[2].split())
    return found


def _shaped(hint: Any) -> Any:
    """Replace dataclasses by their shapes, wherever they stand in a type."""
    if hint in _SAME:
        return _SAME[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return shape_of(hint)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is None:
        return hint
    shaped = tuple(each if each is Ellipsis else _shaped(each) for each in inside)
    if origin in (Union, types.UnionType):
        return Union[shaped]  # noqa: UP007 - made at run time
    if origin is tuple and Ellipsis in inside:
        return list[shaped[0]]  # type: ignore[valid-type]
    made: Any = dict if origin is Mapping else origin
    return made[shaped]

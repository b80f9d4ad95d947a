"""What countries, languages and groups of them are called in pages; answers keep their codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from graph.answers.groups import BadGroupsError, Dimension, Group

_GROUPS: Final = ("groups", "first", "second")
"""Parameters of an answer that hold groups as they were asked for."""


def country(code: str) -> str:
    """The name of a country in English, as the network view has it; what is no code stays."""
    return _countries().get(code, code)


def language(code: str) -> str:
    """The name of a language in English, also of a variant such as `pt-br`; or the code."""
    base, _, variant = code.replace("_", "-").partition("-")
    name = _languages().get(base.lower())
    return code if name is None else f"{name} ({variant})" if variant else name


def value(text: str, dimension: str | None = None) -> str:
    """What the value of a property is called: of countries and languages the name."""
    if dimension == Dimension.LANGUAGE:
        return language(text)
    return country(text) if dimension in (None, Dimension.COUNTRY) else text


def group(name: str, dimension: str | None = None) -> str:
    """What a group is called that bears its values as a name: `CN,RU` is China, Russia."""
    parts = [(part, value(part, dimension)) for part in name.split(",")]
    return ", ".join(said for _, said in parts) if all(a != b for a, b in parts) else name


def dimensions(parameters: Mapping[str, object]) -> dict[str, Dimension]:
    """By which property each group was told that a question named, by the group's name."""
    return {group.name: group.dimension for group in groups(parameters)}


def groups(parameters: Mapping[str, object]) -> list[Group]:
    """The groups that a question named."""
    asked = [parameters.get(name) for name in _GROUPS]
    texts = [text for each in asked for text in (each if isinstance(each, list) else [each])]
    found: list[Group] = []
    for text in texts:
        try:
            found.append(Group.parse(str(text)))
        except BadGroupsError:
            continue
    return found


@cache
def _countries() -> Mapping[str, str]:
    return {code: name for code, name in Locale("en").territories.items() if code.isalpha()}


@cache
def _languages() -> Mapping[str, str]:
    return Locale("en").languages

"""Reading a query's header: `queries.catalogue` says how it looks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from graph.errors import AmpnetError
from queries.parameters import Parameter, ParameterError, ParameterType
from queries.questions import QUESTIONS

COLUMN_TYPES = frozenset({*ParameterType, "integers", "datetimes"})

_PARAM = re.compile(r"(?P<name>\w+): (?P<type>\w+) = (?P<rest>.+)")
_COLUMN = re.compile(r"(?P<name>\w+): (?P<type>\w+) — (?P<description>.+)")
_USED = re.compile(r"\$(\w+)")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class HeaderError(AmpnetError):
    """A query's file does not say what the catalogue needs.

    Args:
        path: The file.
        line: Number of the line.
        problem: What is wrong there.
        remedy: What to write instead.
    """

    def __init__(self, path: Path, line: int, problem: str, remedy: str = "") -> None:
        super().__init__(f"{path}, line {line}: {problem}.", remedy)


@dataclass(frozen=True)
class Column:
    """One column of the answer."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class CataloguedQuery:
    """A query with everything that its header says.

    Attributes:
        name: Name of the file, without its ending.
        title: The question that it answers, in one line.
        description: What direction and counts mean.
        question: One of `queries.questions`; empty when it answers none of them.
        parameters: In the order of the header.
        columns: In the order of the answer.
        statement: Cypher, without the header and the closing semicolon.
        path: The file.
    """

    name: str
    title: str
    description: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    statement: str
    path: Path

    def typed(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Convert values by name to their types; defaults fill what is missing.

        Raises:
            ParameterError: A value does not fit or a name is unknown.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in parameters.keys() - known.keys():
            near = get_close_matches(name, known, n=1)
            raise ParameterError(
                f"Query {self.name}: there is no parameter {name!r}.",
                f"Did you mean {near[0]!r}?" if near else f"It takes {', '.join(known) or 'none'}.",
            )
        values = {}
        for name, parameter in known.items():
            value = parameters.get(name, parameter.default)
            try:
                values[name] = parameter.typed(value)
            except ValueError as error:
                raise ParameterError(
                    f"Query {self.name}, parameter {name}: {str(value)[:80]!r} does not fit: "
                    f"{error}.",
                    f"The default is {json.dumps(parameter.default)}: {parameter.description}",
                ) from error
        return values


def read_query(path: Path) -> CataloguedQuery:
    """Read one file.

    Raises:
        HeaderError: The header is incomplete, wrong, or does not fit the statement.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise HeaderError(path, 1, "it is not UTF-8", "Save it as UTF-8.") from error
    end = next((k for k, line in enumerate(lines) if not line.startswith("//")), len(lines))
    statement = "\n".join(lines[end:]).strip().removesuffix(";").rstrip()
    title, description, question = "", [], ""
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for number, text in _entries(lines[:end]):
        tag, _, rest = text.partition(" ")
        if not title:
            title = text
        elif tag == "@question":
            question = _question(path, number, rest)
        elif tag == "@param":
            parameters.append(_parameter(path, number, rest))
        elif tag == "@column":
            columns.append(_column(path, number, rest))
        elif tag.startswith("@"):
            raise HeaderError(
                path, number, f"{tag} is not known", "Known are @question, @param, @column."
            )
        elif not columns and not parameters:
            description.append(text)
    query = CataloguedQuery(
        path.stem,
        title,
        "\n".join(description).strip(),
        question,
        tuple(parameters),
        tuple(columns),
        statement,
        path,
    )
    _check(query, end + 1)
    return query


def _entries(header: list[str]) -> Iterator[tuple[int, str]]:
    """Yield line number and text; lines that go on with a tag are joined to it."""
    number, held = 0, ""
    for k, line in enumerate(header, 1):
        text = line.removeprefix("//")
        if held.startswith("@") and text.startswith("   "):
            held += f" {text.strip()}"
            continue
        if held:
            yield number, held
        number, held = k, text.strip()
    if held:
        yield number, held


def _question(path: Path, number: int, text: str) -> str:
    if text not in QUESTIONS:
        raise HeaderError(path, number, f"there is no question {text!r}", "Write Q1 to Q12.")
    return text


def _parameter(path: Path, number: int, text: str) -> Parameter:
    found = _PARAM.fullmatch(text)
    try:
        if not found:
            raise ValueError("it has to be `name: type = default — meaning`")
        kind = ParameterType(found["type"])
        default, end = json.JSONDecoder().raw_decode(found["rest"])
        dash, _, description = found["rest"][end:].partition("— ")
        if dash != " " or not description:
            raise ValueError("` — ` and its meaning have to follow the default")
        parameter = Parameter(found["name"], kind, default, description)
        parameter.typed(default)
    except ValueError as error:
        raise HeaderError(
            path,
            number,
            f"@param {text!r} cannot be read: {error}",
            f"Types are {', '.join(ParameterType)}; the default is JSON.",
        ) from error
    return parameter


def _column(path: Path, number: int, text: str) -> Column:
    found = _COLUMN.fullmatch(text)
    if not found or found["type"] not in COLUMN_TYPES:
        raise HeaderError(
            path,
            number,
            f"@column {text!r} cannot be read",
            f"Write `@column name: type — meaning`; types are {', '.join(sorted(COLUMN_TYPES))}.",
        )
    return Column(found["name"], found["type"], found["description"])


def _check(query: CataloguedQuery, line: int) -> None:
    """Refuse a query whose header and statement do not fit each other."""
    if not _NAME.fullmatch(query.name):
        raise HeaderError(query.path, 1, "the file's name has to be small letters and dashes")
    if not query.title:
        raise HeaderError(query.path, 1, "the first line has to be a comment with the title")
    if not query.statement:
        raise HeaderError(query.path, line, "there is no statement below the header")
    names = [parameter.name for parameter in query.parameters]
    used = set(_USED.findall(query.statement))
    for name in sorted(used - set(names)):
        raise HeaderError(query.path, line, f"${name} has no @param line in the header")
    for name in names:
        if name not in used or names.count(name) > 1:
            raise HeaderError(query.path, line, f"@param {name} is not used, or stands twice")

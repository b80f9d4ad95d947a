"""Mappings: which column of a foreign table is which field of ours."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from graph.errors import AmpnetError


class MappingError(AmpnetError):
    """A mapping that cannot be used."""


@dataclass(frozen=True)
class FieldMapping:
    """How a foreign table says what we want to know.

    Attributes:
        columns: Our field -> the column of the table.
        constants: Our field -> one value for every row, such as `platform: telegram`.
        values: Our field -> the table's word -> our word, such as `kind: {RT: retweet}`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no table and no database can hold; it may come from a shell's arguments.

        Raises:
            MappingError: A name or a value is not UTF-8, or has a NUL in it.
        """
        try:
            said = self.as_json().encode()
        except UnicodeEncodeError as error:
            raise MappingError("A mapping holds bytes that are not UTF-8.") from error
        if b"\\u0000" in said:
            raise MappingError("A mapping holds a NUL character, which is no text.")

    @classmethod
    def parse(cls, pairs: Iterable[str] = (), constants: Iterable[str] = ()) -> FieldMapping:
        """Read `field=column` and `field=value` pairs, as the command line gives them.

        Raises:
            MappingError: A pair has no `=`.
        """
        return cls(columns=_pairs(pairs, "--map"), constants=_pairs(constants, "--set"))

    @classmethod
    def from_yaml(cls, path: Path) -> FieldMapping:
        """Read a mapping file with the keys `columns`, `constants` and `values`.

        Raises:
            MappingError: The file cannot be read or holds something else.
        """
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
            raise MappingError(f"The mapping {path} cannot be read: {error}") from error
        allowed = {"columns", "constants", "values"}
        if not isinstance(data, dict) or not data.keys() <= allowed:
            raise MappingError(
                f"The mapping {path} has keys other than {', '.join(sorted(allowed))}.",
                "See docs/formats.md for an example.",
            )
        parts = {key: data.get(key) or {} for key in allowed}
        words = list(parts["values"].values()) if isinstance(parts["values"], dict) else []
        if not all(isinstance(part, dict) for part in (*parts.values(), *words)):
            raise MappingError(f"In the mapping {path} each key holds `field: ...` lines.")
        return cls(
            columns={str(k): str(v) for k, v in parts["columns"].items()},
            constants={str(k): str(v) for k, v in parts["constants"].items()},
            values={
                str(k): {str(theirs): str(ours) for theirs, ours in v.items()}
                for k, v in parts["values"].items()
            },
        )

    def over(self, other: FieldMapping) -> FieldMapping:
        """Return this mapping laid over another: what this one says wins."""
        columns = {k: v for k, v in other.columns.items() if k not in self.constants}
        return FieldMapping(
            {**columns, **self.columns},
            {**other.constants, **self.constants},
            {**other.values, **self.values},
        )

    def bind(
        self,
        fields: Mapping[str, bool],
        header: Iterable[str],
        where: str,
        synonyms: Mapping[str, tuple[str, ...]] | None = None,
    ) -> dict[str, str | None]:
        """Find the column of each field.

        Args:
            fields: Our fields; True for those that a row cannot do without.
            header: Columns of the table.
            where: Name of the input, for the error.
            synonyms: Field -> column names that mean it when no mapping names one.

        Returns:
            Field -> column, or None for a field that a constant fills or the table lacks.

        Raises:
            MappingError: A field or column is not known, or a needed one is missing.
        """
        names = {_plain(name): name for name in reversed(list(header))}
        for asked in (*self.columns, *self.constants, *self.values):
            if asked not in fields:
                raise MappingError(
                    f"{where}: {asked!r} is not a field of this format{_near(asked, fields)}.",
                    f"Its fields are {', '.join(fields)}.",
                )
        bound: dict[str, str | None] = {}
        for name, needed in fields.items():
            theirs = self.columns.get(name)
            if theirs is None and name in self.constants:
                bound[name] = None
                continue
            tried = (theirs,) if theirs else (name, *(synonyms or {}).get(name, ()))
            column = next((names[_plain(t)] for t in tried if _plain(t) in names), None)
            if column is None and theirs:
                raise MappingError(
                    f"{where} has no column {theirs!r}{_near(theirs, names.values())}.",
                    f"Its columns are {', '.join(map(repr, names.values()))}.",
                )
            if column is None and needed:
                raise MappingError(
                    f"{where} has no column {name!r}.",
                    f"Say which one it is with --map {name}=COLUMN, or give every row one value "
                    f"with --set {name}=VALUE; its columns are "
                    f"{', '.join(map(repr, names.values()))}.",
                )
            bound[name] = column
        return bound

    def translate(self, name: str, value: str) -> str:
        """Return our word for a table's word."""
        words = self.values.get(name)
        return words.get(value, value) if words else value

    def as_json(self) -> str:
        """Return the mapping as one line of JSON with sorted keys."""
        content: dict[str, Any] = {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "values": {k: dict(v) for k, v in self.values.items()},
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False)


def _pairs(pairs: Iterable[str], option: str) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name or not value:
            raise MappingError(f"{option} {pair!r} is not of the form FIELD=VALUE.")
        found[name.strip()] = value.strip()
    return found


def _plain(name: str) -> str:
    """Fold a column name: case, spaces, byte order marks and no-break spaces do not matter."""
    return name.strip("\ufeff\u00a0 \t").replace(" ", "_").lower()


def _near(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {close[0]!r}" if close else ""

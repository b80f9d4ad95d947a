"""A format that is a table: named fields, found by name, read row by row."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from loaders.mapping import FieldMapping
from loaders.records import Record, Refusal, Row, RowError
from loaders.sources import Source

KEY_LENGTH = 2_000
"""Characters of an indexed text. Neo4j indexes at most 8,175 bytes, a character has up to four."""


@dataclass(frozen=True)
class Field:
    """One thing that a format reads from a row.

    Attributes:
        name: What we call it, in mappings and in errors.
        also: Column names that mean the same, tried in order when no mapping names one.
        needed: True when a row is nothing without it.
        description: One sentence for `ampnet formats`.
        indexed: True when it becomes a key or is looked up by: then it must not be longer than
            `KEY_LENGTH`.
    """

    name: str
    also: tuple[str, ...] = ()
    needed: bool = False
    description: str = ""
    indexed: bool = False


class Cells:
    """The cells of one row, by our field names."""

    def __init__(
        self,
        columns: Mapping[str, str | None],
        mapping: FieldMapping,
        indexed: Container[str] = (),
    ) -> None:
        self.columns = columns
        self._indexed = indexed
        self._mapping = mapping
        self.row: Mapping[str, Any] = {}
        self.warnings: list[Refusal] = []

    def value(self, name: str) -> Any:
        """Return the cell as it is, or the mapping's constant; None when there is neither."""
        column = self.columns[name]
        if column is None:
            return self._mapping.constants.get(name)
        return self.row.get(column)

    def text(self, name: str) -> str | None:
        """Return the cell as text without spaces around it; None when it is empty.

        Raises:
            RowError: It is longer than an index takes.
        """
        value = self.value(name)
        if value is None:
            return None
        text = self._mapping.translate(name, str(value).strip().strip("\u00a0"))
        if len(text) > KEY_LENGTH and name in self._indexed:
            raise RowError(name, f"it has {len(text):,} characters; {KEY_LENGTH:,} are allowed")
        return text or None

    def need(self, name: str) -> str:
        """Return the cell as text.

        Raises:
            RowError: It is empty.
        """
        text = self.text(name)
        if text is None:
            raise RowError(name, "it is empty, and the row means nothing without it")
        return text

    def warn(self, name: str, reason: str) -> None:
        """Note that a cell could not be used although the row can."""
        self.warnings.append(Refusal(name, reason))


@dataclass(frozen=True)
class TableFormat:
    """A table with named columns.

    Attributes:
        name: What `--format` calls it.
        description: What it is and what is read from it, in a sentence or two.
        fields: What is read from a row.
        read: From the cells of a row to its records; raises `RowError` to refuse the row.
        recognise: True when a source is surely of this format.
        defaults: The mapping that the caller's is laid over.
        sample: A few lines of it, for people.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    read: Callable[[Cells], tuple[Record, ...]]
    recognise: Callable[[Source], bool]
    sample: str
    defaults: FieldMapping = field(default_factory=FieldMapping)

    def mapping(self, given: FieldMapping) -> FieldMapping:
        """Lay the caller's mapping over this format's, under this format's field names."""
        names = {also: f.name for f in self.fields for also in f.also}

        def ours(part: Mapping[str, Any]) -> dict[str, Any]:
            return {names.get(key, key): value for key, value in part.items()}

        given = FieldMapping(ours(given.columns), ours(given.constants), ours(given.values))
        return given.over(self.defaults)

    def rows(self, source: Source, given: FieldMapping) -> Iterator[Row]:
        """Read a source.

        Raises:
            MappingError: At once, when a needed column is missing or a mapped one unknown.
            SourceError: At once, when the source is no table.
        """
        source.check_table()
        mapping = self.mapping(given)
        bind = partial(self._bind, mapping, source)
        indexed = frozenset(f.name for f in self.fields if f.indexed)
        return self._rows(source, Cells(bind(source.header), mapping, indexed), bind)

    def columns(self, source: Source, given: FieldMapping) -> dict[str, str | None]:
        """Find the column of each field; None for one that a constant fills or the source lacks.

        Raises:
            MappingError: A needed column is missing or a mapped one unknown.
        """
        return self._bind(self.mapping(given), source, source.header)

    def _bind(
        self, mapping: FieldMapping, source: Source, header: Iterable[str]
    ) -> dict[str, str | None]:
        needed = {f.name: f.needed for f in self.fields}
        return mapping.bind(needed, header, source.name, _synonyms(self.fields))

    def _rows(
        self,
        source: Source,
        cells: Cells,
        bind: Callable[[Iterable[str]], dict[str, str | None]],
    ) -> Iterator[Row]:
        known = dict.fromkeys(source.header)
        for line, raw, refusal in source.rows():
            if refusal is not None:
                yield Row(line, raw, refusal=refusal)
                continue
            if not raw.keys() <= known.keys():  # an object of JSON lines has a new field
                known |= dict.fromkeys(raw)
                cells.columns = bind(known)
            cells.row = raw
            cells.warnings = []
            try:
                records = self.read(cells)
            except RowError as error:
                yield Row(line, raw, refusal=error.refusal)
            else:
                yield Row(line, raw, records, warnings=tuple(cells.warnings))


def _synonyms(fields: tuple[Field, ...]) -> dict[str, tuple[str, ...]]:
    return {f.name: f.also for f in fields}


def has_columns(*names: str) -> Callable[[Source], bool]:
    """Return a recogniser: every one of these columns is there."""
    wanted = {name.lower() for name in names}

    def recognise(source: Source) -> bool:
        return wanted <= {name.strip("\ufeff\u00a0 ").lower() for name in source.header}

    return recognise

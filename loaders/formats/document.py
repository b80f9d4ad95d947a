"""What a format is, and the formats that are more than a table: their names are their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from graph.errors import AmpnetError
from loaders.formats.table import Field
from loaders.mapping import FieldMapping, MappingError
from loaders.read.bytes import BROKEN
from loaders.read.json_document import JsonError
from loaders.records import Refusal, Row
from loaders.sources import Source, SourceError


class MissingExtraError(AmpnetError):
    """A format needs packages that are not installed."""


class Format(Protocol):
    """What `ampnet load` needs of a format: a `TableFormat` or a `DocumentFormat`."""

    @property
    def name(self) -> str:
        """Return what `--format` calls it."""

    @property
    def description(self) -> str:
        """Return what it is and what is read from it, in a sentence or two."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return what is read."""

    @property
    def sample(self) -> str:
        """Return a small whole file of it."""

    @property
    def recognise(self) -> Callable[[Source], bool]:
        """Return the test whether a source is surely of this format."""

    def mapping(self, given: FieldMapping) -> FieldMapping:
        """Return the mapping that is in force when the caller gives this one."""

    def rows(self, source: Source, given: FieldMapping) -> Iterator[Row]:
        """Read a source."""


@dataclass(frozen=True)
class DocumentFormat:
    """A format whose files name things themselves; it takes no mapping.

    Attributes:
        name: What `--format` calls it.
        description: What it is and what is read from it, in a sentence or two.
        read: From a source to its rows. Where it raises what a broken file raises, the rows end
            with a refused one.
        recognise: True when a source is surely of this format.
        sample: A small whole file of it.
        fields: What is read of it: name, the format's own names for it, what becomes of it.
        modules: What has to be installed beside the core: the extra `articles`.
        containers: What its files can be, as `Source.container` says it.
    """

    name: str
    description: str
    read: Callable[[Source], Iterator[Row]]
    recognise: Callable[[Source], bool]
    sample: str
    fields: tuple[Field, ...] = ()
    modules: tuple[str, ...] = ()
    containers: tuple[str, ...] = ("json", "jsonl")

    def mapping(self, given: FieldMapping) -> FieldMapping:
        """Return the empty mapping.

        Raises:
            MappingError: The caller gives one.
        """
        if given.columns or given.constants or given.values:
            raise MappingError(
                f"The format {self.name} has names of its own and takes no mapping.",
                "Leave out --map, --set and --mapping.",
            )
        return given

    def rows(self, source: Source, given: FieldMapping) -> Iterator[Row]:
        """Read a source.

        Raises:
            MappingError: At once, when a mapping is given.
            SourceError: At once, when the file is something that the format cannot be.
            MissingExtraError: At once, when the extra that it needs is not installed.
        """
        self.mapping(given)
        if source.container not in self.containers:
            read_from = " or ".join(each.upper() for each in self.containers)
            raise SourceError(
                f"{source.path} is a file of {source.container.upper()}, and the format "
                f"{self.name} is read from {read_from}.",
                "Leave out --format: what a file holds is recognised.",
            )
        if missing := [name for name in self.modules if find_spec(name) is None]:
            raise MissingExtraError(
                f"Reading the format {self.name} needs {' and '.join(missing)}.",
                "Install them with: pip install 'ampnet[articles]'.",
            )
        return self._rows(source)

    def _rows(self, source: Source) -> Iterator[Row]:
        line = 0
        try:
            for row in self.read(source):
                line = row.line
                yield row
        except (*BROKEN, JsonError) as error:
            refusal = Refusal("", f"the file breaks off here: {str(error)[:300]}")
            yield Row(line + 1, {}, refusal=refusal)


def json_paths(*wanted: str) -> Callable[[Source], bool]:
    """Return a recogniser: a JSON document, or JSON lines, has every one of these paths."""
    return lambda source: source.container in {"json", "jsonl"} and source.paths.issuperset(wanted)

"""STIX 2.1 bundles: every object becomes a node or a relationship, none is lost.

The bundle is read twice: objects may refer to objects that stand later. In memory is, of each
object, where it stands in the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.vocabulary import AmplificationKind, Confidence, TimePrecision
from loaders.formats.document import DocumentFormat, json_paths
from loaders.formats.stix_objects import Placed, details, place, text_of
from loaders.formats.table import Field
from loaders.read.json_lines import unfit
from loaders.records import (
    InteractionRecord,
    Record,
    Refusal,
    Row,
    RowError,
    TieRecord,
)
from loaders.records import Source as Statement
from loaders.sources import Source
from loaders.times import parse_time
from loaders.write.parties import label_of

_OBJECTS = "objects.*"
_USES = frozenset({"uses", "resolves-to", "communicates-with"})


@dataclass
class _Index:
    """What the first reading finds: where objects stand, and who states them."""

    ids: dict[str, str] = field(default_factory=dict)
    creators: dict[str, str] = field(default_factory=dict)
    reports: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    bundle: str = "STIX bundle"

    def node(self, reference: str) -> str:
        """Return the node of an object; one that the bundle lacks is an entity."""
        return self.ids.get(reference, f"entity:{reference}")

    def statement(self, found: Mapping[str, Any], quote: str | None) -> Statement:
        """Return who states an object: the report that holds it, else its creator."""
        creator = self.creators.get(str(found.get("created_by_ref")))
        source, url = self.reports.get(found["id"], (creator or self.bundle, None))
        return Statement(source, url, None, quote, _confidence(found.get("confidence")))


def _confidence(value: object) -> Confidence:
    """Translate by the scale None / Low / Med / High of STIX 2.1, appendix A."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 1:
        return Confidence.NOT_STATED
    return Confidence.LOW if value < 30 else Confidence.MODERATE if value < 70 else Confidence.HIGH


def _read(source: Source) -> Iterator[Row]:
    index = _survey(source)
    number = 0
    for path, value in source.elements(_OBJECTS):
        if path != _OBJECTS:
            continue
        number += 1
        raw = value if isinstance(value, dict) else {"_value": value}
        try:
            refusal = unfit(raw)
            if refusal is None:
                yield _row(number, _checked(value), index)
                continue
        except RowError as error:
            refusal = error.refusal
        yield Row(number, raw, refusal=refusal)


def _survey(source: Source) -> _Index:
    index = _Index()
    for path, found in source.elements(_OBJECTS):
        if path == "id" and isinstance(found, str) and unfit(found) is None:
            index.bundle = f"STIX {found}"[:200]
        if path != _OBJECTS or not isinstance(found, dict):
            continue
        try:
            if unfit(_checked(found)) is not None:
                continue
            if found["type"] not in {"relationship", "sighting"}:
                index.ids[found["id"]] = place(found).id
        except RowError:
            continue  # it is refused when it is read
        name = text_of(found, "name")
        if found["type"] == "identity" and name:
            index.creators[found["id"]] = name
        if found["type"] == "report" and name:
            links = found.get("external_references")
            first = (
                next((r for r in links if isinstance(r, dict)), {})
                if isinstance(links, list)
                else {}
            )
            for reference in found.get("object_refs") or ():
                index.reports.setdefault(str(reference), (name, text_of(first, "url")))
    return index


def _checked(found: Any) -> dict[str, Any]:
    """Return an object that has what every object of STIX has.

    Raises:
        RowError: It has not.
    """
    if not isinstance(found, dict):
        raise RowError("", "it is no STIX object: an object has a type and an id")
    for name in ("type", "id"):
        value = found.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= 200:
            raise RowError(
                name, "it is missing, and every STIX object has one of up to 200 letters"
            )
    return found


def _row(number: int, found: dict[str, Any], index: _Index) -> Row:
    if found["type"] == "relationship":
        return Row(number, found, _relationship(found, index))
    if found["type"] == "sighting":
        return Row(number, found, _sighting(found, index))
    placed = place(found)
    warnings = tuple(Refusal(name, "a state has no place for it") for name in placed.unplaced)
    records = placed.record, *_resolutions(found, placed, index)
    return Row(number, found, records, warnings=warnings)


def _relationship(found: dict[str, Any], index: _Index) -> tuple[Record, ...]:
    start, end = (_reference(found, name, index) for name in ("source_ref", "target_ref"))
    kind = text_of(found, "relationship_type")
    if kind is None:
        raise RowError(
            "relationship_type", "it is missing, and a relationship means nothing without"
        )
    shown = "type", "id", "source_ref", "target_ref", "relationship_type", "start_time", "stop_time"
    statement = index.statement(found, text_of(found, "description"))
    facts = {
        "kind": kind[:200],
        "statementId": found["id"],
        "since": text_of(found, "start_time"),
        "until": text_of(found, "stop_time"),
        "details": details(found, *shown),
    }
    facts = {name: value for name, value in facts.items() if value is not None}
    stated = TieRecord(start, "RELATED_TO", end, facts, statement)
    return (stated, *_typed(found, start, kind, end, statement))


def _typed(
    found: dict[str, Any], start: str, kind: str, end: str, statement: Statement
) -> tuple[Record, ...]:
    """Return what a relationship means besides in the words of this model."""
    labels = label_of(start), label_of(end)
    quote = f"{kind}: {statement.quote}" if statement.quote else kind
    stated = statement._replace(quote=quote)
    if labels == ("Actor", "Host") and kind in _USES:
        return (TieRecord(start, "USES", end, {}, stated),)
    if labels == ("Actor", "Organization") and kind == "belongs-to":
        return (TieRecord(start, "OWNED_BY", end, {}, stated),)
    if labels == ("Actor", "Actor") and kind == "amplifies":
        at, precision = _time(found.get("start_time"))
        title = f"{statement.source}: {start} amplifies {end}"
        item = f"stix:{found['id']}"
        unspecified = AmplificationKind.UNSPECIFIED
        return (
            InteractionRecord(
                start, end, unspecified, at, precision, item, statement.sourceUrl, title,
                statement.quote,
            ),
        )  # fmt: skip
    return ()


def _sighting(found: dict[str, Any], index: _Index) -> tuple[Record, ...]:
    """A sighting is a relationship from who saw to what was seen, and an entity of its own."""
    placed = place(found)
    seen = found.get("sighting_of_ref")
    ties = [("sighting-of", seen)]
    seers = found.get("where_sighted_refs")
    ties += [("where-sighted", each) for each in (seers if isinstance(seers, list) else ())]
    return (placed.record, *_references(found, placed, ties, index))


def _resolutions(found: dict[str, Any], placed: Placed, index: _Index) -> tuple[Record, ...]:
    """Read `resolves_to_refs`, by which older bundles tie domains to addresses."""
    refs = found.get("resolves_to_refs")
    if not isinstance(refs, list):
        return ()
    return _references(found, placed, [("resolves-to", each) for each in refs], index)


def _references(
    found: dict[str, Any], placed: Placed, ties: list[tuple[str, Any]], index: _Index
) -> tuple[Record, ...]:
    records: list[Record] = []
    for kind, reference in ties:
        if isinstance(reference, str) and 0 < len(reference) <= 200:
            end = index.node(reference)
            statement = index.statement(found, None)
            facts = {"kind": kind, "statementId": found["id"]}
            records.append(TieRecord(placed.id, "RELATED_TO", end, facts, statement))
            records += _typed(found, placed.id, kind, end, statement)
    return tuple(records)


def _reference(found: dict[str, Any], name: str, index: _Index) -> str:
    reference = found.get(name)
    if not isinstance(reference, str) or not 0 < len(reference) <= 200:
        raise RowError(name, "it is missing, and a relationship has two ends")
    return index.node(reference)


def _time(value: object) -> tuple[int | None, TimePrecision]:
    try:
        return parse_time(value) if value else (None, TimePrecision.DAY)
    except ValueError:
        return None, TimePrecision.DAY  # the relationship keeps it as it was written


STIX = DocumentFormat(
    "stix",
    "A STIX 2.1 bundle, as OpenCTI, MISP and VIGINUM publish. Every object becomes a node, every "
    "relationship a `RELATED_TO` with the source's word for it; what has no property of its own "
    "stands in `details`, as JSON.",
    _read,
    json_paths("objects.*.type", "objects.*.id"),
    '{"type": "bundle", "id": "bundle--1", "objects": [\n'
    ' {"type": "channel", "id": "channel--1", "name": "t.me/rybar"},\n'
    ' {"type": "channel", "id": "channel--2", "name": "t.me/sashakots"},\n'
    ' {"type": "relationship", "id": "relationship--1", "relationship_type": "amplifies",\n'
    '  "source_ref": "channel--2", "target_ref": "channel--1"}]}\n',
    (
        Field("channel", ("user-account",), False, "An `Actor`, by handle, else by name."),
        Field("domain-name", (), False, "An `Actor`: the site."),
        Field("identity", (), False, "An `Organization`; persons and sectors an `Entity`."),
        Field("location", (), False, "A country is a `State`, any other place an `Entity`."),
        Field("ipv4-addr", ("ipv6-addr", "x509-certificate", "infrastructure"), False, "A `Host`."),
        Field("campaign", (), False, "A `Campaign`."),
        Field("attack-pattern", (), False, "A `Technique`, under its DISARM id if it has one."),
        Field("narrative", (), False, "A `Narrative`."),
        Field("relationship", (), False, "`RELATED_TO`; `amplifies` between actors is evidence of "
              "`AMPLIFIED` too, `belongs-to` of `OWNED_BY`, use of a host of `USES`."),
        Field("any other type", (), False, "An `Entity` of that kind."),
    ),
)  # fmt: skip

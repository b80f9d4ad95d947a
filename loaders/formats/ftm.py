"""FollowTheMoney entities as JSON lines, as Aleph and OpenSanctions publish them.

The JSON is read directly; schemata, and which of them are edges with which ends, are those of
FollowTheMoney 4.11 (<https://followthemoney.tech>). The file is read twice, because an entity may
refer to one that stands later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.identity import IdentityError, identify, name_key
from graph.vocabulary import TimePrecision
from loaders.countries import country_code
from loaders.formats.articles import two_letters
from loaders.formats.document import DocumentFormat
from loaders.formats.stix_objects import details
from loaders.formats.table import Field
from loaders.items import link_id
from loaders.records import ActorRecord, EntityRecord, ItemRecord, Record, Row, RowError, TieRecord
from loaders.records import Source as Statement
from loaders.sources import Source
from loaders.times import parse_time
from loaders.write.parties import label_of

_EDGES = {
    "Associate": ("person", "associate"),
    "ContractAward": ("contract", "supplier"),
    "Control": ("controller", "controlled"),
    "CourtCaseParty": ("party", "case"),
    "Debt": ("debtor", "creditor"),
    "Directorship": ("director", "organization"),
    "Documentation": ("document", "entity"),
    "Employment": ("employee", "employer"),
    "Family": ("person", "relative"),
    "Membership": ("member", "organization"),
    "Occupancy": ("holder", "post"),
    "Ownership": ("owner", "asset"),
    "Payment": ("payer", "beneficiary"),
    "ProjectParticipant": ("participant", "project"),
    "Representation": ("agent", "client"),
    "Succession": ("predecessor", "successor"),
    "UnknownLink": ("subject", "object"),
}
_TYPED = {"Ownership": "OWNED_BY", "Control": "CONTROLLED_BY"}
_REFERENCES = ("owner", "parent", "organization", "addressEntity", "document", "resolved", "entity")
_ORGANIZATIONS = frozenset({"Organization", "Company", "PublicBody"})
_KEY = 500

Entity = Mapping[str, Any]
Index = Mapping[str, str]


def _read(source: Source) -> Iterator[Row]:
    index = {
        found["id"]: node
        for _, found, refusal in source.rows()
        if refusal is None
        and _is_entity(found)
        and not (node := _node(found)).startswith("entity:")
    }
    for line, found, refusal in source.rows():
        if refusal is not None:
            yield Row(line, found, refusal=refusal)
            continue
        try:
            records = tuple(_records(_checked(found), index))
        except RowError as error:
            yield Row(line, found, refusal=error.refusal)
        else:
            yield Row(line, found, records)


def _is_entity(found: Entity) -> bool:
    return (
        all(isinstance(found.get(name), str) and found[name] for name in ("id", "schema"))
        and len(found["id"]) <= _KEY
        and isinstance(found.get("properties"), dict)
    )


def _checked(found: Entity) -> Entity:
    if not _is_entity(found):
        reason = f"an entity has an id of up to {_KEY} letters, a schema and properties"
        raise RowError("", reason)
    return found


def _records(found: Entity, index: Index) -> Iterator[Record]:
    """Return what an entity says: a node or an edge, and whom it names."""
    ends = _EDGES.get(found["schema"])
    if ends is not None and all(_values(found, end) for end in ends):
        yield from _edge(found, ends, index)
        return
    node = _node(found)
    yield _record(found, node)
    if found["schema"] == "Article":
        yield from _article(found)
    for name in _REFERENCES:
        for reference in _values(found, name):
            yield _stated(found, node, name, _end(reference, index))
            if name == "owner" and _may(node, end := _end(reference, index)):
                yield TieRecord(node, "OWNED_BY", end, {}, _statement(found))


def _edge(found: Entity, ends: tuple[str, str], index: Index) -> Iterator[Record]:
    """Tie each of the first ends to each of the second."""
    for first in _values(found, ends[0]):
        for second in _values(found, ends[1]):
            start, end = _end(first, index), _end(second, index)
            yield _stated(found, start, found["schema"], end)
            kind = _TYPED.get(found["schema"])
            if kind and _may(end, start):  # from the owned to the owner
                yield TieRecord(end, kind, start, {}, _statement(found))


def _may(start: str, end: str) -> bool:
    """Return True where the model ties such parties by ownership and control."""
    return label_of(start) in {"Actor", "Organization"} and label_of(end) == "Organization"


def _stated(found: Entity, start: str, kind: str, end: str) -> TieRecord:
    facts = {
        "kind": kind,
        "statementId": found["id"],
        "since": _first(found, "startDate", "date"),
        "until": _first(found, "endDate"),
        "details": details(found, "id", "schema"),
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return TieRecord(start, "RELATED_TO", end, known, _statement(found))


def _statement(found: Entity) -> Statement:
    datasets = found.get("datasets")
    names = [str(name) for name in datasets] if isinstance(datasets, list) else []
    url = _first(found, "sourceUrl")
    web = url if url and url.startswith(("http://", "https://")) else None
    return Statement(", ".join(names)[:_KEY] or "FollowTheMoney", web)


def _node(found: Entity) -> str:
    """Return the id of an entity's node."""
    name = _name(found)
    if found["schema"] in _ORGANIZATIONS and any(letter.isalnum() for letter in name):
        return f"org:{name_key(name)}"
    if found["schema"] == "UserAccount" and (username := _first(found, "username")):
        try:
            return identify(username, (_first(found, "service") or "").lower() or None).id
        except IdentityError:
            pass
    return f"entity:ftm:{found['id']}"


def _end(reference: str, index: Index) -> str:
    if len(reference) > _KEY:
        raise RowError("", f"it refers to an id of {len(reference):,} letters; {_KEY} are allowed")
    return index.get(reference, f"entity:ftm:{reference}")


def _record(found: Entity, node: str) -> Record:
    kept = details(found, "schema", "caption")
    name = _name(found)[:_KEY]
    if label_of(node) == "Actor":
        return ActorRecord((node,), (), {"details": kept, "name": name.lstrip("@")})
    facts: dict[str, Any] = {"name": name or found["id"], "kind": found["schema"], "details": kept}
    if country := _country(found):
        facts["country"] = country
    if label_of(node) == "Entity":
        facts |= {"description": _first(found, "description", "summary", "notes")}
        facts |= {"url": _first(found, "sourceUrl")}
    return EntityRecord(node, {key: value for key, value in facts.items() if value is not None})


def _article(found: Entity) -> Iterator[Record]:
    """Read an article with an address as an item, published by its site."""
    url = _first(found, "sourceUrl")
    if url is None or not url.lower().startswith(("http://", "https://")):
        return
    at, precision = None, TimePrecision.DAY
    try:
        site = identify(url).id
        if date := _first(found, "publishedAt", "date"):
            at, precision = parse_time(date)
    except ValueError:  # the entity keeps both as they were written
        site = None
    yield ItemRecord(
        link_id(url), site, at, precision, "article", url, _first(found, "title", "name"),
        _first(found, "bodyText"), two_letters(_first(found, "language")),
    )  # fmt: skip


def _country(found: Entity) -> str | None:
    for name in ("country", "jurisdiction", "mainCountry", "nationality"):
        for value in _values(found, name):
            try:
                return country_code(value)
            except ValueError:
                continue
    return None


def _name(found: Entity) -> str:
    caption = found.get("caption")
    return _first(found, "name", "title", "username") or (
        caption if isinstance(caption, str) else ""
    )


def _first(found: Entity, *names: str) -> str | None:
    return next((value for name in names for value in _values(found, name)), None)


def _values(found: Entity, name: str) -> list[str]:
    values = found["properties"].get(name)
    if isinstance(values, str):
        values = [values]
    if not isinstance(values, list):
        return []
    return [v.strip() for v in values if isinstance(v, str) and v.strip()]


FTM = DocumentFormat(
    "ftm",
    "FollowTheMoney entities, one a line. Every entity becomes a node or an edge; what has no "
    "property of its own stands in `details`, as JSON.",
    _read,
    lambda source: {"id", "schema", "properties"} <= set(source.header),
    '{"id": "a", "schema": "Company", "properties": {"name": ["VGTRK"], "country": ["ru"]}}\n'
    '{"id": "b", "schema": "UserAccount", "properties": {"service": ["Telegram"], '
    '"username": ["vesti"], "owner": ["a"]}}\n'
    '{"id": "c", "schema": "Person", "properties": {"name": ["Somebody"]}}\n'
    '{"id": "d", "schema": "Directorship", "properties": {"director": ["c"], '
    '"organization": ["a"]}}\n',
    (
        Field("Organization", ("Company", "PublicBody"), False, "An `Organization`, by its name."),
        Field("UserAccount", (), False, "An `Actor`, on the service that it names."),
        Field("Article", (), False, "An `Item` at its address, and an `Entity`."),
        Field("Ownership", ("Control",), False, "`OWNED_BY`, `CONTROLLED_BY`, and `RELATED_TO`."),
        Field("Directorship", (*sorted(_EDGES.keys() - {*_TYPED, "Directorship"}),), False,
              "`RELATED_TO` of that kind."),
        Field("any other schema", (), False, "An `Entity` of that kind."),
    ),
)  # fmt: skip

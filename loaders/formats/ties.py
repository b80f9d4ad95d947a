"""Organisations and the formal ties between parties, each with the source that states it."""

from __future__ import annotations

from graph.identity import IdentityError, identify, name_key
from loaders.countries import country_code
from loaders.formats.registry_cells import country
from loaders.formats.statements import SOURCE_FIELDS, date_of, source_of
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.records import OrganizationRecord, Record, RowError, TieRecord

_TYPES = ("OWNED_BY", "CONTROLLED_BY", "HAS_AGREEMENT_WITH", "USES")


def party(text: str) -> str:
    """Return the id of a party: `org:...`, `state:XX`, `host:...` or an actor's id.

    Raises:
        IdentityError: It names none.
        ValueError: The state is no country.
    """
    lead, colon, rest = text.partition(":")
    if colon and lead.lower() in {"org", "host"}:
        return f"{lead.lower()}:{name_key(rest)}" if lead.lower() == "org" else f"host:{rest}"
    if colon and lead.lower() == "state":
        return f"state:{country_code(rest)}"
    return identify(text).id


def _read_organization(cells: Cells) -> tuple[Record, ...]:
    text = cells.text("id")
    name = cells.need("name")
    try:
        organization = party(text) if text else f"org:{name_key(name)}"
    except (IdentityError, ValueError) as error:
        raise RowError("id" if text else "name", str(error)) from error
    if not organization.startswith("org:"):
        raise RowError("id", f"{organization[:80]!r} does not start with 'org:'")
    return (OrganizationRecord(organization, name, country(cells, "country"), cells.text("kind")),)


def _read_tie(cells: Cells) -> tuple[Record, ...]:
    kind = cells.need("type").upper()
    if kind not in _TYPES:
        raise RowError("type", f"{kind[:80]!r} is none of {', '.join(_TYPES)}")
    facts: dict[str, str] = {}
    if kind == "HAS_AGREEMENT_WITH":
        facts["kind"] = cells.need("kind")
        for name in ("since", "until"):
            if when := date_of(cells, name):
                facts[name] = when
    source = source_of(cells)
    return (TieRecord(_end(cells, "start"), kind, _end(cells, "end"), facts, source),)


def _end(cells: Cells, name: str) -> str:
    try:
        return party(cells.need(name))
    except (IdentityError, ValueError) as error:
        if isinstance(error, RowError):
            raise
        raise RowError(name, str(error)) from error


ORGANIZATIONS = TableFormat(
    "organizations",
    "Organisations: owners, controllers, partners.",
    (
        Field("id", (), False, "`org:` and a key; made from the name when missing.", True),
        Field("name", (), True, "Name.", True),
        Field("country", (), False, "Country by name or ISO code."),
        Field("kind", (), False, "What it is: mediaGroup, newsAgency, governmentBody."),
    ),
    _read_organization,
    lambda source: source.header[:2] == ("id", "name") and has_columns("kind", "country")(source),
    "id,name,country,kind\norg:rossiya-segodnya,Rossiya Segodnya,RU,newsAgency\n",
)

TIES = TableFormat(
    "ties",
    "Formal ties: ownership, control, agreements, shared infrastructure. Each row names the "
    "source that states it.",
    (
        Field("start", ("source_id",), True, "The owned, controlled or agreeing party.", True),
        Field("end", ("target_id",), True, "The owner, controller or partner.", True),
        Field("type", (), True, f"One of {', '.join(_TYPES)}."),
        Field("kind", (), False, "Of an agreement: contentExchange, cooperation, jointForum."),
        Field("since", (), False, "Year or date at which it began."),
        Field("until", (), False, "Year or date at which it ended."),
        Field("source", (), True, "Title of the document that states it."),
        *SOURCE_FIELDS,
    ),
    _read_tie,
    lambda source: (
        has_columns("start", "end", "type", "source")(source)
        or has_columns("source_id", "target_id", "type", "source")(source)
    ),
    "start,end,type,kind,since,source,quote\n"
    "org:rossiya-segodnya,org:china-media-group,HAS_AGREEMENT_WITH,contentExchange,2018,"
    '"A paper, 2021","In 2018 ..."\n',
)

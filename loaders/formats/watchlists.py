"""Lists of sites and of missions abroad, as they are found: with gaps, and dirty."""

from __future__ import annotations

from graph.identity import Identity, IdentityError, identify
from graph.vocabulary import AttributionCategory, Role
from loaders.formats.registry_cells import actor, country, handles, key_of
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.records import (
    Assessment,
    EntityRecord,
    Record,
    RowError,
    Source,
    TieRecord,
)

SITES_OF_CONCERN = Source(
    "Sites of concern (Alliance for Securing Democracy at GMF)",
    "https://securingdemocracy.gmfus.org/",
)
EMBASSIES = Source(
    "Embassies and consulates (Alliance for Securing Democracy at GMF)",
    "https://securingdemocracy.gmfus.org/",
)

_PLATFORMS = ("x", "facebook", "youtube", "instagram", "tiktok", "telegram", "vk")


def _read_site(cells: Cells) -> tuple[Record, ...]:
    """A site on a list is an outlet of which the list says nothing but that it is on it."""
    try:
        site = identify(cells.need("domain"))
    except IdentityError as error:
        raise RowError("domain", str(error)) from error
    state = country(cells, "threat_actor")
    listed = cells.text("source") or SITES_OF_CONCERN.source
    source = SITES_OF_CONCERN._replace(quote=f"Source: {listed}")
    assessments = (Assessment(state, AttributionCategory.STATE_LINKED, source),) if state else ()
    named = f"entity:list:{key_of(listed, 'source')}"
    stated = {"kind": "listed-by", "statementId": f"{listed}: {site.id}"}
    return (
        actor(cells, (site,), (Role.OUTLET,), assessments, name=cells.text("name")),
        EntityRecord(named, {"name": listed, "kind": "list"}),
        TieRecord(site.id, "RELATED_TO", named, stated, source),
    )


def _read_mission(cells: Cells) -> tuple[Record, ...]:
    """A mission without accounts goes by its name; its site is another id of it.

    The address of a site never comes first: several consulates share one.
    """
    found = handles(cells, [(name, name) for name in _PLATFORMS])
    name = " ".join((cells.text("name") or "").split())
    if not cells.text("country") and not cells.text("city"):
        name = ""  # what a spreadsheet made of empty cells: "to in"
    if not found and name:
        found = (identify(f"name:{key_of(name, 'name')}"),)
    state = country(cells, "country")
    kind, city, host = cells.text("type"), cells.text("city"), cells.text("state")
    where = ", ".join(part for part in (city, host) if part)
    quote = f"Country: {cells.text('country')}; Type: {kind}; City: {city}; State: {host}"
    assessment = AttributionCategory.OFFICIAL, EMBASSIES._replace(quote=quote)
    return (
        actor(
            cells,
            (*found, *_sites(cells)),
            (Role.DIPLOMAT,),
            (Assessment(state, *assessment),) if state else (),
            name=name or None,
            description=f"{kind} in {where}" if kind and where else kind,
            country=state,
        ),
    )


def _sites(cells: Cells) -> tuple[Identity, ...]:
    return handles(cells, [("website", None)])


SITES = TableFormat(
    "sites-of-concern",
    "A list of sites, with who put them on it. A row becomes an outlet that is `RELATED_TO` the "
    "list; a country as threat actor becomes the list's assessment.",
    (
        Field("domain", (), True, "Address of the site."),
        Field("name", (), False, "Its name.", True),
        Field("threat_actor", (), False, "Country that the list ties it to."),
        Field("source", (), False, "Which list it stands on.", True),
    ),
    _read_site,
    has_columns("Domain", "Threat Actor", "Source"),
    "Threat Actor,Domain,Name,Source\n,https://ria.ru,,EuVsDisinfo\n",
)

MISSIONS = TableFormat(
    "embassies",
    "A list of embassies and consulates with their accounts. A row becomes a diplomat with its "
    "other accounts and its site as aliases; the country that sends it is the assessment.",
    (
        Field("country", (), True, "Country that sends it."),
        Field("type", (), True, "Embassy, Consulate, ..."),
        Field("city", (), True, "Where it is."),
        Field("state", (), False, "Country where it is."),
        Field("name", (), False, "Its name.", True),
        Field("website", (), False, "Address of its site."),
        *(
            Field(name, ("Twitter",) if name == "x" else (), False, f"Handle on {name}.")
            for name in _PLATFORMS
        ),
    ),
    _read_mission,
    has_columns("Country", "Type", "City", "Twitter", "Website"),
    "Country,Type,City,State,Name,Twitter,Website\n"
    "China,Embassy,Ottawa,Canada,China Embassy to Canada in Ottawa,ChinaEmbOttawa,"
    "http://ca.china-embassy.gov.cn/\n",
)

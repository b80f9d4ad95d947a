"""Registries: lists that say who an account belongs to, and who assesses it so."""

from __future__ import annotations

from collections.abc import Callable

from graph.vocabulary import AttributionCategory, Role
from loaders.formats import parts
from loaders.formats.registry_cells import actor, country, handles, key_of, several
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.records import (
    Assessment,
    OrganizationRecord,
    Record,
    RowError,
    Source,
    TieRecord,
)

HAMILTON = Source(
    "Hamilton 2.0 list of accounts, 2024 (Alliance for Securing Democracy at GMF)",
    "https://securingdemocracy.gmfus.org/hamilton-dashboard/",
)
STATE_MEDIA_MATRIX = Source(
    "State Media Matrix (Alliance for Securing Democracy at GMF; State Media Monitor)",
    "https://statemediamonitor.com/",
)

_HAMILTON_TYPES = {
    "Media": (Role.OUTLET, AttributionCategory.STATE_CONTROLLED),
    "Diplomatic/Government": (Role.DIPLOMAT, AttributionCategory.OFFICIAL),
}
# State Media Monitor's typology (Dragomir and Söderström 2021). Independent public and
# independent state-funded media are no attribution to a state.
_MATRIX_TYPES = {
    "SC": AttributionCategory.STATE_CONTROLLED,
    "CaPu": AttributionCategory.STATE_LINKED,
    "CaPr": AttributionCategory.STATE_LINKED,
}


def _read_hamilton(cells: Cells) -> tuple[Record, ...]:
    kind = cells.need("account_type")
    if kind not in _HAMILTON_TYPES:
        raise RowError("account_type", f"{kind[:80]!r} is none of {', '.join(_HAMILTON_TYPES)}")
    role, category = _HAMILTON_TYPES[kind]
    state = country(cells, "category")
    if state is None:
        raise RowError("category", "it is no country")
    quote = f"Category: {cells.text('category')}; Account Type: {kind}"
    return (
        actor(
            cells,
            handles(cells, [(name, name) for name in _HAMILTON_PLATFORMS]),
            (role,),
            (Assessment(state, category, HAMILTON._replace(quote=quote), "2024"),),
            name=cells.text("name"),
            description=cells.text("position"),
            country=state,
        ),
    )


def _read_matrix(cells: Cells) -> tuple[Record, ...]:
    company, asset = cells.text("company"), cells.text("asset")
    name = asset or company
    state = country(cells, "country")
    typology = cells.text("typology")
    category = _MATRIX_TYPES.get((typology or "").rstrip("?"))
    source = STATE_MEDIA_MATRIX._replace(quote=f"Country: {state}; Typology: {typology}")
    record = actor(
        cells,
        handles(cells, _MATRIX_PLATFORMS),
        (Role.OUTLET,),
        (Assessment(state, category, source),) if state and category else (),
        name=name,
        description=typology and f"State Media Monitor typology {typology}",
        country=state,
        region=cells.text("region"),
    )
    if not company or company == asset:
        return (record,)
    owner = company.rstrip("* ")
    owner_id = f"org:{key_of(owner, 'company')}"
    tie_source = STATE_MEDIA_MATRIX._replace(quote=f"Media company: {company}; asset: {asset}")
    return (
        record,
        OrganizationRecord(owner_id, owner, state, "mediaGroup"),
        TieRecord(record.ids[0], "OWNED_BY", owner_id, {}, tie_source),
    )


def _read_actor(cells: Cells) -> tuple[Record, ...]:
    platform = cells.text("platform") or "x"
    found = handles(cells, [("id", platform), *((name, name) for name in _HAMILTON_PLATFORMS)])
    found += tuple(i for i in handles(cells, [("url", None)]) if i not in found)
    roles = tuple(map(_role, several(cells.text("role"))))
    written = cells.text("followers")
    followers = parts.followers(written).get("followers")
    if written is not None and followers is None:
        cells.warn("followers", f"{written[:80]!r} is no whole number")
    return (
        actor(
            cells,
            found,
            roles,
            name=cells.text("name"),
            country=country(cells, "country"),
            region=cells.text("region"),
            language=cells.text("language"),
            description=cells.text("description"),
            followers=followers,
        ),
    )


def _role(word: str) -> Role:
    """Read a role; media and diplomatic accounts go by several names."""
    key = word.strip().lower()
    for role, words in _ROLE_WORDS.items():
        if key in words:
            return role
    raise RowError("role", f"{word[:80]!r} is none of {', '.join(Role)}")


_ROLE_WORDS = {
    Role.OUTLET: {"outlet", "media", "news", "site"},
    Role.DIPLOMAT: {"diplomat", "diplomatic", "government", "diplomatic/government", "embassy"},
    Role.INFLUENCER: {"influencer"},
    Role.ACCOUNT: {"account", "neither", "other"},
}
_HAMILTON_PLATFORMS = (
    *("x", "telegram", "facebook", "youtube", "instagram", "tiktok", "threads"),
    *("vk", "ok", "rumble"),
)
_MATRIX_PLATFORMS = (
    ("url", None),
    ("x", "x"),
    ("telegram", "telegram"),
    ("facebook", "facebook"),
    ("youtube", "youtube"),
    ("instagram", "instagram"),
    ("vk", "vk"),
    ("ok", "ok"),
    ("tiktok", "tiktok"),
    ("rutube", "rutube"),
    ("linkedin", "linkedin"),
)


def _platform_fields(pattern: Callable[[str], tuple[str, ...]], *names: str) -> tuple[Field, ...]:
    return tuple(Field(n, pattern(n), False, f"Handle or address on {n}.") for n in names)


HAMILTON_LIST = TableFormat(
    "hamilton",
    "The Hamilton dashboard's list of accounts of state media and diplomats. A row becomes an "
    "actor with its other handles as aliases, its role and the list's assessment.",
    (
        Field("category", (), True, "The state."),
        Field("account_type", ("Account Type",), True, "Media or Diplomatic/Government."),
        Field("name", (), False, "Display name.", True),
        Field("position", ("Position, Notes, or Reason for Inclusion",), False, "Position."),
        Field("x", ("Twitter ID",), True, "Handle on X."),
        *_platform_fields(
            lambda n: (f"{n.title()} ID", n.title()),
            *(p for p in _HAMILTON_PLATFORMS if p != "x"),
        ),
    ),
    _read_hamilton,
    lambda source: (
        has_columns("Category", "Account Type")(source)
        or has_columns("category", "account_type")(source)
    ),
    "Category,Account Type,Name,Twitter ID\nChina,Media,China Daily,ChinaDaily\n",
)

STATE_MEDIA = TableFormat(
    "state-media-matrix",
    "The State Media Matrix: state media by country and company. A row becomes an outlet, its "
    "company the owner, the typology an assessment.",
    (
        Field("country", (), True, "Country of the outlet."),
        Field("region", (), False, "World region."),
        Field("company", ("Media company",), True, "Company that owns the outlet.", True),
        Field("asset", ("Main assets",), False, "The outlet.", True),
        Field("typology", (), False, "State Media Monitor's typology: SC, CaPu, CaPr, ..."),
        Field("url", (), False, "Address of the site."),
        *_platform_fields(
            lambda n: ("Twitter Link",) if n == "x" else (f"{n} Link", f"{n}.ru link"),
            *(name for name, _ in _MATRIX_PLATFORMS if name != "url"),
        ),
    ),
    _read_matrix,
    has_columns("Media company", "Main assets", "Typology"),
    "Region,Country,Media company,Main assets,URL,Typology\n"
    "Eurasia,Russia,VGTRK,Russia-24,https://www.vesti.ru/,SC\n",
)

ACTORS = TableFormat(
    "actors",
    "Any list of actors: handle or address, name, role, country, followers. Any table with --map.",
    (
        Field("id", ("handle", "@handle", "account", "username"), False, "Handle or id."),
        Field("platform", (), False, "Platform of bare handles, x when nothing says otherwise."),
        Field("name", ("User", "display_name"), False, "Display name.", True),
        Field("role", ("kind", "type"), False, f"One or more of {', '.join(Role)}."),
        Field("country", (), False, "Country by name or ISO code."),
        Field("region", (), False, "World region."),
        Field("language", ("lang",), False, "Main language, ISO 639-1."),
        Field("description", ("bio", "position"), False, "Position or description."),
        Field("followers", ("Followers",), False, "Number of followers."),
        Field("url", ("website", "Domain"), False, "Address of the profile or site."),
        *_platform_fields(lambda n: (f"{n}_handle",), *_HAMILTON_PLATFORMS),
    ),
    _read_actor,
    lambda source: has_columns("handle", "role")(source) or has_columns("@handle", "role")(source),
    "handle,name,role,country,followers\n@MFA_China,Ministry of Foreign Affairs,diplomat,CN,1000\n",
)

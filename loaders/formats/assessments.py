"""Assessments: which source ties which actor to which state, and how."""

from __future__ import annotations

import re

from graph.vocabulary import AttributionCategory
from loaders.countries import country_code
from loaders.formats import parts
from loaders.formats.statements import SOURCE_FIELDS, date_of, source_of
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.records import ActorRecord, Assessment, Record, RowError

_CATEGORIES = {category.lower(): category for category in AttributionCategory}


def _read(cells: Cells) -> tuple[Record, ...]:
    actor = parts.account(cells.need("actor"), cells.text("platform") or "x", "actor")
    try:
        state = country_code(cells.need("state"))
    except RowError:
        raise
    except ValueError as error:
        raise RowError("state", str(error)) from error
    word = cells.need("category")
    category = _CATEGORIES.get(re.sub(r"[\s_\-]", "", word.lower()))
    if category is None:
        raise RowError("category", f"{word[:80]!r} is none of {', '.join(AttributionCategory)}")
    when = date_of(cells, "assessed_at")
    source = source_of(cells)
    facts = {"name": name} if (name := cells.text("name")) else {}
    return (ActorRecord((actor,), (), facts, (Assessment(state, category, source, when),)),)


ASSESSMENTS = TableFormat(
    "assessments",
    "Assessments of actors: each row names the source that ties an actor to a state, and how.",
    (
        Field("actor", ("id", "handle"), True, "Handle, profile address, site or id.", True),
        Field("state", ("country",), True, "Country by name or ISO code."),
        Field("category", (), True, f"One of {', '.join(AttributionCategory)}."),
        Field("source", (), True, "Title of the document that states it.", True),
        *SOURCE_FIELDS,
        Field("assessed_at", ("date",), False, "Year or date of the assessment."),
        Field("name", (), False, "Display name of the actor.", True),
        Field("platform", (), False, "Platform of bare handles, x when nothing says otherwise."),
    ),
    _read,
    lambda source: (
        has_columns("actor", "state", "category", "source")(source)
        or has_columns("actor", "country", "category", "source")(source)
    ),
    "actor,state,category,source,assessed_at\n"
    'domain:rt.com,Russia,state-controlled,"A report, 2024",2024-03\n',
)

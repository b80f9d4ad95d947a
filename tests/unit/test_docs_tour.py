"""The tour's queries pass the guard, and Browser's style names what the model has."""

from __future__ import annotations

import re

from graph.cypher import check
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES
from graph.vocabulary import Role
from tests.support.pages import ROOT, text
from tests.support.tour import steps

TOUR = ROOT / "docs" / "tour.md"


def test_there_are_twenty_queries_and_each_is_a_reading_one_with_a_result() -> None:
    found = steps(text(TOUR))
    assert len(found) == 20
    for query, shown in found:
        check(query)
        assert len(shown.splitlines()) > 1, query


def test_the_style_names_what_there_is() -> None:
    style = text(ROOT / "docs" / "ampnet.grass")
    labels = {label.label for label in NODE_LABELS} | {role.value for role in Role}
    types = {kind.type for kind in RELATIONSHIP_TYPES}
    properties = {p.name for kind in (*NODE_LABELS, *RELATIONSHIP_TYPES) for p in kind.properties}
    assert set(re.findall(r"^node\.(\w+)", style, re.MULTILINE)) <= labels
    assert set(re.findall(r"^relationship\.(\w+)", style, re.MULTILINE)) <= types
    assert set(re.findall(r"\{(\w+)\}", style)) <= properties | {"id"}
    assert style.count("{") == style.count("}")

"""The map of countries: sums that can be added up by hand, arcs that part, and hostile strings."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from api.views.country_map import country_name, render_map
from graph.answers.country_flows import CountryFlows, country_flows
from graph.snapshot import Snapshot
from graph.subgraph import Evidence
from tests.unit.graphs import DAY_MS, snapshot_of

COUNTRIES = ("CN", "RU", "KE", "SG", "US", "BR", "XX", None)


def world() -> Snapshot:
    """Two accounts in each country, one of them in none; some flows, some of them both ways."""
    nodes = [
        {"id": f"x:{code}{k}", "name": f"{code} {k}", "country": code}
        for code in COUNTRIES
        for k in range(2)
    ]
    events = [
        (f"x:{a}0", f"x:{b}{k % 2}", k * DAY_MS)
        for a, b, many in (
            ("KE", "CN", 40),
            ("RU", "CN", 90),
            ("CN", "RU", 12),
            ("SG", "CN", 3),
            ("US", "RU", 7),
            ("BR", "RU", 5),
            ("CN", "CN", 20),
            ("XX", "CN", 2),
            (None, "CN", 6),
        )
        for k in range(many)
    ]
    return snapshot_of(nodes=nodes, events=[e for e in events if e[0] != e[1]])


def test_names_stand_where_they_have_room_and_letters_elsewhere() -> None:
    crowded = ("CN", "US", "BR", "NL", "BE", "LU", "DE", "FR", "CH", "AT", "CZ", "SK", "HU")
    graph = snapshot_of(
        nodes=[{"id": f"x:{code}", "country": code} for code in crowded],
        events=[(f"x:{a}", f"x:{b}", 0) for a in crowded for b in crowded if a != b],
    )
    page = render_map(country_flows(graph))
    names = dict(re.findall(r'<text class="name"[^>]*>([^<]+)<()', page))
    assert {"China", "United States", "Brazil"} <= names.keys()
    short = re.search(r"Two letters stand where a name has no room: ([^.]+)\.", page)
    assert short is not None
    listed = {part[:2]: part[3:] for part in short[1].split(", ")}
    assert 3 <= len(listed) < len(crowded) and not listed.keys() & {"CN", "US", "BR"}
    assert {country_name(code) for code in crowded} == {*names, *listed.values()}


def proved(found: CountryFlows, text: str) -> CountryFlows:
    """The flows with a piece of evidence for each pair, whose every word is a text."""
    piece = Evidence(text, text, datetime(2021, 3, 1, tzinfo=UTC), text, text, text, text, text)
    behind = found.behind
    edges = tuple(replace(edge, kind=text, evidence=(piece,)) for edge in behind.edges)
    nodes = tuple(replace(node, label=text or node.label) for node in behind.nodes)
    return replace(found, behind=replace(behind, nodes=nodes, edges=edges))


def test_flows_add_up() -> None:
    found = country_flows(world())
    counts = {(f.source, f.target): (f.count, f.in_return, f.pairs) for f in found.flows}
    assert counts["RU", "CN"] == (90, 12, 2)
    assert counts["CN", "RU"] == (12, 90, 2)
    assert [f.count for f in found.flows] == [90, 40, 12, 7, 5, 3, 2]
    assert (found.observations, found.inside, found.unknown) == (159, {"CN": 10}, 6)
    ties = [e for e in found.behind.edges if e.source == "x:KE0"]
    assert {(e.target, e.count) for e in ties} == {("x:CN0", 20), ("x:CN1", 20)}
    few = country_flows(world(), limit=2)
    assert (len(few.flows), few.total) == (2, 7)
    assert {e.source for e in few.behind.edges} == {"x:RU0", "x:KE0"}


def test_what_has_no_place_is_said() -> None:
    html = render_map(country_flows(world()))
    assert html.count('class="arc"') == 6
    assert "Not on the map: XX." in html
    assert "Drawn: 6 of 7 flows" in html
    assert country_name("SG") == "Singapore", "too small for a shape, not for a place"
    assert "<script" not in html
    assert 'id="flow-KE-CN"' in html

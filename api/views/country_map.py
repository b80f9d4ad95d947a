"""A map of countries with an arc for each flow of amplification, and its evidence below.

The shapes are Natural Earth's, projected by `tools/make_world.py`; nothing is fetched.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from api.views import called
from api.views.colours import assign
from api.views.leads import Site
from api.views.plain import render_plain
from api.views.text import clean, web_address
from graph.answers.country_flows import CountryFlow, CountryFlows
from graph.subgraph import SubgraphEdge

EVIDENCE_EACH: Final = 3
"""Pieces of evidence for each pair of actors that is named."""

MOST_EVIDENCE: Final = 600

_BOW = 0.22
_WIDEST, _THINNEST = 7.0, 1.2
_ROOM = 15.0
"""Between the numbers on arcs; one that has less is left out: it stands in the table."""

_LETTER = 6.6
"""Width of a letter of a name."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Arc:
    """A flow in the drawing; its words are escaped by the template."""

    id: str
    line: str
    head: str
    width: float
    colour: str
    says: str
    number: Point | None
    count: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A country that amplifies or is amplified."""

    code: str
    name: str
    at: Point
    radius: float
    colour: str
    says: str


def render_map(found: CountryFlows, site: Site | None = None) -> str:
    """The map as HTML text; strings in it may be hostile.

    Args:
        found: The flows, with evidence put to the ties behind them.
        site: Where names and counts lead, where a server shows the page.
    """
    world = _world()
    strength: defaultdict[str, int] = defaultdict(int)
    for flow in found.flows:
        strength[flow.source] += flow.count
        strength[flow.target] += flow.count
    for code, count in found.inside.items():
        strength[code] += count
    codes = [code for code in strength if code in world["countries"]]
    weights = (code for code in codes for _ in range(1 + int(math.log2(strength[code]))))
    colours = assign(weights, "country")
    most = max((strength[code] for code in codes), default=1)
    marks = {code: _mark(code, strength, found.inside, most, colours) for code in codes}
    drawn = [flow for flow in found.flows if flow.source in marks and flow.target in marks]
    largest = max((flow.count for flow in drawn), default=1)
    taken: list[Point] = [mark.at for mark in marks.values()]
    arcs = [_arc(flow, marks, largest, taken) for flow in drawn]
    shown = colours.keys() & marks.keys()
    names = _named(marks.values(), [arc.number for arc in arcs if arc.number])
    return render_plain(
        "map.html.j2",
        found.provenance,
        title="Who amplifies whom, country by country",
        found=found,
        site=site,
        world=world,
        arcs=arcs[::-1],  # the large over the small
        marks=sorted(marks.values(), key=lambda mark: -mark.radius),
        names=names,
        shortened=[f"{m.code} {m.name}" for m in marks.values() if not names[m.code]],
        land=world["land"] + _shapes(world["countries"].keys() - marks.keys()),
        active=_shapes(marks),
        name=country_name,
        anchor=_anchor,
        behind=_behind(found),
        web=web_address,
        apart=sorted({code for f in found.flows for code in (f.source, f.target)} - set(marks)),
        legend=sorted((country_name(code), colours[code]) for code in shown)[:12],
    )


def country_name(code: str) -> str:
    """The name of a country in English, or the code itself."""
    return clean(called.country(code), 60)


@cache
def _world() -> dict[str, Any]:
    file = resources.files("api.views") / "static" / "world.json"
    made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return made


def _shapes(codes: Iterable[str]) -> str:
    countries = _world()["countries"]
    return "".join(countries[code].get("d", "") for code in sorted(codes))


def _anchor(flow: CountryFlow) -> str:
    return f"flow-{flow.source}-{flow.target}"


def _mark(
    code: str, strength: dict[str, int], inside: dict[str, int], most: int, colours: dict[str, str]
) -> _Mark:
    x, y = _world()["countries"][code]["at"]
    own = inside.get(code, 0)
    says = f"{country_name(code)}: {strength[code]:,} observations, {own:,} of them inside"
    radius = round(3 + 9 * math.sqrt(strength[code] / most), 1)
    return _Mark(code, country_name(code), (x, y), radius, colours[code], says)


def _named(marks: Iterable[_Mark], taken: Iterable[Point]) -> dict[str, Point | None]:
    """Where names stand, above or below their marks; None where one would cover something."""
    marks = sorted(marks, key=lambda mark: -mark.radius)
    full: list[Box] = [_around(mark.at, mark.radius, mark.radius) for mark in marks]
    full += [_around((x, y + 2), _ROOM, _LETTER) for x, y in taken]
    found: dict[str, Point | None] = {}
    for mark in marks:
        (x, y), half = mark.at, len(mark.name) * _LETTER / 2
        spots = [(x, y - mark.radius - 3), (x, y + mark.radius + 11)]
        boxes = [_around((x, at - 4), half, 6) for _, at in spots]
        free = (k for k, box in enumerate(boxes) if not any(_meet(box, other) for other in full))
        spot = next(free, None)
        found[mark.code] = None if spot is None else spots[spot]
        full.append(_around((x, spots[0][1] - 4), _LETTER, 6) if spot is None else boxes[spot])
    return found


def _around(at: Point, half: float, up: float) -> Box:
    return at[0] - half, at[1] - up, at[0] + half, at[1] + up


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _arc(flow: CountryFlow, marks: dict[str, _Mark], largest: int, taken: list[Point]) -> _Arc:
    """An arc that bows to its left, so that a flow and its return are two arcs."""
    start, end = marks[flow.source], marks[flow.target]
    (x1, y1), (x2, y2) = start.at, end.at
    far = math.hypot(x2 - x1, y2 - y1) or 1.0
    middle = ((x1 + x2) / 2 + _BOW * (y2 - y1), (y1 + y2) / 2 - _BOW * (x2 - x1))
    width = round(
        _THINNEST + (_WIDEST - _THINNEST) * math.log1p(flow.count) / math.log1p(largest), 1
    )
    head = min(4 + 1.3 * width, far / 3)
    tip = _toward(end.at, middle, end.radius + 1)
    back = _toward(tip, middle, head)
    dx, dy = (tip[0] - back[0]) * 0.45, (tip[1] - back[1]) * 0.45
    wings = ((back[0] - dy, back[1] + dx), (back[0] + dy, back[1] - dx))
    apex = ((x1 + 2 * middle[0] + x2) / 4, (y1 + 2 * middle[1] + y2) / 4)
    free = all(math.hypot(apex[0] - x, (apex[1] - y) * 1.6) > _ROOM for x, y in taken)
    if free:
        taken.append(apex)
    says = f"{start.name} amplified {end.name}: {flow.count:,} observations of {flow.pairs:,} pairs"
    return _Arc(
        id=_anchor(flow),
        line=f"M{_xy(start.at)}Q{_xy(middle)} {_xy(back)}",
        head=f"M{_xy(tip)}L{_xy(wings[0])}L{_xy(wings[1])}Z",
        width=width,
        colour=start.colour,
        says=says,
        number=apex if free else None,
        count=flow.count,
    )


def _toward(start: Point, end: Point, distance: float) -> Point:
    far = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return tuple(a + (b - a) * distance / far for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _behind(found: CountryFlows) -> dict[tuple[str, str], list[tuple[str, str, SubgraphEdge]]]:
    """Names of both ends and the tie, for the ties behind each flow."""
    nodes = {node.id: node for node in found.behind.nodes}
    ties: defaultdict[tuple[str, str], list[tuple[str, str, SubgraphEdge]]] = defaultdict(list)
    for edge in found.behind.edges:
        a, b = nodes[edge.source], nodes[edge.target]
        key = (a.country or "", b.country or "")
        ties[key].append((a.label or a.id, b.label or b.id, edge))
    return ties

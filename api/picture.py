"""A part of the graph as a picture, SVG or PNG: the layout of the page, without a browser.

Marks, colours and places are those of the network view, so that a picture in a paper and the page
that it is taken from look alike. Nothing in it runs, and nothing in it is fetched.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, tostring

import numpy as np

from api.views import colours
from api.views.build import MUTUAL, bends, display_name, laid_out, radii, widths
from api.views.layout import Points
from api.views.network import MAX_NODES
from api.views.text import clean
from graph.exports import EXPORTS, Export, ExportError
from graph.exports.values import fit
from graph.subgraph import Subgraph, most_active

_PAPER, _INK, _MUTED = "#FFFFFF", "#1B1F26", "#5B626E"
_MARGIN, _TOP, _SIDE, _BOTTOM = 48.0, 112.0, 220.0, 72.0
_SMALLEST: Final = (900.0, 560.0)
_MOST_EDGES: Final = 20_000
_CORNERS: Final = {"square": (4, 45.0), "diamond": (4, 0.0), "triangle": (3, -90.0),
                   "hexagon": (6, 0.0), "star": (10, -90.0)}  # fmt: skip
_DRAWN_WITH: Final = "DejaVu Sans, Helvetica, Arial, sans-serif"  # the first knows most scripts
_CREDITED: Final = 5
_LINE: Final = 16.0
_LONGEST_LINE: Final = 180
_LETTER: Final = 6.2  # width of a letter of 11 pixels, about


def write_svg(subgraph: Subgraph, path: Path) -> None:
    """Write the picture; of very many nodes the most active, of very many ties the strongest."""
    ElementTree(_picture(_drawable(subgraph))).write(path, "utf-8", xml_declaration=True)


def write_png(subgraph: Subgraph, path: Path) -> None:
    """Write the same picture as pixels, two for each of its units; resvg draws it.

    Raises:
        ExportError: This machine has no font to write names with.
    """
    if not _has_fonts():
        raise ExportError("This machine has no font to write names with.", "Write SVG instead.")
    picture = _picture(_drawable(subgraph))
    picture.set("font-family", _DRAWN_WITH)
    path.write_bytes(_pixels(tostring(picture, "unicode"), zoom=2))


def _pixels(drawing: str, zoom: int = 1) -> bytes:
    import resvg_py  # noqa: PLC0415  only who wants pixels needs it

    # Our drawing has no image, link or style sheet: nothing is read but the machine's fonts.
    return resvg_py.svg_to_bytes(svg_string=drawing, zoom=zoom)


@cache
def _has_fonts() -> bool:
    """Draw a letter, and look whether anything was drawn."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    letter = f'<text y="9" font-size="9" font-family="{_DRAWN_WITH}">A</text>'
    return _pixels(frame.format(letter)) != _pixels(frame.format(""))


SVG: Final = Export("svg", ".svg", "image/svg+xml", "papers, slides and Inkscape", write_svg)
PNG: Final = Export("png", ".png", "image/png", "documents and messages", write_png)
FORMATS: Final = (*EXPORTS, SVG, PNG)
"""All that a part of the graph can be written as."""


def _drawable(subgraph: Subgraph) -> Subgraph:
    shown = most_active(subgraph, MAX_NODES)
    if len(shown.edges) <= _MOST_EDGES:
        return shown
    total = len(shown.edges) if shown.total_edges is None else shown.total_edges
    strongest = sorted(shown.edges, key=lambda edge: -edge.count)[:_MOST_EDGES]
    return replace(shown, edges=tuple(strongest), total_edges=total)


def _picture(subgraph: Subgraph) -> Element:
    sizes = radii(subgraph, "strength")
    pairs, points = laid_out(subgraph, sizes)
    extent = np.ptp(points, axis=0) + 120 if len(points) else np.zeros(2)
    wide, high = (max(float(a), b) for a, b in zip(extent, _SMALLEST, strict=True))
    whose = _whose(subgraph)
    width, height = wide + 2 * _MARGIN + _SIDE, high + _TOP + _BOTTOM + _LINE * len(whose)
    points = points + np.array([_MARGIN + wide / 2, _TOP + high / 2])
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size,
                           "viewBox": f"0 0 {width:.0f} {height:.0f}",
                           "font-family": "Helvetica, Arial, sans-serif"})  # fmt: skip
    title = subgraph.title or "Amplification network"
    SubElement(root, "title").text = fit(title)
    SubElement(root, "rect", {**size, "fill": _PAPER})
    _words(root, title[:90], _MARGIN, 52, 26, weight="bold")
    _words(root, subgraph.description[:180], _MARGIN, 80, 14, fill=_MUTED)
    palette = colours.scales(subgraph)["country"]
    fills = [palette[colours.category(node, "country")] for node in subgraph.nodes]
    _ties(root, subgraph, pairs, points, sizes, fills)
    _marks(root, subgraph, points, sizes, fills)
    _names(root, subgraph, points, sizes, width)
    _legend(root, subgraph, palette, width - _SIDE)
    below = height - 36 - _LINE * len(whose)
    _words(root, f"{_showing(subgraph)} {subgraph.direction}", _MARGIN, below, 12)
    for k, line in enumerate(whose, start=1):
        _words(root, line, _MARGIN, below + _LINE * k, 11)
    stamp = (subgraph.query, subgraph.graph_version, "ampnet")
    _words(root, " · ".join(filter(None, stamp))[:200], _MARGIN, height - 16, 11, fill=_MUTED)
    return root


def _whose(subgraph: Subgraph) -> list[str]:
    """Return whom to credit, a line for each data set, and how many more there are."""
    named = subgraph.credits[:_CREDITED]
    more = len(subgraph.credits) - len(named)
    lines = [
        line
        for credit in named
        for line in wrap(clean(f"Data: {credit.line}."), _LONGEST_LINE, max_lines=3)
    ]
    return [*lines, f"Data: {more} more data sets."] if more else lines


def _ties(
    root: Element,
    subgraph: Subgraph,
    pairs: list[tuple[int, int]],
    points: Points,
    sizes: list[float],
    fills: list[str],
) -> None:
    """Draw each tie from rim to rim, in the colour of its start, bowed where it has company."""
    group = SubElement(root, "g", {"fill": "none", "opacity": "0.6"})
    lines = zip(subgraph.edges, pairs, bends(pairs), widths(subgraph.edges), strict=True)
    for edge, (a, b), bend, width in lines:
        if a == b:
            continue
        start, end = points[a], points[b]
        across = np.array([start[1] - end[1], end[0] - start[0]])
        middle = (start + end) / 2 + across * bend
        head = 0.0 if edge.type in MUTUAL else 4 + 1.5 * width
        begin = _towards(start, middle, sizes[a])
        tip = _towards(end, middle, sizes[b] + 1)
        back = _towards(tip, middle, head)
        line = f"M{_xy(begin)}Q{_xy(middle)} {_xy(back)}"
        SubElement(group, "path", {"d": line, "stroke": fills[a], "stroke-width": f"{width}"})
        if head:
            side = np.array([back[1] - tip[1], tip[0] - back[0]]) * 0.4
            corners = " ".join(map(_xy, (tip, back + side, back - side)))
            SubElement(group, "polygon", {"points": corners, "fill": fills[a]})


def _marks(
    root: Element, subgraph: Subgraph, points: Points, sizes: list[float], fills: list[str]
) -> None:
    group = SubElement(root, "g", {"stroke": _PAPER, "stroke-width": "1.25", "id": "nodes"})
    for node, (x, y), radius, fill in zip(subgraph.nodes, points, sizes, fills, strict=True):
        mark = _mark(group, colours.shape(node), float(x), float(y), radius, fill)
        SubElement(mark, "title").text = fit(f"{node.label or node.id} ({node.id})")


def _mark(group: Element, shape: str, x: float, y: float, radius: float, fill: str) -> Element:
    if shape not in _CORNERS:
        at = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:.1f}"}
        return SubElement(group, "circle", {**at, "fill": fill})
    corners, turned = _CORNERS[shape]
    reach = radius * (math.sqrt(2) if shape == "square" else 1)
    spots = []
    for k in range(corners):
        angle = math.radians(turned + 360 * k / corners)
        far = reach * (0.45 if shape == "star" and k % 2 else 1)
        spots.append(f"{x + far * math.cos(angle):.1f},{y + far * math.sin(angle):.1f}")
    return SubElement(group, "polygon", {"points": " ".join(spots), "fill": fill})


def _names(
    root: Element, subgraph: Subgraph, points: Points, sizes: list[float], width: float
) -> None:
    """Name the largest marks first, and no mark whose name would cover another name."""
    halo = {"stroke": _PAPER, "stroke-width": "3", "paint-order": "stroke"}
    group = SubElement(root, "g", {"text-anchor": "middle", **halo})
    taken: list[tuple[float, float, float]] = []
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        name = display_name(subgraph.nodes[i])
        half = len(name) * _LETTER / 2
        x = min(max(float(points[i][0]), half + 4), width - half - 4)
        y = float(points[i][1]) + sizes[i] + 12
        if all(abs(y - b) > 13 or abs(x - a) > half + c for a, b, c in taken):
            taken.append((x, y, half))
            _words(group, name, x, y, 11)


def _legend(root: Element, subgraph: Subgraph, palette: dict[str, str], x: float) -> None:
    y = _TOP
    for heading, entries in (
        ("COUNTRY", [(key or "unknown", "dot", palette[key], n) for key, n in _counts(subgraph)]),
        ("ROLE", [(role or "unknown", colours.SHAPES.get(role, "dot"), _MUTED, n)
                  for role, n in Counter(map(colours.main_role, subgraph.nodes)).most_common()]),
    ):  # fmt: skip
        _words(root, heading, x, y, 12, weight="bold", fill=_MUTED)
        for name, shape, fill, count in entries:
            y += 20
            _mark(root, shape, x + 6, y - 4, 6, fill)
            _words(root, f"{name[:20]}  {count}", x + 20, y, 12)
        y += 36


def _counts(subgraph: Subgraph) -> Iterator[tuple[str, int]]:
    """The countries that have a colour of their own, and those who have none."""
    counts = Counter(colours.category(node, "country") for node in subgraph.nodes)
    yield from counts.most_common(len(colours.PALETTE) + 1)


def _showing(subgraph: Subgraph) -> str:
    nodes, edges = len(subgraph.nodes), len(subgraph.edges)
    of_nodes = nodes if subgraph.total_nodes is None else subgraph.total_nodes
    of_edges = edges if subgraph.total_edges is None else subgraph.total_edges
    return f"{nodes:,} of {of_nodes:,} nodes, {edges:,} of {of_edges:,} relationships."


def _words(
    parent: Element, text: str, x: float, y: float, size: int, *, weight: str = "", fill: str = _INK
) -> None:
    style = {"font-weight": weight} if weight else {}
    at = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": f"{size}", "fill": fill, **style}
    SubElement(parent, "text", at).text = fit(text)


def _towards(start: Points, end: Points, distance: float) -> Points:
    way = end - start
    moved: Points = start + way * (distance / max(float(np.hypot(*way)), 1e-9))
    return moved


def _xy(point: Points) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"

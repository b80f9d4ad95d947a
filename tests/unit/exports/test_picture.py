"""The picture is SVG that any reader opens, with nothing in it that runs or is fetched."""

from __future__ import annotations

import struct
from dataclasses import replace
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pytest

from api.picture import FORMATS, SVG
from graph.exports import export_named, write_export
from tests.unit.exports.test_exports import HOSTILE, PARTS

SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "rect", "text", "g", "path", "polygon", "circle"}


@pytest.mark.parametrize("name", list(PARTS))
def test_a_picture_shows_all_of_it_and_runs_nothing(name: str, tmp_path: Path) -> None:
    part, path = PARTS[name], tmp_path / "part.svg"
    write_export(part, path, export_named(None, path, FORMATS))
    root = ElementTree.parse(path).getroot()
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= DRAWN
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in attributes if key.startswith("on") or "href" in key}
    (marks,) = (group for group in root.iter(f"{SPACE}g") if group.get("id") == "nodes")
    assert len(marks) == len(part.nodes)
    tied = sum(edge.source != edge.target for edge in part.edges)
    assert len(root.findall(f".//{SPACE}path")) == tied
    told = "".join(root.itertext())
    assert name != "hostile" or (HOSTILE[0] in told and "\x07" not in told)
    before = path.read_bytes()
    write_export(part, path, SVG)
    assert path.read_bytes() == before, "another time, another picture"


@pytest.mark.parametrize("name", list(PARTS))
def test_pixels_are_those_of_the_picture(name: str, tmp_path: Path) -> None:
    for ending in ("svg", "png"):
        path = tmp_path / f"part.{ending}"
        write_export(PARTS[name], path, export_named(None, path, FORMATS))
    root = ElementTree.parse(tmp_path / "part.svg").getroot()
    found = (tmp_path / "part.png").read_bytes()
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", found[16:24])
    assert (wide, high) == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
    # Compressed, white paper is almost nothing.
    assert len(found) > (30_000 if PARTS[name].nodes else 10_000)


def test_ties_meet_marks_and_all_is_on_the_paper(tmp_path: Path) -> None:
    plain, path = PARTS["plain"], tmp_path / "part.svg"
    dots = replace(plain, nodes=tuple(replace(node, roles=()) for node in plain.nodes))
    write_export(dots, path, SVG)
    root = ElementTree.parse(path).getroot()
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    (group,) = (group for group in root.iter(f"{SPACE}g") if group.get("id") == "nodes")
    marks = [[float(c.get(a, -1)) for a in ("cx", "cy", "r")] for c in group]
    assert len(marks) == len(plain.nodes)
    assert all(r < x < wide - r and r < y < high - r for x, y, r in marks)
    lines = root.findall(f".//{SPACE}path")
    assert lines
    for line in lines:
        x, y = map(float, line.get("d", "").removeprefix("M").partition("Q")[0].split(","))
        assert min(abs(hypot(x - cx, y - cy) - r) for cx, cy, r in marks) < 0.3

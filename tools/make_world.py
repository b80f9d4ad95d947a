"""Make `api/views/static/world.json`, the shapes of countries that the map view draws.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_world.py package

Needs `pycountry`, for the two letters of a country; nothing else in the project does. The shapes
are Natural Earth's at 1:110 million; of states too small for that, the middle is taken from
1:50 million. They are projected once, by Equal Earth (Šavrič, Patterson and Jenny 2018), which
keeps areas true.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pycountry  # type: ignore[import-not-found, unused-ignore]

OUT: Final = Path(__file__).resolve().parents[1] / "api" / "views" / "static" / "world.json"
WIDTH: Final = 1_000
LEFT_OUT: Final = frozenset({"Antarctica"})
UNNUMBERED: Final = {"Kosovo": "XK"}

Point = tuple[float, float]
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)


def main(folder: Path) -> None:
    """Write the file."""
    coarse, fine = (_countries(folder / f"countries-{m}m.json") for m in (110, 50))
    points = [p for _, polygons in coarse.values() for ring in polygons for p in ring]
    left, top = (min(p[k] for p in points) for k in (0, 1))
    scale = WIDTH / (max(p[0] for p in points) - left)
    height = math.ceil((max(p[1] for p in points) - top) * scale)

    def fit(point: Point) -> Point:
        return (point[0] - left) * scale, (point[1] - top) * scale

    found: dict[str, Any] = {}
    land: list[str] = []
    for code, (name, polygons) in (fine | coarse).items():
        rings = [[fit(p) for p in ring] for ring in polygons]
        at = [round(v, 1) for v in _middle(max(rings, key=_area))]
        drawn = "".join(map(_path, rings)) if code in coarse else ""
        if len(code) == 2:
            found[code] = {"name": name, "at": at, **({"d": drawn} if drawn else {})}
        elif drawn:
            land.append(drawn)
    world = {"width": WIDTH, "height": height, "countries": dict(sorted(found.items())),
             "land": "".join(land)}  # fmt: skip
    text = json.dumps(world, ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} countries, {OUT.stat().st_size:,} bytes\n")


def _countries(file: Path) -> dict[str, tuple[str, list[list[Point]]]]:
    """Return name and outer rings of each country by its two letters, or its name without any."""
    world = json.loads(file.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(numbers: list[int]) -> list[Point]:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return [p for k, part in enumerate(parts) for p in (part if k == 0 else part[1:])]

    found = {}
    for each in world["objects"]["countries"]["geometries"]:
        name = each["properties"]["name"]
        if name in LEFT_OUT or "arcs" not in each:
            continue
        several = each["arcs"] if each["type"] == "MultiPolygon" else [each["arcs"]]
        known = pycountry.countries.get(numeric=each["id"]) if "id" in each else None
        code = known.alpha_2 if known else UNNUMBERED.get(name, name)
        parts = (part for polygon in several for part in _cut(ring(polygon[0])))
        found[code] = (name, [[_projected(*point) for point in part] for part in parts])
    return found


def _cut(ring: list[Point]) -> list[list[Point]]:
    """Cut a ring that runs over the 180th meridian in two, one at either rim of the map."""
    turn, whole = 0.0, [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 * ((x - before < -180) - (x - before > 180))
        whole.append((x + turn, y))
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        part = [(x + shift, y) for x, y in whole]
        for side in (1.0, -1.0):
            part = _clipped(part, side)
        parts += [part] if len(part) > 3 else []
    return parts


def _clipped(ring: list[Point], side: float) -> list[Point]:
    """Keep what is west of 180 degrees east, or east of 180 west (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        a, b = 180 - side * x1, 180 - side * x2
        if (a < 0) != (b < 0):
            kept.append((180 * side, y1 + (y2 - y1) * a / (a - b)))
        if b >= 0:
            kept.append((x2, y2))
    return [*kept, kept[0]] if kept else []


def _projected(longitude: float, latitude: float) -> Point:
    turn = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2, t6 = turn**2, turn**6
    a1, a2, a3, a4 = _A
    across = 3 * (9 * a4 * t2**4 + 7 * a3 * t6 + 3 * a2 * t2 + a1)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(turn) / across
    return x, -turn * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


def _area(ring: list[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _middle(ring: list[Point]) -> Point:
    """Return the centroid of the area; of a ring without any, its first point."""
    cross = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    area = sum(c for *_, c in cross) / 2
    if not area:
        return ring[0]
    x, y = (sum((a[k] + b[k]) * c for a, b, c in cross) / (6 * area) for k in (0, 1))
    return x, y


def _path(ring: list[Point]) -> str:
    """Return a ring in halves of a pixel, each point from the one before; "" if it is a dot."""
    spots = [(round(2 * x), round(2 * y)) for x, y in ring]
    kept = [p for k, p in enumerate(spots) if k == 0 or p != spots[k - 1]]
    if len(kept) < 4:
        return ""
    steps = (f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(kept[:-1]))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

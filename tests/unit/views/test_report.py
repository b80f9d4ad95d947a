"""A report: nothing hostile gets through, gaps are shown as such, charts stay in their frame."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.views.charts import EMPTY, HEIGHT, WIDTH, Line, Lines, Matrix
from api.views.layers import Layers
from api.views.leads import cell
from api.views.report import MOST_ROWS, Report, Table, render_report, report_policy
from api.views.reports.asymmetry import asymmetry_report, matrix_report
from api.views.reports.change import change_report, tracking_report
from api.views.reports.infrastructure import infrastructure_report
from api.views.reports.ties import ties_report
from graph.answers.asymmetry import asymmetry
from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.change import change
from graph.answers.groups import Group
from graph.answers.infrastructure import infrastructure
from graph.answers.periods import Span
from graph.answers.ties import ties
from graph.answers.tracking import track
from graph.answers.windows import around, every
from tests.unit.graphs import DAY_MS, snapshot_of

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e"
START = datetime(2022, 1, 1, tzinfo=UTC)


def hostile() -> Report:
    lines = [(START + timedelta(days=k), float(k % 7)) for k in range(30)]
    return Report(
        title=EVIL,
        standfirst=EVIL,
        sections=(
            Table(EVIL, [{EVIL: EVIL, "b": None}] * 3, EVIL),
            Lines(
                EVIL,
                (Line(EVIL, lines, [(t, v, v + 1) for t, v in lines]),),
                marks=((START, EVIL),),
            ),
            Layers(EVIL, {(0, EVIL): EVIL, (1, EVIL): EVIL}, [((0, EVIL), (1, EVIL), 3)], EVIL),
            Matrix(EVIL, (EVIL,), (EVIL,), ((EVIL,),), ((0.5,),)),
        ),
        limits=(EVIL,),
    )


def test_hostile_text_stays_text() -> None:
    page = render_report(hostile())
    assert "<script" not in page and "<img" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert "style=" not in page, "the policy lets no inline style through"
    assert report_policy() in page.replace("&#39;", "'")
    assert not re.findall(r"(?:src|href)=\"(?!data:,)", page)


def test_charts_stay_in_their_frame() -> None:
    page = render_report(hostile())
    for points in re.findall(r'points="([^"]+)"', page):
        for point in points.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT
    flat = Lines("one", (Line("a", [(START, 3.0)]),))
    assert flat.x(START) and flat.y(3.0) < flat.y(0.0)
    many = Lines("many", (Line("a", [(START, 0.0), (START + timedelta(1), 1_390.0)]),))
    assert [value for _, value in many.ticks] == ["0", "500", "1,000"]
    assert [value for _, value in flat.ticks] == ["0", "1", "2", "3"]
    ratios = Lines(
        "r", (Line("a", [(START, 0.1), (START + timedelta(1), 10.0)]),), logarithmic=True
    )
    middle = ratios.y(1.0)
    assert abs((ratios.y(0.1) - middle) - (middle - ratios.y(10.0))) < 0.2


def test_cells_and_cut_tables() -> None:
    values = (None, True, 1234567, 0.123456, 123456.7, START, START.replace(hour=5), ["a", 2], "x")
    shown = [
        "",
        "yes",
        "1,234,567",
        "0.123",
        "123,457",
        "2022-01-01",
        "2022-01-01 05:00",
        "a, 2",
        "x",
    ]
    assert [cell(value) for value in values] == shown
    assert (cell(0), cell(0.0), cell(False)) == ("0", "0", "no")
    long = Table("t", [{"a": k} for k in range(MOST_ROWS + 5)])
    assert long.cut == "1,000 of 1,005 rows."
    assert Table("t", [], total=None).cut == ""
    assert Table("t", [{"a": 1}], total=7).cut == "1 of 7 rows."
    assert Table("t", [{"a": 1}], total=1).cut == ""
    assert EMPTY in render_report(Report("t", "s", (Table("t", []),)))


def test_a_row_under_other_headings_is_refused() -> None:
    for other in ({"b": 1, "a": 2}, {"a": 1}, {"a": 1, "b": 2, "c": 3}):
        with pytest.raises(ValueError, match="different headings"):
            Table("t", [{"a": 1, "b": 2}, other])


def test_the_darkest_shade_of_a_matrix_is_four_times_chance() -> None:
    graph = snapshot_of(
        nodes=[{"id": f"x:{n}", "country": "AA" if n < "c" else "BB"} for n in "abcd"],
        events=[(f"x:{a}", f"x:{b}", k * DAY_MS) for k in range(9) for a, b in ("ac", "ca")],
    )
    found = asymmetry_matrix(
        graph, (Group.parse("country:AA"), Group.parse("country:BB")), samples=19
    )
    for counts, expected, shades in (
        (((9, 7), (0, 9)), ((1.0, 1.375), (100.0, 1.0)), [[None, 1.0], [-1.0, None]]),
        (((9, 3), (3, 9)), ((1.0, 1.25), (6.5, 1.0)), [[None, 0.5], [-0.5, None]]),
    ):
        matrix, _ = matrix_report(replace(found, counts=counts, expected=expected)).sections
        assert isinstance(matrix, Matrix)
        assert [[s and round(s, 9) for s in row] for row in matrix.shades] == shades


def test_every_answer_has_a_page_also_of_nothing() -> None:
    nodes = [{"id": f"x:{n}", "name": EVIL, "country": "AA" if n < "c" else "BB"} for n in "abcd"]
    full = snapshot_of(
        nodes=nodes,
        events=[(f"x:{a}", f"x:{b}", k * DAY_MS) for k in range(40) for a, b in ("ac", "ca", "bd")],
    )
    a, b = Group.parse("country:AA"), Group.parse("country:BB")
    windows = around(datetime(1970, 1, 21, tzinfo=UTC), 20)
    for graph in (full, snapshot_of(nodes=nodes)):
        months = every(graph, Span.MONTH) or windows
        for report in (
            asymmetry_report(asymmetry(graph, a, b, samples=19)),
            matrix_report(asymmetry_matrix(graph, (a, b), samples=19)),
            change_report(change(graph, *windows), track(graph, windows)),
            tracking_report(track(graph, months)),
            infrastructure_report(infrastructure(graph)),
            ties_report(ties(graph, samples=19)),
        ):
            page = render_report(report)
            assert "<script" not in page
            assert report.provenance[0].method in page
            assert "What it does not say" in page


def test_layers_stand_in_columns_and_their_lines_meet_the_marks() -> None:
    marks = {(0, "a"): "A", (1, "m"): "M" * 80, (2, "z"): "Z", (2, "y"): "Y"}
    links = [((0, "a"), (1, "m"), 9.0), ((1, "m"), (2, "z"), 1.0), ((1, "m"), (2, "y"), 2.0)]
    drawn = Layers("Title", marks, links)
    xs = [x for x, *_ in drawn.spots]
    assert xs[0] < xs[1] < xs[2] == xs[3]
    assert all(0 < y < drawn.height - 19 for _, y, *_ in drawn.spots)
    assert len(drawn.spots[1][2]) < 40
    widths = [width for _, width, _ in drawn.curves]
    assert widths[0] > widths[2] > widths[1] >= 1
    x, y, *_ = drawn.spots[0]
    assert drawn.curves[0][0].startswith(f"M{x} {y}C")
    page = render_report(Report("T", "s", (drawn, Layers("None", {}, ()))))
    assert page.count('class="flow"') == 3
    assert EMPTY in page

"""Whose data a page shows: named in every foot, whatever is in it, and nothing of it runs."""

from __future__ import annotations

import re
from pathlib import Path

from api.picture import SVG
from api.views.credits import notice, notice_of
from api.views.network import render_network
from api.views.report import Report, render_report
from graph.answers.credits import MOST_NAMED
from graph.answers.provenance import Provenance
from graph.credit import Credit
from tests.unit.views.samples import credited

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e{{ 7*7 }}"
HOSTILE = Credit(
    EVIL,
    title=EVIL,
    creators=(EVIL,),
    publisher=EVIL,
    license=EVIL,
    license_url="javascript:alert(3)",
    citation=EVIL,
    doi=EVIL,
    url="javascript:alert(4)",
    retrieved_on=EVIL,
    rights=EVIL,
)
FULL = Credit(
    "mentions",
    title="Mentions",
    creators=("Ada",),
    license="CC-BY-4.0",
    license_url="https://spdx.org/licenses/CC-BY-4.0.html",
    doi="10.5281/zenodo.1",
    retrieved_on="2024-05-31",
)


def test_a_line_names_makers_licence_and_day_with_where_they_stand() -> None:
    html = str(notice([FULL, Credit("bare")], 4))
    assert re.sub("<[^>]*>", "", html) == (
        "Data: Mentions (mentions) by Ada, licence CC-BY-4.0, retrieved on 2024-05-31; "
        "bare, no credit and no licence given; and 2 more data sets."
    )
    links = re.findall('href="([^"]*)"', html)
    assert links == ["https://doi.org/10.5281/zenodo.1", FULL.license_url]
    assert notice([]) == ""
    many = [Credit(f"d{k}") for k in range(MOST_NAMED + 5)]
    assert notice(many).endswith("and 5 more data sets.")
    one, other = (Provenance("m", {}, "1", None, some, 30) for some in ((FULL,), (FULL, many[0])))
    assert notice_of([one, other]).count("Mentions (mentions)") == 1
    assert notice_of([one, other]).endswith("and 29 more data sets.")


def test_nothing_hostile_in_a_credit_gets_into_a_page() -> None:
    html = str(notice([HOSTILE]))
    assert "<script" not in html and "<img" not in html and "javascript:" not in html
    assert "&lt;script&gt;" in html and "\u202e" not in html and "href" not in html
    how = Provenance("m", {}, "1", 1, (HOSTILE,), 1)
    report = render_report(Report("T", "S", (), provenance=[how]))
    assert "<script" not in report and "javascript:alert" not in report
    assert "{{ 7*7 }}" in report and "Data: " in report
    page = render_network(credited(HOSTILE))
    assert "<script>alert" not in page and "\\u003cscript\\u003ealert" in page


def test_a_network_and_its_picture_say_whose_data_they_are(tmp_path: Path) -> None:
    assert f'"line":"{FULL.line}"' in render_network(credited(FULL))
    SVG.write(credited(FULL, *(Credit(f"d{k}") for k in range(7))), tmp_path / "p.svg")
    drawn = (tmp_path / "p.svg").read_text("utf-8")
    assert f"Data: {FULL.line}." in drawn and "Data: 3 more data sets." in drawn

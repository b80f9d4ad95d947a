"""One HTML file of numbers: sentences, tables, lines over time and a matrix, without any script.

It is for answers that are not networks. As with the network view, nothing is fetched, every text
is escaped, and a content security policy says so; here it lets no script run at all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from api.release import release
from api.views import seal
from api.views.charts import EMPTY, Lines, Matrix
from api.views.credits import notice_of
from api.views.environment import environment
from api.views.layers import Layers
from api.views.leads import Site, is_number
from api.views.leads import written as with_leads
from api.views.text import asked
from api.views.words import written
from api.views.writing import write_page
from graph.answers.provenance import Provenance

MOST_ROWS: Final = 1_000
"""Of a table in a page; the page says how many there are."""


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Attributes:
        title: Headline.
        rows: Each cell (text, number, time, None, or see `api.views.leads`) under its heading, as
            every row has it.
        note: How to read it.
        total: How many rows there are; None means those that are given.
        empty: What to say, and what to do, where there are no rows.
        lead: Where its cells lead; said where a server shows it.
    """

    title: str
    rows: Sequence[Mapping[str, Any]]
    note: str = ""
    total: int | None = None
    empty: str = EMPTY
    lead: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit under the first one's headings."""
        if any(list(row) != self.columns for row in self.rows):
            raise ValueError(f"The rows of {self.title!r} have different headings.")

    @property
    def columns(self) -> list[str]:
        """The headings; none where there are no rows."""
        return list(self.rows[0]) if self.rows else []

    @property
    def shown(self) -> list[list[Any]]:
        """The cells of the rows that the page holds."""
        return [list(row.values()) for row in self.rows[:MOST_ROWS]]

    @property
    def cut(self) -> str:
        """What to say where not all rows are shown."""
        total = len(self.rows) if self.total is None else self.total
        return f"{len(self.shown):,} of {total:,} rows." if total > len(self.shown) else ""


Section = Table | Lines | Matrix | Layers
"""A part of a page, under a headline of its own."""


@dataclass(frozen=True)
class Report:
    """A page.

    Attributes:
        title: Headline.
        standfirst: What was found, in a sentence or a few.
        sections: Tables, lines, matrices and layers, in order.
        limits: What it does not say.
        provenance: How it was computed; several where it holds several answers.
    """

    title: str
    standfirst: str
    sections: Sequence[Section]
    limits: Sequence[str] = ()
    provenance: Sequence[Provenance] = field(default_factory=tuple)


def render_report(report: Report, site: Site | None = None) -> str:
    """Return the page as HTML text; every string in it may be hostile.

    Args:
        report: What it says.
        site: Where its names and counts lead, where a server shows it; nowhere in a file.
    """
    stamps = [_stamp(each) for each in report.provenance]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            site=site,
            say=lambda value: with_leads(value, site),
            kind_of=lambda section: type(section).__name__.lower(),
            stamps=stamps,
            data=notice_of(report.provenance),
            generated=written(datetime.now(UTC)),
            version=release(),
            policy=report_policy(),
            style=Markup(_style()),  # noqa: S704  our own file
        )
    )


def write_report(report: Report, path: str | os.PathLike[str]) -> Path:
    """Write the page to a file, whole or not at all, and return its path."""
    return write_page(render_report(report), path)


@cache
def report_policy() -> str:
    """The page's policy, see `api.views.seal`."""
    return seal.policy(_style())


def _stamp(found: Provenance) -> Mapping[str, str]:
    return {
        "method": found.method,
        "parameters": asked(found.parameters),
        "graph": found.graph_version,
        "seed": "" if found.seed is None else str(found.seed),
    }


@cache
def _environment() -> Environment:
    made = environment("api.views")
    made.tests["a_number"] = is_number
    return made


@cache
def _style() -> str:
    return seal.static("report.css")

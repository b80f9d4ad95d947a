"""`ampnet change` and `ampnet track`: what changed, and how communities live on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from api.asking.beside import ANSWERS, Answer
from api.asking.windows import two_windows
from api.cli.foretelling import foretell_divisions
from api.cli.giving import give
from api.cli.opening import database_of, settings_of, view_of, window
from api.cli.options import TIME, Home, Html, Json, Kinds, Seed, Since, Until
from api.cli.output import document, say, table
from api.views.beside import dressed_beside, render_beside
from api.views.report import Report
from api.views.reports.change import change_report, tracking_report
from api.views.words import interval
from api.views.writing import write_page
from graph.answers.beside import network_beside
from graph.answers.change import ChangeAnswer, Shifts
from graph.answers.change import change as compare
from graph.answers.partition import Method
from graph.answers.periods import Span
from graph.answers.tracking import TrackingAnswer
from graph.answers.tracking import track as follow
from graph.answers.windows import Window, every, side_by_side
from graph.snapshot import Snapshot
from graph.vocabulary import AmplificationKind


def change(
    event: Annotated[
        dt.datetime | None,
        typer.Argument(
            metavar=f"[{TIME}]",
            help="Compare the days before it with those from it on; in UTC.",
        ),
    ] = None,
    days: Annotated[int, typer.Option(help="Length of these two windows, in days.")] = 60,
    before: Annotated[
        str | None,
        typer.Option(help="Instead of an event: the first window, as 2021-01-01/2021-07-01."),
    ] = None,
    after: Annotated[
        str | None, typer.Option(help="Instead of an event: the second window.")
    ] = None,
    answer: Annotated[
        Answer | None, typer.Option(help="Print this answer for both windows, as JSON.")
    ] = None,
    seed: Seed = 1,
    limit: Annotated[
        int,
        typer.Option(help="Most to list of each: pairs, amplifiers, amplified; rising and fading."),
    ] = 10,
    kinds: Kinds = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Write both windows as networks side by side to this HTML file."),
    ] = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Compare two windows: who amplifies whom more, or less, than before.

    For example: ampnet change 2022-02-24 --days 90
    """
    windows = two_windows(event, days, before, after)
    if pictures is not None:
        _draw(windows, kinds, pictures, home)
    with view_of(home, kinds=kinds) as view:
        if answer is not None:
            one, other = side_by_side(view, *windows, ANSWERS[answer])
            document({"answer": answer, "before": one, "after": other})
            return
        found = compare(view, *windows, limit=limit)

        def page(found: ChangeAnswer) -> Report:
            return change_report(found, follow(view, windows, Method(seed=seed)))

        give(found, _say_change, page, html=html, json=json)


def _draw(
    windows: tuple[Window, Window],
    kinds: list[AmplificationKind] | None,
    out: Path,
    home: Path | None,
) -> None:
    """Write the page of pictures; its evidence is in the database only."""
    settings = settings_of(home)
    with database_of(settings, read_only=True) as database:
        view = Snapshot.open(database, settings.cache).filter(window(None, None, kinds))
        found = dressed_beside(network_beside(view, *windows), database, view)
        write_page(render_beside(found), out)


def _say_change(found: ChangeAnswer) -> None:
    _say_shifts("amplifier", "amplified", found.pairs)
    _say_shifts("amplifier", "", found.amplifiers)
    _say_shifts("", "amplified", found.amplified)
    say(found.reading)
    say(f"{found.undated} items of unknown time; graph {found.provenance.graph_version}")


def _say_shifts(source: str, target: str, shifts: Shifts) -> None:
    for name, listed in (("rising", shifts.rising), ("fading", shifts.fading)):
        table(
            (name, "", "before", "after", "ratio of shares", "95 %", "q"),
            (
                (
                    s.source.id if s.source else "",
                    s.target.id if s.target else "",
                    s.before,
                    s.after,
                    round(s.ratio, 2),
                    interval(s.interval),
                    round(s.q_value, 4),
                )
                for s in listed
            ),
            title=" and ".join(filter(None, (source, target))),
        )


def track(
    every_: Annotated[Span, typer.Option("--every", help="Length of a window.")] = Span.QUARTER,
    min_overlap: Annotated[
        float,
        typer.Option(
            help="Least overlap (common members over all members) of a community and its heir."
        ),
    ] = 0.3,
    min_size: Annotated[
        int,
        typer.Option(
            help="Fewest members of a community to follow, and fewest in common with its heir."
        ),
    ] = 3,
    resolution: Annotated[
        float, typer.Option(help="A higher number gives more and smaller communities.")
    ] = 1.0,
    seed: Seed = 1,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Follow communities from window to window: continue, split, merge, appear, vanish.

    For example: ampnet track --every year
    """
    with view_of(home, since=since, until=until, kinds=kinds) as view:
        windows, method = every(view, every_), Method(resolution=resolution, seed=seed)
        fewer = "Fewer or narrower windows (--every, --since, --until) take less."
        foretell_divisions(view, method, 2, fewer)
        found = follow(
            view,
            windows,
            method,
            min_overlap=min_overlap,
            min_size=min_size,
        )
    give(found, _say_tracks, tracking_report, html=html, json=json)


def _say_tracks(found: TrackingAnswer) -> None:
    table(
        ("", "since", "actors", "communities", "the largest, by track", "steadiness"),
        (
            (
                k,
                w.since[:10],
                w.nodes,
                len(w.communities),
                ", ".join(f"{c.track}: {c.size}" for c in w.communities[:5]),
                w.steadiness and round(w.steadiness, 2),
            )
            for k, w in enumerate(found.windows, start=1)
        ),
    )
    told = ", ".join(f"{count} {fate}" for fate, count in found.counts.items())
    say(f"{told}; seed {found.provenance.seed}, graph {found.provenance.graph_version}")

"""`ampnet narratives`: who was first, who followed, with what lag?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking.groups import groups_of
from api.cli.giving import give
from api.cli.opening import database_of, settings_of, utc
from api.cli.options import Home, Html, Json, Seed, Since, Until
from api.cli.output import say, table
from api.views.reports.narratives import narratives_report
from api.views.words import lag
from graph.answers.groups import Dimension
from graph.answers.narrative_items import Narrative, in_graph
from graph.answers.narratives import NarrativesAnswer
from graph.answers.narratives import narratives as follow
from graph.answers.periods import Span
from graph.snapshot import Snapshot


def narratives(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            help="What to follow: [NAME=]terms:biolab,bio-lab, regex:bio.?lab, narrative:ID, "
            "disarm:ID or story:ID. If not given: the narratives in the graph, or else "
            "its largest stories."
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            help="A group, as country:RU or Bloc=country:CN,RU. May be given several times."
        ),
    ] = None,
    by: Annotated[
        Dimension | None,
        typer.Option(help="Instead of groups: every value of this property is one."),
    ] = None,
    step: Annotated[Span, typer.Option(help="Length of a step of the timeline.")] = Span.DAY,
    most_lag: Annotated[
        int, typer.Option(help="Largest lag by which counts may run ahead, in steps.")
    ] = 14,
    seed: Seed = 1,
    since: Since = None,
    until: Until = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Follow narratives from group to group: first movers, lags, whose counts run ahead.

    For example: ampnet narratives Labs=terms:biolab,bio-lab --by country
    """
    settings = settings_of(home)
    named = [Narrative.parse(text) for text in wanted or ()]
    with database_of(settings, read_only=True) as database:
        snapshot = Snapshot.open(database, settings.cache)
        found = follow(
            snapshot,
            database,
            named or in_graph(database),
            groups_of(snapshot, group, by),
            since=utc(since),
            until=utc(until),
            step=step,
            most_lag=most_lag,
            seed=seed,
        )
    give(found, _say, narratives_report, html=html, json=json)


def _say(found: NarrativesAnswer) -> None:
    for spread in found.narratives:
        table(
            ("group", "first", "lag", "by", "title", "items", "actors"),
            (
                (
                    m.group,
                    f"{m.at:%Y-%m-%d %H:%M}",
                    lag(m.lag_seconds),
                    m.actor.id,
                    m.title or m.item,
                    m.items,
                    m.actors,
                )
                for m in spread.movers
            ),
            title=f"{spread.name}: {spread.items} items, {spread.undated} without a time",
        )
    table(
        ("first", "then", "narratives", "earlier", "at once", "median lag", "p"),
        (
            (
                g.first,
                g.second,
                g.narratives,
                g.ahead,
                g.ties,
                lag(g.median_seconds),
                round(g.p_value, 4),
            )
            for g in found.lags
        ),
    )
    table(
        ("first", "second", "lag", "correlation", "q", "bits to second", "q", "bits to first", "q"),
        (
            (
                lead.found.first,
                lead.found.second,
                lead.found.best.lag,
                round(lead.found.best.value, 3),
                round(lead.q_value, 3),
                round(lead.found.transfer, 4),
                round(lead.transfer_q_value, 3),
                round(lead.found.back, 4),
                round(lead.back_q_value, 3),
            )
            for lead in found.leads
        ),
    )
    say(found.reading)
    say(
        f"A lag above 0: the first runs ahead. "
        f"Seed {found.provenance.seed}, graph {found.provenance.graph_version}"
    )

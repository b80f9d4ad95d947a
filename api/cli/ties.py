"""`ampnet ties`: do formal ties show up in what actors do?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.giving import give
from api.cli.opening import view_of
from api.cli.options import Home, Html, Json, Kinds, Seed, Since, Until
from api.cli.output import say, table
from api.views.reports.ties import ties_report
from api.views.words import interval
from graph.answers.tied_actors import Tie
from graph.answers.ties import TiesAnswer
from graph.answers.ties import ties as compare


def ties(
    tie: Annotated[
        Tie,
        typer.Argument(
            help="Which ties: ownership (one owns the other, or one owner both), agreements, "
            "or both."
        ),
    ] = Tie.ANY,
    days: Annotated[
        int, typer.Option(help="Length of the windows before and after an agreement, in days.")
    ] = 365,
    max_actors: Annotated[int, typer.Option(help="Most actors to look at, the most active.")] = 300,
    samples: Annotated[
        int, typer.Option(help="How often the actors exchange their places, for what chance gives.")
    ] = 299,
    seed: Seed = 1,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Compare tied pairs of actors with comparable ones, and before and after agreements.

    For example: ampnet ties owner
    """
    with view_of(home, since=since, until=until, kinds=kinds) as view:
        found = compare(view, tie, days=days, max_actors=max_actors, samples=samples, seed=seed)
    give(found, _say, ties_report, html=html, json=json)


def _say(found: TiesAnswer) -> None:
    table(
        ("pairs", "how many", "connected", "items", "by activity and popularity"),
        (
            (name, d.pairs, d.connected, d.items, round(d.expected, 1))
            for name, d in (("tied", found.tied), ("not tied", found.untied))
        ),
    )
    if found.ratio is not None:
        say(
            f"ratio {found.ratio:.3g}, 95 % of draws {interval(found.interval)}, by chance "
            f"{interval(found.chance)}, p {found.p_value:.2g}; regression: "
            + ", ".join(f"{c.name} {c.estimate:.2g}" for c in found.model)
            + (f" (p of the tie {found.model_p_value:.2g})" if found.model_p_value else "")
        )
    for each in found.dated.items:
        say(
            f"{each.first.id} and {each.second.id}, since {each.since:%Y-%m-%d}: {each.before} "
            f"before, {each.after} after; others {each.others_before}, {each.others_after}"
        )
    say(found.reading)
    say(
        f"{found.actors} of {found.all_actors} actors; {found.dated.undated} agreements without a "
        f"date or anybody; seed {found.provenance.seed}, graph {found.provenance.graph_version}"
    )

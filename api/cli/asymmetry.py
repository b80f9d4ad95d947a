"""`ampnet asymmetry`: is support between groups symmetric?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking.groups import active_groups_of
from api.cli.giving import give
from api.cli.opening import view_of
from api.cli.options import Home, Html, Json, Kinds, Seed, Since, Until
from api.cli.output import say, table
from api.views.reports.asymmetry import asymmetry_report, matrix_report
from api.views.words import interval, percent
from graph.answers.asymmetry import Scale
from graph.answers.asymmetry import asymmetry as compare
from graph.answers.asymmetry_answer import AsymmetryAnswer
from graph.answers.asymmetry_matrix import MatrixAnswer, asymmetry_matrix
from graph.answers.groups import Dimension
from graph.answers.periods import Span


def asymmetry(
    groups: Annotated[
        list[str] | None,
        typer.Argument(
            help="Two or more groups: country:CN, Bloc=country:CN,RU, role:Outlet, id:@RT_com."
        ),
    ] = None,
    by: Annotated[
        Dimension | None,
        typer.Option(help="Instead of groups: every value of this property is one."),
    ] = None,
    scale: Annotated[
        Scale, typer.Option(help="Count items, or pairs of actors with any.")
    ] = Scale.ITEMS,
    every: Annotated[
        Span, typer.Option(help="With two groups: length of the periods that are shown.")
    ] = Span.YEAR,
    samples: Annotated[
        int, typer.Option(help="Random networks for what chance gives, and draws for the interval.")
    ] = 999,
    seed: Seed = 1,
    limit: Annotated[int, typer.Option(help="Most pairs of groups to list.")] = 30,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Compare what groups do for each other, with chance and over time.

    For example: ampnet asymmetry country:CN country:RU
    """
    with view_of(home, since=since, until=until, kinds=kinds) as view:
        named = active_groups_of(view, groups, by)
        if len(named) == 2:
            one, other = named
            found = compare(view, one, other, scale=scale, samples=samples, every=every, seed=seed)
            give(found, _say_two, asymmetry_report, html=html, json=json)
            return
        many = asymmetry_matrix(view, named, scale=scale, samples=samples, seed=seed)
    give(many, lambda found: _say_many(found, limit), matrix_report, html=html, json=json)


def _say_two(found: AsymmetryAnswer) -> None:
    table(
        ("for the other", "items", "by chance", "pairs", "share of output", "active actors"),
        (
            (s.group, s.items, round(s.expected, 1), s.pairs, percent(s.share_of_output), s.active)
            for s in (found.forward, found.back)
        ),
    )
    if found.over_time:
        table(
            ("from", "forward", "back", "ratio", "95 % of draws"),
            (
                (p.start.date(), p.forward, p.back, round(p.ratio, 2), interval(p.interval))
                for p in found.over_time
            ),
        )
    if found.ratio is not None:
        say(f"ratio {found.ratio:.3g}, 95 % of draws {interval(found.interval) or 'not told'}")
    if found.p_value is not None:
        chance = interval(found.chance)
        say(
            f"adjusted {found.adjusted:.3g}, by chance {chance}, p {found.p_value:.2g}: "
            f"{found.p_networks:.2g} against random networks, {found.p_actors:.2g} against how "
            "much the actors differ"
        )
    mutual = found.reciprocity
    if mutual.share is not None and mutual.expected is not None:
        say(
            f"{mutual.mutual} of {mutual.connected} connected pairs are mutual "
            f"({mutual.share:.1%}; by chance {mutual.expected:.1%})"
        )
    say(found.reading)
    say(f"seed {found.provenance.seed}, graph {found.provenance.graph_version}")


def _say_many(found: MatrixAnswer, limit: int) -> None:
    active = dict(zip(found.groups, found.active, strict=True))
    say(
        "Supports more: beyond what activity and popularity explain, both ways. In brackets: how "
        "many of the group amplify anybody."
    )
    table(
        (
            *("supports more", "the other", "items", "by chance", "back", "by chance"),
            *("ratio", "adjusted", "95 % by chance", "z", "p", "q"),
        ),
        (
            (
                f"{p.first} ({active[p.first]})",
                f"{p.second} ({active[p.second]})",
                p.forward,
                round(p.expected_forward, 1),
                p.back,
                round(p.expected_back, 1),
                round(p.ratio, 2),
                round(p.adjusted, 2),
                interval(p.chance),
                p.z and round(p.z, 1),
                round(p.p_value, 4),
                round(p.q_value, 4),
            )
            for p in found.pairs[:limit]
        ),
    )
    significant = sum(pair.q_value <= 0.05 for pair in found.pairs)
    say(
        f"{min(limit, len(found.pairs))} of {len(found.pairs)} pairs of {len(found.groups)} "
        f"groups; {significant} at q <= 0.05 (p is at least {found.smallest_p:.2g}), "
        f"{found.silent} not to be tested; seed {found.provenance.seed}, "
        f"graph {found.provenance.graph_version}"
    )

"""`ampnet brokers`: who carries content from one side to another?"""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.asking.groups import as_written, grouped
from api.cli.foretelling import foretell
from api.cli.giving import give
from api.cli.opening import view_of
from api.cli.options import Home, Html, Json, Kinds, Seed, Since, Until
from api.cli.output import say, table
from api.views.reports.brokers import brokers_report
from graph.answers.brokerage import BrokerRole
from graph.answers.brokers import BrokersAnswer, RankBy, RoleCount
from graph.answers.brokers import brokers as find
from graph.answers.foretold import brokering


def brokers(
    groups: Annotated[
        list[str] | None,
        typer.Argument(help="Two or more groups: country:RU, Africa=country:KE,NG, role:Outlet."),
    ] = None,
    by: Annotated[
        Literal["country", "language", "region", "platform"],
        typer.Option(help="Without groups: every value of this property is one."),
    ] = "country",
    role: Annotated[
        BrokerRole | None,
        typer.Option(help="Order by how often they have this role; the answer explains the five."),
    ] = None,
    rank_by: Annotated[
        RankBy,
        typer.Option(
            help="Order by roles between groups, by betweenness (on how many shortest paths), "
            "or by bridging."
        ),
    ] = RankBy.ROLES,
    null_graphs: Annotated[
        int, typer.Option(help="Random graphs to compare with; 0 for none.")
    ] = 20,
    pairs: Annotated[
        int,
        typer.Option(
            help="Pairs of actors from which betweenness is estimated; 0 to compute it exactly."
        ),
    ] = 10_000,
    role_pairs: Annotated[
        int,
        typer.Option(
            help="Pairs at each actor from which its roles are estimated; 0 to count all."
        ),
    ] = 0,
    seed: Seed = 1,
    limit: Annotated[int, typer.Option(help="Most brokers to list.")] = 20,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find who stands between groups: content comes from one side and goes on to the other.

    For example: ampnet brokers country:CN country:RU role:Influencer
    """
    with view_of(home, since=since, until=until, kinds=kinds) as view:
        size = len(view.nodes), len(view.pairs().weight)
        what = f"Brokers of {size[1]:,} pairs, with {null_graphs} random graphs"
        instead = "--null-graphs 0 leaves chance out; --pairs 1000 tells betweenness sooner."
        foretell(brokering(*size, null_graphs, pairs or None), what, instead)
        answer = find(
            view,
            grouped(view, groups) or by,
            role=role,
            rank_by=rank_by,
            null_graphs=null_graphs,
            pairs=pairs or None,
            role_pairs=role_pairs or None,
            seed=seed,
            limit=limit,
        )
    give(as_written(answer, groups), _say, brokers_report, html=html, json=json)


def _count(role: RoleCount) -> str:
    if role.most is not None:
        return f"not known, up to {role.most}"
    error = f" ± {role.error:.0f}" if role.error else ""
    return f"{role.count}{error}" + ("" if role.z is None else f" z{role.z:+.1f}")


def _say(answer: BrokersAnswer) -> None:
    table(
        ("content from", "broker", "group", "to", "all", *(r.value for r in BrokerRole), "alone"),
        (
            (
                ", ".join(f"{g.group} {g.count}" for g in b.senders[:3]),
                b.node.name,
                b.group,
                ", ".join(f"{g.group} {g.count}" for g in b.receivers[:3]),
                b.total,
                *map(_count, b.roles.values()),
                round(b.position.sole.pairs),
            )
            for b in answer.items
        ),
    )
    say(
        f"{len(answer.items)} of {answer.total} brokers; {answer.ungrouped} actors have no group. "
        "Content goes from left to right: the broker amplified those on the left, and was "
        f"amplified by those on the right. "
        f"Seed {answer.provenance.seed}, graph {answer.provenance.graph_version}"
    )

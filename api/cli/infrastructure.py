"""`ampnet infrastructure`: which actors share owners, hosts or identifiers?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.giving import give
from api.cli.opening import snapshot_of
from api.cli.options import Home, Html, Json
from api.cli.output import say, table
from api.views.reports.infrastructure import infrastructure_report
from graph.answers.infrastructure import SHARED_TYPES, InfrastructureAnswer
from graph.answers.infrastructure import infrastructure as find


def infrastructure(
    min_weight: Annotated[
        float, typer.Option(help="Weakest tie to count; what n actors share weighs 1 / (n - 1).")
    ] = 0.25,
    most_users: Annotated[
        int, typer.Option(help="What more actors than this have tells nothing, and is not counted.")
    ] = 50,
    owners: Annotated[bool, typer.Option(help="Count shared owners and controllers.")] = True,
    hosts: Annotated[bool, typer.Option(help="Count shared hosts and identifiers.")] = True,
    limit: Annotated[int, typer.Option(help="Most groups to list.")] = 20,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Group actors by shared owners, hosts and identifiers; a common one is no tie.

    For example: ampnet infrastructure --min-weight 0.5
    """
    types = [t for t in SHARED_TYPES if (hosts if t == "USES" else owners)]
    with snapshot_of(home) as snapshot:
        found = find(
            snapshot, types=types, min_weight=min_weight, most_users=most_users, limit=limit
        )
    give(found, _say, infrastructure_report, html=html, json=json)


def _say(found: InfrastructureAnswer) -> None:
    table(
        ("", "actors", "members", "shared by the closest two", "weakest"),
        (
            (
                g.number,
                len(g.members),
                ", ".join(m.id for m in g.members[:6]),
                ", ".join(f.node.id for f in g.ties[0].shared[:3]),
                round(g.weakest, 3),
            )
            for g in found.items
        ),
    )
    common = ", ".join(f"{f.node.id} ({f.users})" for f in found.common[:5])
    say(
        f"{len(found.items)} of {found.total} groups among {found.actors} actors of which an "
        f"owner, host or identifier is known; {found.common_total} set aside as common"
        + (f": {common}" if common else "")
        + f"; graph {found.provenance.graph_version}"
    )

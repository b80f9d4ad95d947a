"""Shared owners and infrastructure as a page."""

from __future__ import annotations

from api.views.leads import Words, actor
from api.views.report import Report, Table
from api.views.words import named
from graph.answers.infrastructure import Feature, InfrastructureAnswer, SharingGroup

LIMITS = (
    "Sharing a host or an identifier is a lead, not ownership: agencies, resellers and templates "
    "put one identifier on sites of several owners.",
    "Two sites on one small server weigh as much as two with one analytics id; look at what is "
    "shared, and when.",
    "What no source states is missing: a site that shares nothing here may share much.",
)


def infrastructure_report(answer: InfrastructureAnswer) -> Report:
    """Show the groups, their ties, and what is too common to tell."""
    return Report(
        title="Which actors share owners or infrastructure?",
        standfirst=f"{answer.total:,} groups among {answer.actors:,} actors of which any owner, "
        "host or identifier is known. What n actors share weighs 1 / (n - 1).",
        sections=(*(map(_group, answer.items) if answer.items else (_none(),)), _common(answer)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _none() -> Table:
    return Table(
        "Groups",
        [],
        empty="No two actors share an owner, a host or an identifier that is rare enough: load "
        "owners or infrastructure, or ask for a lower `minWeight` or more users.",
    )


def _group(group: SharingGroup) -> Table:
    return Table(
        f"Group {group.number}: {len(group.members)} actors",
        [
            {
                "actor": actor(tie.first, named(tie.first)),
                "and": actor(tie.second, named(tie.second)),
                "weight": tie.weight,
                "what they share (users)": _shared(tie.shared),
            }
            for tie in group.ties
        ],
        f"All hang together by ties of {group.weakest:.3g} or more.",
        total=group.total_ties,
    )


def _common(answer: InfrastructureAnswer) -> Table:
    return Table(
        "Too common to tell anything",
        [
            {
                "what": actor(f.node, named(f.node)),
                "kind": f.node.label,
                "actors that have it": f.users,
            }
            for f in answer.common
        ],
        "Such as the addresses of content networks: no ties are drawn from these.",
        total=answer.common_total,
        empty="Nothing is shared by so many: all that is shared was counted.",
    )


def _shared(features: tuple[Feature, ...]) -> list[Words]:
    return [Words((actor(f.node, named(f.node)), f" ({f.users:,})")) for f in features]

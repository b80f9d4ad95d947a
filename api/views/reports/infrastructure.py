"""Shared owners and infrastructure as a page."""

from __future__ import annotations

from api.views.report import Report, Table
from api.views.words import named
from graph.answers.infrastructure import Feature, InfrastructureAnswer

LIMITS = (
    "Sharing a host or an identifier is a lead, not ownership: agencies, resellers and templates "
    "put one identifier on sites of several owners.",
    "Two sites on one small server weigh as much as two with one analytics id; look at what is "
    "shared, and when.",
    "What no source states is missing: a site that shares nothing here may share much.",
)


def infrastructure_report(answer: InfrastructureAnswer) -> Report:
    """Show the groups, their ties, and what is too common to tell."""
    groups = [
        Table(
            f"Group {group.number}: {len(group.members)} actors",
            ("actor", "and", "weight", "what they share (users)"),
            [(named(t.first), named(t.second), t.weight, _shared(t.shared)) for t in group.ties],
            f"All hang together by ties of {group.weakest:.3g} or more.",
            total=group.total_ties,
        )
        for group in answer.items
    ]
    return Report(
        title="Which actors share owners or infrastructure?",
        standfirst=f"{answer.total:,} groups among {answer.actors:,} actors of which any owner, "
        "host or identifier is known. What n actors share weighs 1 / (n - 1).",
        sections=(
            *groups,
            Table(
                "Too common to tell anything",
                ("what", "kind", "actors that have it"),
                [(named(f.node), f.node.label, f.users) for f in answer.common],
                "Such as the addresses of content networks: no ties are drawn from these.",
                total=answer.common_total,
            ),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _shared(features: tuple[Feature, ...]) -> list[str]:
    return [f"{named(feature.node)} ({feature.users})" for feature in features]

"""A division into communities as a page: who, how firm, of which states, on which levels."""

from __future__ import annotations

from collections.abc import Mapping

from api.views import called
from api.views.charts import Matrix
from api.views.leads import actor, actors, network
from api.views.report import Report, Table
from graph.answers.communities import CommunitiesAnswer, Community
from graph.answers.community_attribute import AttributeAnswer
from graph.answers.hierarchy import HierarchyAnswer
from graph.answers.stability import CommunityStability, StabilityAnswer

LIMITS = (
    "A community is a set of actors with more to do with each other than chance has it. Nothing "
    "here says that they know of each other, act together or are run by anybody.",
    "Every graph with ties can be divided. Rely on a community that other evidence would have "
    "shown too: an overlap of 0.75 or more under resampled evidence.",
    "That communities follow states does not say why: language, time zones and how the data was "
    "collected do the same.",
)
_VALUES = 12


def communities_report(
    found: CommunitiesAnswer,
    firm: StabilityAnswer,
    mixed: AttributeAnswer,
    levels: HierarchyAnswer | None,
) -> Report:
    """Show a division.

    Args:
        found: The division.
        firm: How far it can be relied on.
        mixed: How it relates to an attribute.
        levels: Communities inside communities, where the algorithm gives such.
    """
    return Report(
        title="Which communities form?",
        standfirst=_standfirst(found, firm) + " " + mixed.reading,
        sections=(
            _communities(found, firm),
            _shares(mixed),
            *([_tree(levels)] if levels is not None else []),
        ),
        limits=LIMITS,
        provenance=(found.provenance, firm.provenance, mixed.provenance),
    )


def _standfirst(found: CommunitiesAnswer, firm: StabilityAnswer) -> str:
    said = (
        f"{found.total:,} communities of {found.nodes:,} nodes; {found.isolated:,} more have no "
        f"tie to another. Modularity {found.modularity:.3f} at resolution {found.resolution:.3g}. "
        f"Other seeds agree with it to {firm.seeds.ami:.2f}, resampled evidence to "
        f"{firm.evidence.ami:.2f} (AMI: 1 is the same, 0 chance)."
    )
    if firm.chance is not None:
        said += (
            f" Random graphs with the same numbers of ties reach {firm.chance.mean:.3f} on "
            f"average and {firm.chance.highest:.3f} at most, of {firm.chance.graphs}."
        )
        if found.modularity <= firm.chance.highest:
            said += " So the division is no more apart than one of chance."
    if found.bits_saved < 0:
        said += " The division explains less than it takes to write it down: take it for noise."
    return said


def _communities(found: CommunitiesAnswer, firm: StabilityAnswer) -> Table:
    by_number = {c.number: c for c in firm.communities}
    return Table(
        "Communities",
        [_community(community, by_number.get(community.number)) for community in found.communities],
        "Overlap: how much of the community is found again with other seeds, and with "
        "resampled evidence (1 is all of it). Dissolved: share of the resampled graphs in "
        "which not half of it is.",
        total=found.shown,
        lead="The number leads to the community's network, and a name to the actor.",
        empty="Nobody here has a tie to another: load amplifications, or ask for more kinds or a "
        "longer time.",
    )


def _community(found: Community, firm: CommunityStability | None) -> dict[str, object]:
    return {
        "": network(found.number, community=str(found.number)),
        "members": found.size,
        "strongest": [actor(m.node) for m in found.top[:4]],
        "countries": _mix(found.countries, "country"),
        "languages": _mix(found.languages, "language"),
        "pairs inside": found.internal_edges,
        "across": found.external_edges,
        "overlap: seeds": firm and firm.seeds,
        "evidence": firm and firm.evidence,
        "dissolved": firm and firm.dissolved,
    }


def _shares(mixed: AttributeAnswer) -> Matrix:
    total: dict[str, int] = {}
    for mix in mixed.mixes:
        for value, count in mix.values.items():
            total[value] = total.get(value, 0) + count
    values = sorted(total, key=lambda value: (-total[value], value))[:_VALUES]
    known = sum(total.values()) or 1
    counts = [[mix.values.get(value, 0) for value in values] for mix in mixed.mixes]
    shades = [
        [
            max(-1.0, min(1.0, 2 * (count / max(mix.known, 1) - total[value] / known)))
            for value, count in zip(values, row, strict=True)
        ]
        for mix, row in zip(mixed.mixes, counts, strict=True)
    ]
    return Matrix(
        f"Members by {mixed.attribute}",
        [f"{mix.number}: {mix.known} known of {mix.size}" for mix in mixed.mixes],
        [called.value(name, mixed.attribute) for name in values],
        counts,
        shades,
        f"Red: a larger share than among all members whose {mixed.attribute} is known, blue: a "
        f"smaller one. {mixed.unknown:,} members are not known. {len(mixed.mixes)} of "
        f"{mixed.total} communities, {len(values)} of {len(total)} values.",
        f"Of no member the {mixed.attribute} is known: compare with another property, or load a "
        "registry that states it.",
    )


def _tree(levels: HierarchyAnswer) -> Table:
    names = {level: f"{each.resolution:g}" for level, each in enumerate(levels.levels)}
    return Table(
        "Communities inside communities",
        [
            {
                "resolution": names[b.level],
                "number": b.number,
                "members": b.size,
                "inside number": b.parent,
                "strongest": actors(b.top),
            }
            for b in levels.branches
        ],
        "From coarse to fine: "
        + "; ".join(
            f"{each.communities:,} at {each.resolution:g} (modularity {each.modularity:.3f})"
            for each in levels.levels
        )
        + ". Each lies inside one of the level before.",
        total=levels.total,
        empty="No community of two or more on any level: ask for more kinds or a longer time.",
    )


def _mix(counts: Mapping[str, int], dimension: str) -> list[str]:
    items = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{called.value(name, dimension)} {count:,}" for name, count in items[:4]]

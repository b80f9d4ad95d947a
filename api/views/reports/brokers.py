"""Brokers as a page: from whom, through whom, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.views.layers import Key, Layers
from api.views.report import Report, Table
from api.views.words import Z
from graph.answers.broker_sides import SideGroup
from graph.answers.brokers import BrokersAnswer, RoleCount

DRAWN: Final = 8
"""Brokers in the picture."""

LIMITS = (
    "It counts open positions: content could go this way. What passed is seen in paths in time "
    "order, and in stories.",
    "An actor with many ties stands between many others whatever it does: read z, not the count.",
    "z is not corrected for looking at many actors.",
    "Actors without a group are in no role; their ties count for betweenness, reach and loss.",
)


def brokers_report(answer: BrokersAnswer) -> Report:
    """Show brokers with their three sides."""
    groups = ", ".join(f"{name} {count:,}" for name, count in list(answer.groups.items())[:12])
    return Report(
        title="Who carries content from one side to another?",
        standfirst=f"{len(answer.items)} of {answer.total:,} actors that stand between others. "
        f"Groups: {groups or 'none'}; {answer.ungrouped:,} actors have none.",
        sections=(_picture(answer), _sides(answer), _roles(answer), _place(answer)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _sides(answer: BrokersAnswer) -> Table:
    return Table(
        "Three sides",
        [
            {
                "content comes from": _side(b.senders),
                "through the broker": f"→ {b.node.name} ({b.group}) →",
                "and goes to": _side(b.receivers),
            }
            for b in answer.items
        ],
        "Left: whom the broker amplified, by group, with pieces of evidence and actors. "
        "Right: who amplified the broker. Content goes from left to right; the stored "
        "arrows point from right to left.",
        total=answer.total,
    )


def _roles(answer: BrokersAnswer) -> Table:
    return Table(
        "Roles",
        [
            {"broker": b.node.name, "group": b.group, "all": b.total}
            | {role: _count(found) for role, found in b.roles.items()}
            for b in answer.items
        ],
        "Ordered pairs between which it stands. coordinator: all three of one group; "
        "itinerant: an outsider between two of one group; gatekeeper: lets another "
        "group's content into its own; representative: takes its group's content out; "
        f"liaison: between two other groups. {Z}",
        total=answer.total,
    )


def _place(answer: BrokersAnswer) -> Table:
    return Table(
        "Place in the whole network",
        [
            {
                "broker": b.node.name,
                "betweenness": b.position.betweenness,
                "± error": b.position.betweenness_error,
                "by chance": b.position.betweenness_expected,
                "z": b.position.betweenness_z,
                "bridging": b.position.bridging,
                "reach in 1, 2, ... steps": [f"{n:,}" for n in b.position.reach],
                "pairs it alone connects": b.position.sole.pairs,
                "cut off without it": b.position.cut_off,
            }
            for b in answer.items
        ],
        f"Betweenness: on how many shortest paths between others it stands. {_sampled(answer)}"
        "Bridging: the same, weighted for standing between dense parts. Lost without it: the "
        "pairs that only it connects in two steps, and the actors that fall off the largest part "
        "of the network.",
        total=answer.total,
    )


def _count(role: RoleCount) -> str:
    error = f" ± {role.error:,.0f}" if role.error else ""
    return f"{role.count:,}{error}" + ("" if role.z is None else f" (z {role.z:.1f})")


def _sampled(answer: BrokersAnswer) -> str:
    return "" if answer.pairs is None else f"It is estimated from {answer.pairs:,} pairs. "


def _picture(answer: BrokersAnswer) -> Layers:
    """Groups that content comes from, the brokers, and groups that it goes to."""
    marks: dict[Key, str] = {}
    links: list[tuple[Key, Key, float]] = []
    for broker in answer.items[:DRAWN]:
        middle = (1, broker.node.id)
        marks[middle] = f"{broker.node.name} ({broker.group})"
        for column, groups in ((0, broker.senders), (2, broker.receivers)):
            for each in groups:
                end = (column, each.group)
                marks[end] = each.group
                start, goal = (end, middle) if column == 0 else (middle, end)
                links.append((start, goal, each.count))
    return Layers(
        "From whom, through whom, to whom",
        marks,
        links,
        f"At most {DRAWN} brokers, the first, and the groups on both sides. Content "
        "goes from left to right; the width grows with the logarithm of the evidence.",
    )


def _side(groups: Sequence[SideGroup]) -> list[str]:
    return [
        f"{g.group}: {g.count:,} of {g.actors:,} ({', '.join(n.name for n in g.strongest)})"
        for g in groups
    ]

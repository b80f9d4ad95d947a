"""Brokers as a page: from whom, through whom, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from api.views import called
from api.views.layers import Key, Layers
from api.views.leads import Lead, Words, actor, actors, network
from api.views.report import Report, Table
from api.views.words import Z
from graph.answers.broker_sides import SideGroup
from graph.answers.brokers import Broker, BrokersAnswer, RoleCount
from graph.wording import counted

DRAWN: Final = 8
"""Brokers in the picture."""

NAMED: Final = 12
"""Groups in the sentence at the top, the largest."""

_NONE: Final = (
    "Nobody here amplified somebody and was amplified by another: ask for other groups, for more "
    "kinds or a longer time."
)

_SAMPLED: Final = "Not known is what so few pairs cannot tell from none. "

LIMITS = (
    "It counts open positions: content could go this way. What passed is seen in paths in time "
    "order, and in stories.",
    "An actor with many ties stands between many others whatever it does: read z, not the count.",
    "z is not corrected for looking at many actors.",
    "Actors without a group are in no role; their ties count for betweenness, reach and loss.",
)


def brokers_report(answer: BrokersAnswer) -> Report:
    """Show brokers with their three sides."""
    answer = _called(answer)
    return Report(
        title="Who carries content from one side to another?",
        standfirst=f"{len(answer.items)} of {answer.total:,} actors that stand between others. "
        f"{_groups(answer)}; {answer.ungrouped:,} actors are in none.",
        sections=(_picture(answer), _sides(answer), _roles(answer), _place(answer)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _called(answer: BrokersAnswer) -> BrokersAnswer:
    """The answer with names of countries and languages instead of their codes."""
    by = answer.provenance.parameters.get("by")
    names = {
        name: called.group(name, by if isinstance(by, str) else None) for name in answer.groups
    }

    def side(groups: Sequence[SideGroup]) -> tuple[SideGroup, ...]:
        return tuple(replace(each, group=names.get(each.group, each.group)) for each in groups)

    return replace(
        answer,
        groups={names[name]: count for name, count in answer.groups.items()},
        items=tuple(
            replace(
                each,
                group=names.get(each.group, each.group),
                senders=side(each.senders),
                receivers=side(each.receivers),
            )
            for each in answer.items
        ),
    )


def _groups(answer: BrokersAnswer) -> str:
    largest = sorted(answer.groups.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]
    if not largest:
        return "There are no groups"
    named = ", ".join(f"{name} ({count:,})" for name, count in largest)
    cut = f"The largest {len(largest)} of {len(answer.groups)} groups"
    return f"{cut if len(largest) < len(answer.groups) else 'Groups'}, with their actors: {named}"


def _sides(answer: BrokersAnswer) -> Table:
    return Table(
        "Three sides",
        [
            {
                "content comes from": _side(b, b.senders),
                "through the broker": Words(("→ ", actor(b.node), f" ({b.group}) →")),
                "and goes to": _side(b, b.receivers),
            }
            for b in answer.items
        ],
        "Left: whom the broker amplified, by group: how many times, how many "
        "actors they were, and the strongest of them. "
        "Right: who amplified the broker. Content goes from left to right; the stored "
        "arrows point from right to left.",
        total=answer.total,
        empty=_NONE,
    )


def _roles(answer: BrokersAnswer) -> Table:
    sampled = _SAMPLED if answer.provenance.parameters["rolePairs"] else ""
    return Table(
        "Roles",
        [
            {"broker": actor(b.node), "group": b.group, "all": b.total}
            | {role: _count(found) for role, found in b.roles.items()}
            for b in answer.items
        ],
        "Ordered pairs between which it stands. coordinator: all three of one group; "
        "itinerant: an outsider between two of one group; gatekeeper: lets another "
        "group's content into its own; representative: takes its group's content out; "
        f"liaison: between two other groups. {sampled}{Z}",
        total=answer.total,
        empty=_NONE,
    )


def _place(answer: BrokersAnswer) -> Table:
    return Table(
        "Place in the whole network",
        [
            {
                "broker": actor(b.node),
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
        empty=_NONE,
    )


def _count(role: RoleCount) -> str:
    if role.most is not None:
        return f"not known, up to {role.most:,}"
    error = f" ± {role.error:,.0f}" if role.error else ""
    return f"{role.count:,}{error}" + ("" if role.z is None else f" (z {role.z:.1f})")


def _sampled(answer: BrokersAnswer) -> str:
    return "" if answer.pairs is None else f"It is estimated from {answer.pairs:,} pairs. "


def _picture(answer: BrokersAnswer) -> Layers:
    """Groups that content comes from, the brokers, and groups that it goes to."""
    marks: dict[Key, str] = {}
    leads: dict[Key, Lead | None] = {}
    links: list[tuple[Key, Key, float]] = []
    for broker in answer.items[:DRAWN]:
        middle = (1, broker.node.id)
        leads[middle] = actor(broker.node)
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
        _NONE,
        leads,
    )


def _side(broker: Broker, groups: Sequence[SideGroup]) -> Words:
    parts = [part for group in groups for part in ("; ", _of(broker, group))]
    return Words(tuple(parts[1:]))


def _of(broker: Broker, group: SideGroup) -> Words:
    return Words(
        (
            f"{group.group}: ",
            network(counted(group.count, "time"), center=broker.node.id),
            f", {group.actors:,} {'actor' if group.actors == 1 else 'actors'} (",
            actors(group.strongest),
            ", ...)" if group.actors > len(group.strongest) else ")",
        )
    )

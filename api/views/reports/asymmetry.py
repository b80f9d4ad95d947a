"""Support between groups as a page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from api.views import called
from api.views.charts import Line, Lines, Matrix
from api.views.leads import Lead, flow
from api.views.report import Report, Table
from api.views.words import P, Q, Z, interval, percent
from graph.answers.asymmetry_answer import AsymmetryAnswer, Side, reading
from graph.answers.asymmetry_matrix import MatrixAnswer
from graph.answers.groups import Dimension

LIMITS = (
    "Amplifying is not endorsing: a reply may object, and a mention may accuse.",
    "It counts what was collected. A group of which fewer accounts, or other years, were "
    "collected seems to give less.",
    "Chance keeps activity and popularity of the accounts, not their languages: groups that "
    "cannot read each other differ from chance for that alone.",
)

_NOTHING = "Nothing dated happened between the two: ask for a longer time, or for other groups."

_LEAD = "Between two states the number of items leads to what stands behind it."


def asymmetry_report(answer: AsymmetryAnswer) -> Report:
    """Show two groups: each way, by chance, over time."""
    codes = _countries(answer.provenance.parameters)
    answer = _called(answer)
    return Report(
        title=f"Is support between {answer.forward.group} and {answer.back.group} symmetric?",
        standfirst=answer.reading,
        sections=(
            _each_way(answer, codes),
            _ratio(answer),
            _items_over_time(answer),
            _ratio_over_time(answer),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def matrix_report(answer: MatrixAnswer) -> Report:
    """Show all groups."""
    codes = _countries(answer.provenance.parameters)
    answer = _called_matrix(answer)
    significant = sum(pair.q_value <= 0.05 for pair in answer.pairs)
    return Report(
        title="Which groups amplify each other, and which only one way?",
        standfirst=f"{significant} of {len(answer.pairs)} pairs of groups differ from what "
        f"activity, popularity and likings of their actors explain, at q of 0.05; {answer.silent} "
        "more cannot be tested: nothing between them, or one of them amplifies nobody.",
        sections=(_from_each_to_each(answer, codes), _pairs_of_groups(answer, codes)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _countries(parameters: Mapping[str, object]) -> dict[str, str]:
    """The code of each group that is one state, by what the page calls it."""
    return {
        called.group(group.name, group.dimension): group.values[0]
        for group in called.groups(parameters)
        if group.dimension is Dimension.COUNTRY and len(group.values) == 1
    }


def _called(answer: AsymmetryAnswer) -> AsymmetryAnswer:
    """The answer with names of countries and languages instead of their codes."""
    told = called.dimensions(answer.provenance.parameters)
    forward, back = (
        replace(side, group=called.group(side.group, told.get(side.group)))
        for side in (answer.forward, answer.back)
    )
    found = math.log(answer.adjusted) if answer.adjusted else 0.0
    said = reading(forward, back, answer.interval, found, answer.p_networks, answer.p_value)
    return replace(answer, forward=forward, back=back, reading=said)


def _called_matrix(answer: MatrixAnswer) -> MatrixAnswer:
    told = called.dimensions(answer.provenance.parameters)
    names = {name: called.group(name, told.get(name)) for name in answer.groups}
    return replace(
        answer,
        groups=tuple(names.values()),
        pairs=tuple(
            replace(pair, first=names[pair.first], second=names[pair.second])
            for pair in answer.pairs
        ),
    )


def _items(count: int, giver: str, receiver: str, codes: Mapping[str, str]) -> Lead | int:
    """A count that leads to what stands behind it, where it is between two states."""
    if not count or giver == receiver or giver not in codes or receiver not in codes:
        return count
    return flow(count, codes[giver], codes[receiver])


def _each_way(answer: AsymmetryAnswer, codes: Mapping[str, str]) -> Table:
    return Table(
        "Each way",
        [
            {
                "": _way(one, other),
                "items": _items(one.items, one.group, other.group, codes),
                "by chance": one.expected,
                "pairs": one.pairs,
                "items a pair": one.strength,
                "share of output": one.share_of_output,
                "actors": one.members,
                "active": one.active,
            }
            for one, other in ((answer.forward, answer.back), (answer.back, answer.forward))
        ],
        "Share of output: of all by which the group amplifies anybody.",
        lead=_LEAD,
    )


def _way(giver: Side, receiver: Side) -> str:
    return f"{giver.group} for {receiver.group}"


def _ratio(answer: AsymmetryAnswer) -> Table:
    return Table(
        "Ratio",
        [
            {
                "ratio": answer.ratio,
                "95 % of draws": interval(answer.interval),
                "adjusted": answer.adjusted,
                "95 % by chance": interval(answer.chance),
                "z": answer.z,
                "p": answer.p_value,
                "p of networks": answer.p_networks,
                "p of actors": answer.p_actors,
                "mutual": answer.reciprocity.mutual,
                "connected": answer.reciprocity.connected,
                "mutual by chance": percent(answer.reciprocity.expected),
            }
        ],
        "Draws: the actors drawn again with replacement. Adjusted: divided by what their "
        "give and take with everybody else leads one to expect. Chance: who amplifies "
        f"whom drawn anew, each actor's activity and popularity kept. {Z} {P} It is the larger of "
        "two: against these networks, and against how much the actors differ in whom they like.",
    )


def _items_over_time(answer: AsymmetryAnswer) -> Lines:
    forward, back = answer.forward, answer.back
    return Lines(
        "Over time",
        (
            Line(_way(forward, back), [(p.start, p.forward) for p in answer.over_time]),
            Line(_way(back, forward), [(p.start, p.back) for p in answer.over_time]),
        ),
        f"{answer.undated:,} items without a time are in no period.",
        empty=_NOTHING,
    )


def _ratio_over_time(answer: AsymmetryAnswer) -> Lines:
    bands = ((p.start, p.interval) for p in answer.over_time)
    return Lines(
        "Ratio over time",
        (
            Line(
                f"{answer.forward.group} over {answer.back.group}",
                [(p.start, p.ratio) for p in answer.over_time],
                [(start, band.low, band.high) for start, band in bands if band],
            ),
        ),
        "Above 1 the first supports more; the band holds 95 of 100 draws.",
        logarithmic=True,
        empty=_NOTHING,
    )


def _from_each_to_each(answer: MatrixAnswer, codes: Mapping[str, str]) -> Matrix:
    return Matrix(
        "From the group of the row to that of the column",
        answer.groups,
        answer.groups,
        [
            [_items(n, answer.groups[r], answer.groups[c], codes) for c, n in enumerate(row)]
            for r, row in enumerate(answer.counts)
        ],
        [
            [None if r == c else _shade(n, answer.expected[r][c]) for c, n in enumerate(row)]
            for r, row in enumerate(answer.counts)
        ],
        "Red: more than by chance, blue: less; the darkest from four times on.",
        lead=_LEAD,
    )


def _pairs_of_groups(answer: MatrixAnswer, codes: Mapping[str, str]) -> Table:
    active = dict(zip(answer.groups, answer.active, strict=True))
    return Table(
        "Pairs of groups",
        [
            {
                "supports more": f"{p.first} ({active[p.first]})",
                "the other": f"{p.second} ({active[p.second]})",
                "items": _items(p.forward, p.first, p.second, codes),
                "back": _items(p.back, p.second, p.first, codes),
                "by chance": p.expected_forward,
                "back by chance": p.expected_back,
                "ratio": p.ratio,
                "adjusted": p.adjusted,
                "95 % by chance": interval(p.chance),
                "z": p.z,
                "p of networks": p.p_networks,
                "p of actors": p.p_actors,
                "p": p.p_value,
                "q": p.q_value,
            }
            for p in answer.pairs
        ],
        "In brackets: how many of the group amplify anybody. p is the larger of two: against the "
        "random networks, and against how much the actors differ in whom they like. "
        f"{answer.ungrouped:,} active actors are in none of the groups. {Z} {P} {Q}",
        empty="No two groups can be compared: of each, somebody has to amplify. Ask for other "
        "groups, or a longer time.",
    )


def _shade(count: float, expected: float) -> float:
    return max(-1.0, min(1.0, math.log((count + 0.5) / (expected + 0.5)) / math.log(4)))

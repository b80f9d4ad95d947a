"""Support between groups as a page."""

from __future__ import annotations

import math

from api.views.charts import Line, Lines, Matrix
from api.views.report import Report, Table
from api.views.words import P, Q, Z, interval, percent
from graph.answers.asymmetry_answer import AsymmetryAnswer, Side
from graph.answers.asymmetry_matrix import MatrixAnswer

LIMITS = (
    "Amplifying is not endorsing: a reply may object, and a mention may accuse.",
    "It counts what was collected. A group of which fewer accounts, or other years, were "
    "collected seems to give less.",
    "Chance keeps activity and popularity of the accounts, not their languages: groups that "
    "cannot read each other differ from chance for that alone.",
)


def asymmetry_report(answer: AsymmetryAnswer) -> Report:
    """Show two groups: each way, by chance, over time."""
    return Report(
        title=f"Is support between {answer.forward.group} and {answer.back.group} symmetric?",
        standfirst=answer.reading,
        sections=(
            _each_way(answer),
            _ratio(answer),
            _items_over_time(answer),
            _ratio_over_time(answer),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def matrix_report(answer: MatrixAnswer) -> Report:
    """Show all groups."""
    significant = sum(pair.q_value <= 0.05 for pair in answer.pairs)
    return Report(
        title="Which groups amplify each other, and which only one way?",
        standfirst=f"{significant} of {len(answer.pairs)} pairs of groups differ from what "
        f"activity and popularity explain, at q of 0.05; {answer.silent} more cannot be "
        "tested: nothing between them, or one of them amplifies nobody.",
        sections=(_from_each_to_each(answer), _pairs_of_groups(answer)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _each_way(answer: AsymmetryAnswer) -> Table:
    return Table(
        "Each way",
        [
            {
                "": _way(one, other),
                "items": one.items,
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
                "mutual": answer.reciprocity.mutual,
                "connected": answer.reciprocity.connected,
                "mutual by chance": percent(answer.reciprocity.expected),
            }
        ],
        "Draws: the actors drawn again with replacement. Adjusted: divided by what their "
        "give and take with everybody else leads one to expect. Chance: who amplifies "
        f"whom drawn anew, each actor's activity and popularity kept. {Z} {P}",
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
    )


def _from_each_to_each(answer: MatrixAnswer) -> Matrix:
    return Matrix(
        "From the group of the row to that of the column",
        answer.groups,
        answer.groups,
        answer.counts,
        [
            [None if r == c else _shade(n, answer.expected[r][c]) for c, n in enumerate(row)]
            for r, row in enumerate(answer.counts)
        ],
        "Red: more than by chance, blue: less; the darkest from four times on.",
    )


def _pairs_of_groups(answer: MatrixAnswer) -> Table:
    active = dict(zip(answer.groups, answer.active, strict=True))
    return Table(
        "Pairs of groups",
        [
            {
                "supports more": f"{p.first} ({active[p.first]})",
                "the other": f"{p.second} ({active[p.second]})",
                "items": p.forward,
                "back": p.back,
                "by chance": p.expected_forward,
                "back by chance": p.expected_back,
                "ratio": p.ratio,
                "adjusted": p.adjusted,
                "95 % by chance": interval(p.chance),
                "z": p.z,
                "p": p.p_value,
                "q": p.q_value,
            }
            for p in answer.pairs
        ],
        "In brackets: how many of the group amplify anybody. "
        f"{answer.ungrouped:,} active actors are in none of the groups. {Z} {P} {Q}",
    )


def _shade(count: float, expected: float) -> float:
    return max(-1.0, min(1.0, math.log((count + 0.5) / (expected + 0.5)) / math.log(4)))

"""Support between groups as a page."""

from __future__ import annotations

import math

from api.views.charts import Line, Lines, Matrix
from api.views.report import Report, Table
from api.views.words import interval, percent
from graph.answers.asymmetry_answer import AsymmetryAnswer
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
    a, b = answer.forward, answer.back
    sides = [
        (
            f"{one.group} for {other.group}",
            one.items,
            one.expected,
            one.pairs,
            one.strength,
            one.share_of_output,
            one.members,
            one.active,
        )
        for one, other in ((a, b), (b, a))
    ]
    return Report(
        title=f"Is support between {a.group} and {b.group} symmetric?",
        standfirst=answer.reading,
        sections=(
            Table(
                "Each way",
                (
                    "",
                    "items",
                    "by chance",
                    "pairs",
                    "items a pair",
                    "share of output",
                    "actors",
                    "active",
                ),
                sides,
                "Share of output: of all by which the group amplifies anybody.",
            ),
            Table(
                "Ratio",
                (
                    "ratio",
                    "95 % of draws",
                    "adjusted",
                    "95 % by chance",
                    "z",
                    "p",
                    "mutual",
                    "connected",
                    "mutual by chance",
                ),
                [
                    (
                        answer.ratio,
                        interval(answer.interval),
                        answer.adjusted,
                        interval(answer.chance),
                        answer.z,
                        answer.p_value,
                        answer.reciprocity.mutual,
                        answer.reciprocity.connected,
                        percent(answer.reciprocity.expected),
                    )
                ],
                "Draws: the actors drawn again with replacement. Adjusted: divided by what their "
                "give and take with everybody else leads one to expect. Chance: who amplifies "
                "whom drawn anew, each actor's activity and popularity kept.",
            ),
            Lines(
                "Over time",
                (
                    Line(sides[0][0], [(p.start, p.forward) for p in answer.over_time]),
                    Line(sides[1][0], [(p.start, p.back) for p in answer.over_time]),
                ),
                f"{answer.undated:,} items without a time are in no period.",
            ),
            Lines(
                "Ratio over time",
                (
                    Line(
                        f"{a.group} over {b.group}",
                        [(p.start, p.ratio) for p in answer.over_time],
                        [
                            (p.start, p.interval.low, p.interval.high)
                            for p in answer.over_time
                            if p.interval
                        ],
                    ),
                ),
                "Above 1 the first supports more; the band holds 95 of 100 draws.",
                logarithmic=True,
            ),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def matrix_report(answer: MatrixAnswer) -> Report:
    """Show all groups."""
    active = dict(zip(answer.groups, answer.active, strict=True))
    significant = sum(pair.q_value <= 0.05 for pair in answer.pairs)
    shades = [
        [None if r == c else _shade(n, answer.expected[r][c]) for c, n in enumerate(row)]
        for r, row in enumerate(answer.counts)
    ]
    return Report(
        title="Who supports whom, and who does not answer?",
        standfirst=f"{significant} of {len(answer.pairs)} pairs of groups differ from what "
        f"activity and popularity explain, at q of 0.05; {answer.silent} more cannot be "
        "tested: nothing between them, or one of them amplifies nobody.",
        sections=(
            Matrix(
                "From the group of the row to that of the column",
                answer.groups,
                answer.groups,
                answer.counts,
                shades,
                "Red: more than by chance, blue: less; the darkest from four times on.",
            ),
            Table(
                "Pairs of groups",
                (
                    "supports more",
                    "the other",
                    "items",
                    "back",
                    "by chance",
                    "back by chance",
                    "ratio",
                    "adjusted",
                    "95 % by chance",
                    "z",
                    "p",
                    "q",
                ),
                [
                    (
                        f"{p.first} ({active[p.first]})",
                        f"{p.second} ({active[p.second]})",
                        p.forward,
                        p.back,
                        p.expected_forward,
                        p.expected_back,
                        p.ratio,
                        p.adjusted,
                        interval(p.chance),
                        p.z,
                        p.p_value,
                        p.q_value,
                    )
                    for p in answer.pairs
                ],
                "In brackets: how many of the group amplify anybody. "
                f"{answer.ungrouped:,} active actors are in none of the groups.",
            ),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _shade(count: float, expected: float) -> float:
    return max(-1.0, min(1.0, math.log((count + 0.5) / (expected + 0.5)) / math.log(4)))

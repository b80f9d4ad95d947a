"""Ties against behaviour as a page."""

from __future__ import annotations

from api.views.report import Report, Table
from api.views.words import interval
from graph.answers.ties import TiesAnswer

LIMITS = (
    "A tie that no source states counts as none; so does an owner of whom no account is known.",
    "That tied pairs amplify each other more does not say that the tie is why: ask what else they "
    "share.",
    "An agreement dated by a year is taken to begin on its first day.",
)


def ties_report(answer: TiesAnswer) -> Report:
    """Show tied pairs beside comparable ones, and before and after agreements."""
    return Report(
        title="Do formal ties show up in what actors do?",
        standfirst=answer.reading,
        sections=(
            Table(
                "Pairs",
                ("", "pairs", "connected", "items", "by activity and popularity"),
                [
                    (name, d.pairs, d.connected, d.items, d.expected)
                    for name, d in (("tied", answer.tied), ("not tied", answer.untied))
                ],
                f"{answer.actors:,} of {answer.all_actors:,} actors looked at.",
            ),
            Table(
                "How much more",
                ("ratio", "95 % of draws", "95 % by chance", "p", "sampling error (log)"),
                [
                    (
                        answer.ratio,
                        interval(answer.interval),
                        interval(answer.chance),
                        answer.p_value,
                        answer.sampling_error,
                    )
                ],
                "Items of tied pairs over what comparable pairs lead one to expect: of actors as "
                "active and as popular, likewise of one country and language or not.",
            ),
            Table(
                "Regression of the logarithm of 1 + items",
                ("variable", "estimate", "p"),
                [
                    (c.name, c.estimate, answer.model_p_value if k == 0 else None)
                    for k, c in enumerate(answer.model)
                ],
                "MRQAP; only the tie is tested.",
            ),
            Table(
                "Before and after agreements",
                (
                    "party",
                    "and",
                    "since",
                    "before",
                    "after",
                    "others before",
                    "others after",
                    "growth ratio",
                ),
                [
                    (
                        d.first.name,
                        d.second.name,
                        d.since,
                        d.before,
                        d.after,
                        d.others_before,
                        d.others_after,
                        d.ratio,
                    )
                    for d in answer.dated.items
                ],
                f"{answer.dated.undated} more agreements have no date, or bind nobody here.",
            ),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )

"""Ties against behaviour as a page."""

from __future__ import annotations

from api.views.leads import actor
from api.views.report import Report, Table
from api.views.words import P, interval
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
        sections=(_pairs(answer), _ratio(answer), _regression(answer), _agreements(answer)),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _pairs(answer: TiesAnswer) -> Table:
    return Table(
        "Pairs",
        [
            {
                "": name,
                "pairs": d.pairs,
                "connected": d.connected,
                "items": d.items,
                "by activity and popularity": d.expected,
            }
            for name, d in (("tied", answer.tied), ("not tied", answer.untied))
        ],
        f"{answer.actors:,} of {answer.all_actors:,} actors looked at.",
    )


def _ratio(answer: TiesAnswer) -> Table:
    return Table(
        "How much more",
        [
            {
                "ratio": answer.ratio,
                "95 % of draws": interval(answer.interval),
                "95 % by chance": interval(answer.chance),
                "p": answer.p_value,
                "sampling error (log)": answer.sampling_error,
            }
        ],
        "Items of tied pairs over what comparable pairs lead one to expect: of actors as "
        f"active and as popular, likewise of one country and language or not. {P} Sampling error: "
        "between samples of the actors.",
    )


def _regression(answer: TiesAnswer) -> Table:
    return Table(
        "Regression of the logarithm of 1 + items",
        [
            {
                "variable": c.name,
                "estimate": c.estimate,
                "p": answer.model_p_value if k == 0 else None,
            }
            for k, c in enumerate(answer.model)
        ],
        "MRQAP: the actors exchange their places, for what chance gives. Only the tie is tested.",
        empty="No pair differs from the others in being tied: load owners or agreements, or ask "
        "for more actors.",
    )


def _agreements(answer: TiesAnswer) -> Table:
    return Table(
        "Before and after agreements",
        [
            {
                "party": actor(d.first),
                "and": actor(d.second),
                "since": d.since,
                "before": d.before,
                "after": d.after,
                "others before": d.others_before,
                "others after": d.others_after,
                "growth ratio": d.ratio,
            }
            for d in answer.dated.items
        ],
        f"{answer.dated.undated} more agreements have no date, or bind nobody here.",
        empty="No agreement with a date binds two actors of this part: load agreements with their "
        "dates, or ask for more actors.",
    )

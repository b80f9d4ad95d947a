"""The spread of narratives as a page."""

from __future__ import annotations

from api.views.charts import Line, Lines
from api.views.report import Report, Table
from api.views.words import lag
from graph.answers.narratives import NarrativesAnswer

LIMITS = (
    "First in the data is not first in the world: who was not collected cannot be first.",
    "That one group runs ahead of another does not say that the other copied: both may follow a "
    "third, or the news itself.",
    "A term is not a narrative: items that deny a claim use its words too. Read the first items.",
)


def narratives_report(answer: NarrativesAnswer) -> Report:
    """Show first movers, lags, the timeline and who runs ahead."""
    sections = [
        Lines(
            "Timeline",
            [
                Line(name, [(b.start, b.counts[k]) for b in answer.timeline])
                for k, name in _busiest(answer)
            ],
            "Items of all narratives in each step, of the six groups with most.",
        )
    ]
    tables = [
        Table(
            f"Who was first: {spread.name}",
            ("group", "first", "lag", "by", "title", "items", "actors", "median lag of an actor"),
            [
                (
                    m.group,
                    m.at,
                    lag(m.lag_seconds),
                    m.actor.name,
                    m.title or m.item,
                    m.items,
                    m.actors,
                    lag(m.median_lag_seconds),
                )
                for m in spread.movers
            ],
            f"{spread.items:,} items by {spread.actors:,} actors, {spread.undated:,} without a "
            f"time. Found by {spread.found_by}.",
        )
        for spread in answer.narratives
    ]
    return Report(
        title="How did it spread?",
        standfirst=answer.reading,
        sections=(
            *sections,
            *tables,
            Table(
                "Lags between groups, over the narratives",
                (
                    "first",
                    "then",
                    "narratives",
                    "earlier",
                    "at once",
                    "median",
                    "middle half",
                    "95 % of the median",
                    "p",
                ),
                [
                    (
                        g.first,
                        g.second,
                        g.narratives,
                        g.ahead,
                        g.ties,
                        lag(g.median_seconds),
                        *tuple(
                            f"{lag(s.low)} to {lag(s.high)}" if s else ""
                            for s in (g.quartiles, g.interval)
                        ),
                        g.p_value,
                    )
                    for g in answer.lags
                ],
                "Between the first items of each, in narratives in which both have one.",
            ),
            Table(
                "Whose counts run ahead",
                (
                    "first",
                    "second",
                    "lag in steps",
                    "correlation",
                    "q of the correlation",
                    "bits to the second",
                    "q to the second",
                    "bits to the first",
                    "q to the first",
                ),
                [
                    (
                        lead.found.first,
                        lead.found.second,
                        lead.found.best.lag,
                        lead.found.best.value,
                        lead.q_value,
                        lead.found.transfer,
                        lead.transfer_q_value,
                        lead.found.back,
                        lead.back_q_value,
                    )
                    for lead in answer.leads
                ],
                "Against the same series shifted in time. A lag above 0: the first runs ahead.",
            ),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _busiest(answer: NarrativesAnswer) -> list[tuple[int, str]]:
    totals = [sum(b.counts[k] for b in answer.timeline) for k in range(len(answer.groups))]
    order = sorted(range(len(totals)), key=lambda k: -totals[k])
    return [(k, answer.groups[k]) for k in order[:6] if totals[k]]

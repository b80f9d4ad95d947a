"""The spread of narratives as a page."""

from __future__ import annotations

from api.views.charts import Line, Lines
from api.views.report import Report, Table
from api.views.words import P, Q, lag
from graph.answers.chance import Interval
from graph.answers.narratives import NarrativesAnswer, NarrativeSpread

LIMITS = (
    "First in the data is not first in the world: who was not collected cannot be first.",
    "That one group runs ahead of another does not say that the other copied: both may follow a "
    "third, or the news itself.",
    "A term is not a narrative: items that deny a claim use its words too. Read the first items.",
)


def narratives_report(answer: NarrativesAnswer) -> Report:
    """Show first movers, lags, the timeline and who runs ahead."""
    return Report(
        title="How did it spread?",
        standfirst=answer.reading,
        sections=(
            _timeline(answer),
            *(_first_movers(spread) for spread in answer.narratives),
            _lags(answer),
            _ahead(answer),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _timeline(answer: NarrativesAnswer) -> Lines:
    return Lines(
        "Timeline",
        [
            Line(name, [(b.start, b.counts[k]) for b in answer.timeline])
            for k, name in _busiest(answer)
        ],
        "Items of all narratives in each step, of the six groups with most.",
    )


def _first_movers(spread: NarrativeSpread) -> Table:
    return Table(
        f"Who was first: {spread.name}",
        [
            {
                "group": m.group,
                "first": m.at,
                "lag": lag(m.lag_seconds),
                "by": m.actor.name,
                "title": m.title or m.item,
                "items": m.items,
                "actors": m.actors,
                "median lag of an actor": lag(m.median_lag_seconds),
            }
            for m in spread.movers
        ],
        f"{spread.items:,} items by {spread.actors:,} actors, {spread.undated:,} without a "
        f"time. Found by {spread.found_by}.",
    )


def _lags(answer: NarrativesAnswer) -> Table:
    return Table(
        "Lags between groups, over the narratives",
        [
            {
                "first": g.first,
                "then": g.second,
                "narratives": g.narratives,
                "earlier": g.ahead,
                "at once": g.ties,
                "median": lag(g.median_seconds),
                "middle half": _lag_range(g.quartiles),
                "95 % of the median": _lag_range(g.interval),
                "p": g.p_value,
            }
            for g in answer.lags
        ],
        f"Between the first items of each, in narratives in which both have one. {P}",
    )


def _ahead(answer: NarrativesAnswer) -> Table:
    return Table(
        "Whose counts run ahead",
        [
            {
                "first": lead.found.first,
                "second": lead.found.second,
                "lag in steps": lead.found.best.lag,
                "correlation": lead.found.best.value,
                "q of the correlation": lead.q_value,
                "bits to the second": lead.found.transfer,
                "q to the second": lead.transfer_q_value,
                "bits to the first": lead.found.back,
                "q to the first": lead.back_q_value,
            }
            for lead in answer.leads
        ],
        "Against the same series shifted in time. A lag above 0: the first runs ahead. Bits: how "
        f"much the last step of the one tells of the other's next step. {Q}",
    )


def _lag_range(found: Interval | None) -> str:
    return f"{lag(found.low)} to {lag(found.high)}" if found else ""


def _busiest(answer: NarrativesAnswer) -> list[tuple[int, str]]:
    totals = [sum(b.counts[k] for b in answer.timeline) for k in range(len(answer.groups))]
    order = sorted(range(len(totals)), key=lambda k: -totals[k])
    return [(k, answer.groups[k]) for k in order[:6] if totals[k]]

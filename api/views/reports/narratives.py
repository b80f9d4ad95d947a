"""The spread of narratives as a page."""

from __future__ import annotations

from collections.abc import Callable

from api.views import called
from api.views.charts import Line, Lines
from api.views.leads import actor, address
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

_NONE_DATED = (
    "No dated item of a group was found: ask for other terms or a longer time, or load texts."
)


def narratives_report(answer: NarrativesAnswer) -> Report:
    """Show first movers, lags, the timeline and who runs ahead."""
    names = _names(answer)
    return Report(
        title="How did it spread?",
        standfirst=_reading(answer, names),
        sections=(
            _timeline(answer, names),
            *(_first_movers(spread, names) for spread in answer.narratives),
            _lags(answer, names),
            _ahead(answer, names),
        ),
        limits=LIMITS,
        provenance=(answer.provenance,),
    )


def _names(answer: NarrativesAnswer) -> Callable[[str], str]:
    """What each group is called: names of countries and languages instead of their codes."""
    told = called.dimensions(answer.provenance.parameters)
    names = {name: called.group(name, told.get(name)) for name in answer.groups}
    return lambda name: names.get(name, name)


def _reading(answer: NarrativesAnswer, names: Callable[[str], str]) -> str:
    said = answer.reading
    for group in answer.groups:
        said = said.replace(f" ({group}) on ", f" ({names(group)}) on ")
    return said


def _timeline(answer: NarrativesAnswer, names: Callable[[str], str]) -> Lines:
    return Lines(
        "Timeline",
        [
            Line(names(name), [(b.start, b.counts[k]) for b in answer.timeline])
            for k, name in _busiest(answer)
        ],
        "Items of all narratives in each step, of the six groups with most.",
        empty=_NONE_DATED,
    )


def _first_movers(spread: NarrativeSpread, names: Callable[[str], str]) -> Table:
    return Table(
        f"Who was first: {spread.name}",
        [
            {
                "group": names(m.group),
                "first": m.at,
                "lag": lag(m.lag_seconds),
                "by": actor(m.actor),
                "title": address(m.title or m.item, m.url),
                "items": m.items,
                "actors": m.actors,
                "median lag of an actor": lag(m.median_lag_seconds),
            }
            for m in spread.movers
        ],
        f"{spread.items:,} items by {spread.actors:,} actors, {spread.undated:,} without a "
        f"time. Found by {spread.found_by}.",
        empty=_NONE_DATED,
    )


def _lags(answer: NarrativesAnswer, names: Callable[[str], str]) -> Table:
    return Table(
        "Lags between groups, over the narratives",
        [
            {
                "first": names(g.first),
                "then": names(g.second),
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
        empty="No two groups have dated items of the same narrative: ask for more "
        "narratives, or for other groups.",
    )


def _ahead(answer: NarrativesAnswer, names: Callable[[str], str]) -> Table:
    return Table(
        "Whose counts run ahead",
        [
            {
                "first": names(lead.found.first),
                "second": names(lead.found.second),
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
        empty="No two groups have counts in enough steps to compare: ask for a shorter step or a "
        "longer time.",
    )


def _lag_range(found: Interval | None) -> str:
    return f"{lag(found.low)} to {lag(found.high)}" if found else ""


def _busiest(answer: NarrativesAnswer) -> list[tuple[int, str]]:
    totals = [sum(b.counts[k] for b in answer.timeline) for k in range(len(answer.groups))]
    order = sorted(range(len(totals)), key=lambda k: -totals[k])
    return [(k, answer.groups[k]) for k in order[:6] if totals[k]]

"""Two windows, and communities over windows, as a page."""

from __future__ import annotations

from datetime import datetime

from api.views.charts import Line, Lines
from api.views.leads import Lead, actor, actors, evidence, network
from api.views.report import Report, Section, Table
from api.views.words import Q, interval
from graph.answers.change import ChangeAnswer, Shift, Shifts, WindowCount
from graph.answers.tracking import TrackingAnswer

LIMITS = (
    "A change of what was collected looks like a change of behaviour: look at the counts of both "
    "windows, and at what was loaded.",
    "Shares of the whole are compared: if one grows, the others' shares fall.",
    "That something changed after an event does not say that it changed because of it: ask for "
    "windows without the event too.",
)

_LEAD = "A name leads to the actor, and a count of a pair to the evidence in that window."
_SAME = "None has another share than before: take longer windows, or compare other times."
_NO_COMMUNITY = "No window holds a community of this size: take longer windows, or smaller ones."


def change_report(answer: ChangeAnswer, tracking: TrackingAnswer | None = None) -> Report:
    """Show what rose and what faded, and the communities of the two windows."""
    return Report(
        title="What changed between two windows?",
        standfirst=answer.reading,
        sections=(
            _windows(answer),
            *_shifts("pairs", answer.pairs, answer),
            *_shifts("amplifiers", answer.amplifiers, answer),
            *_shifts("amplified", answer.amplified, answer),
            *(tracking_sections(tracking) if tracking else ()),
        ),
        limits=LIMITS,
        provenance=(answer.provenance, *((tracking.provenance,) if tracking else ())),
    )


def tracking_report(answer: TrackingAnswer) -> Report:
    """Show communities over windows."""
    told = ", ".join(f"{count} {fate}" for fate, count in answer.counts.items() if count)
    return Report(
        title="How do communities live on?",
        standfirst=f"{len(answer.windows)} windows: {told or 'no community in any'}.",
        sections=tracking_sections(answer),
        limits=(
            "Communities are found window by window: where `steadiness` is low, another seed would "
            "have cut them elsewhere, and fates mean little.",
            *LIMITS[:1],
        ),
        provenance=(answer.provenance,),
    )


def tracking_sections(answer: TrackingAnswer) -> tuple[Section, ...]:
    """The chart and the tables of communities over windows."""
    return _members(answer), _fates(answer), _communities(answer)


def _windows(answer: ChangeAnswer) -> Table:
    return Table(
        "The two windows",
        [
            {
                "": name,
                "since": w.since[:10],
                "until": w.until[:10],
                "items": w.items,
                "pairs": w.pairs,
                "amplifiers": w.amplifiers,
                "amplified": w.amplified,
            }
            for name, w in (("before", answer.before), ("after", answer.after))
        ],
        f"{answer.undated:,} items of unknown time are in neither.",
    )


def _shifts(name: str, shifts: Shifts, answer: ChangeAnswer) -> tuple[Table, Table]:
    said = (
        f"{shifts.significant:,} of {shifts.tested:,} changed at q of 0.05; "
        f"{shifts.bursts:.1f} items count as one. {Q}"
    )
    lead = _LEAD if name == "pairs" else ""
    rising, fading = (
        [_shift(shift, answer) for shift in some] for some in (shifts.rising, shifts.fading)
    )
    return (
        Table(f"Rising {name}", rising, said, empty=_SAME, lead=lead),
        Table(f"Fading {name}", fading, empty=_SAME, lead=lead),
    )


def _shift(shift: Shift, answer: ChangeAnswer) -> dict[str, object]:
    return {
        "amplifier": actor(shift.source),
        "amplified": actor(shift.target),
        "before": _count(shift.before, shift, answer.before),
        "after": _count(shift.after, shift, answer.after),
        "ratio of shares": shift.ratio,
        "95 %": interval(shift.interval),
        "q": shift.q_value,
    }


def _count(count: int, shift: Shift, window: WindowCount) -> Lead | int:
    """A count that leads to the evidence in its window, where it is of a pair."""
    if not (count and shift.source and shift.target):
        return count
    span = (window.since, window.until)
    return evidence(count, shift.source, shift.target, span=span)


def _members(answer: TrackingAnswer) -> Lines:
    sizes: dict[int, list[tuple[datetime, float]]] = {}
    for window in answer.windows:
        for found in window.communities:
            at = datetime.fromisoformat(window.since)
            sizes.setdefault(found.track, []).append((at, float(found.size)))
    largest = sorted(sizes, key=lambda track: -max(size for _, size in sizes[track]))[:6]
    return Lines(
        "Members of the largest communities",
        [Line(f"community {track}", sizes[track]) for track in largest],
        "A community keeps its number as long as its largest heir lives.",
        empty=_NO_COMMUNITY,
    )


def _fates(answer: TrackingAnswer) -> Table:
    return Table(
        "Fates",
        [
            {
                "window": f.window,
                "fate": f.fate.value,
                "before": list(f.before),
                "after": list(f.after),
                "overlap": f.overlap,
            }
            for f in answer.fates
        ],
        "Numbers are those within the windows, below.",
        empty=_NO_COMMUNITY,
    )


def _communities(answer: TrackingAnswer) -> Table:
    return Table(
        "Communities",
        [
            {
                "window": k,
                "since": w.since[:10],
                "community": c.track,
                "number": network(c.number, community=str(c.number), since=w.since, until=w.until),
                "members": c.size,
                "most active": actors(c.top),
                "steadiness": w.steadiness,
            }
            for k, w in enumerate(answer.windows, start=1)
            for c in w.communities
        ],
        empty=_NO_COMMUNITY,
        lead="The number leads to the community's network in that window, and a name to the actor.",
    )

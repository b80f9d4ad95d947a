"""Two windows, and communities over windows, as a page."""

from __future__ import annotations

from datetime import datetime

from api.views.charts import Line, Lines
from api.views.report import Report, Table
from api.views.words import interval
from graph.answers.change import ChangeAnswer, Shift, Shifts
from graph.answers.tracking import TrackingAnswer

LIMITS = (
    "A change of what was collected looks like a change of behaviour: look at the counts of both "
    "windows, and at what was loaded.",
    "Shares of the whole are compared: if one grows, the others' shares fall.",
    "That something changed after an event does not say that it changed because of it: ask for "
    "windows without the event too.",
)
_COLUMNS = ("amplifier", "amplified", "before", "after", "ratio of shares", "95 %", "q")


def change_report(answer: ChangeAnswer, tracking: TrackingAnswer | None = None) -> Report:
    """Show what rose and what faded, and the communities of the two windows."""
    one, other = answer.before, answer.after
    sections = [
        Table(
            "The two windows",
            ("", "since", "until", "items", "pairs", "amplifiers", "amplified"),
            [
                (name, w.since[:10], w.until[:10], w.items, w.pairs, w.amplifiers, w.amplified)
                for name, w in (("before", one), ("after", other))
            ],
            f"{answer.undated:,} items of unknown time are in neither.",
        )
    ]
    for name, shifts in (
        ("pairs", answer.pairs),
        ("amplifiers", answer.amplifiers),
        ("amplified", answer.amplified),
    ):
        sections += _shifts(name, shifts)
    return Report(
        title="What changed between two windows?",
        standfirst=answer.reading,
        sections=[*sections, *(tracking_sections(tracking) if tracking else ())],
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


def tracking_sections(answer: TrackingAnswer) -> list[Table | Lines]:
    """The tables and the chart of communities over windows."""
    sizes: dict[int, list[tuple[datetime, float]]] = {}
    for window in answer.windows:
        for found in window.communities:
            at = datetime.fromisoformat(window.since)
            sizes.setdefault(found.track, []).append((at, float(found.size)))
    largest = sorted(sizes, key=lambda track: -max(size for _, size in sizes[track]))[:6]
    return [
        Lines(
            "Members of the largest communities",
            [Line(f"community {track}", sizes[track]) for track in largest],
            "A community keeps its number as long as its largest heir lives.",
        ),
        Table(
            "Fates",
            ("window", "fate", "before", "after", "overlap"),
            [
                (f.window, f.fate.value, list(f.before), list(f.after), f.overlap)
                for f in answer.fates
            ],
            "Numbers are those within the windows, below.",
        ),
        Table(
            "Communities",
            ("window", "since", "community", "number", "members", "most active", "steadiness"),
            [
                (k, w.since[:10], c.track, c.number, c.size, [n.name for n in c.top], w.steadiness)
                for k, w in enumerate(answer.windows, start=1)
                for c in w.communities
            ],
        ),
    ]


def _shifts(name: str, shifts: Shifts) -> list[Table]:
    said = (
        f"{shifts.significant:,} of {shifts.tested:,} changed at q of 0.05; "
        f"{shifts.bursts:.1f} items count as one."
    )
    return [
        Table(f"Rising {name}", _COLUMNS, [_row(s) for s in shifts.rising], said),
        Table(f"Fading {name}", _COLUMNS, [_row(s) for s in shifts.fading]),
    ]


def _row(shift: Shift) -> tuple[object, ...]:
    return (
        shift.source and shift.source.name,
        shift.target and shift.target.name,
        shift.before,
        shift.after,
        shift.ratio,
        interval(shift.interval),
        shift.q_value,
    )

"""A story's cascade: time from left to right, a lane for each actor, a line to each source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from api.views.called import country
from api.views.colours import assign
from api.views.leads import Site
from api.views.plain import render_plain
from api.views.text import LABEL_LENGTH, clean, web_address
from api.views.words import apart
from graph.answers.nodes import NodeSummary
from graph.answers.story import StoryAnswer, StoryItem

LANES: Final = 40
"""Actors that are drawn, the first to publish; all items are in the table."""

_WIDTH, _LEFT, _RIGHT = 1_100.0, 190.0, 30.0
_TOP, _LANE, _BOTTOM = 16.0, 26.0, 34.0
_MOST_TICKS: Final = 8
_STEPS: Final = (
    1, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
    2_592_000, 7_776_000, 31_536_000, 157_680_000, 315_360_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Dot:
    """An item in the drawing."""

    number: int
    x: float
    y: float
    radius: float
    colour: str
    says: str
    url: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    """From an item to the one it took its text from."""

    path: str
    dashed: bool
    says: str


@dataclass(frozen=True, slots=True)
class _Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class _Lane:
    y: float
    name: str
    country: str


def render_cascade(answer: StoryAnswer, site: Site | None = None) -> str:
    """The cascade as HTML text, in UTF-8 once it is encoded; strings in it may be hostile.

    Args:
        answer: The story.
        site: Where names lead, where a server shows the page.
    """
    dated = [item for item in answer.items if item.published_at is not None]
    actors = list(dict.fromkeys(item.actor.id for item in dated))
    lanes = {id_: k for k, id_ in enumerate(actors[:LANES])}
    drawn = [item for item in dated if item.actor.id in lanes]
    who = {item.actor.id: item.actor for item in answer.items}
    names = apart(who.values())
    colours = assign((item.actor.country or "" for item in drawn), "country")
    scale = _Scale.of([item.published_at for item in drawn if item.published_at])
    numbers = {item.id: k + 1 for k, item in enumerate(answer.items)}
    dots = {
        item.id: _dot(numbers[item.id], item, lanes[item.actor.id], scale, colours)
        for item in drawn
    }
    return render_plain(
        "cascade.html.j2",
        answer.provenance,
        title=clean(answer.story.title, 200),
        answer=answer,
        site=site,
        story=answer.story,
        numbers=numbers,
        dots=list(dots.values()),
        lines=[line for item in drawn if (line := _line(item, dots)) is not None],
        ticks=scale.ticks(),
        lanes=[_lane(who[id_], names[id_], k) for id_, k in lanes.items()],
        legend=sorted((country(code) or "unknown", colour) for code, colour in colours.items()
                      if any((item.actor.country or "") == code for item in drawn)),
        width=_WIDTH,
        height=_TOP + _LANE * max(len(lanes), 1) + _BOTTOM,
        axis=_TOP + _LANE * max(len(lanes), 1),
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        shown=len(drawn),
        undated=len(answer.items) - len(dated),
        hidden_actors=len(actors) - len(lanes),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scale:
    """From times to places; one time alone stands in the middle."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, times: list[datetime]) -> _Scale:
        now = datetime.now(UTC)
        return cls(min(times, default=now), max(times, default=now))

    def __call__(self, moment: datetime) -> float:
        span = (self.last - self.first).total_seconds()
        share = (moment - self.first).total_seconds() / span if span else 0.5
        return round(_LEFT + 12 + share * (_WIDTH - _RIGHT - _LEFT - 24), 1)

    def ticks(self) -> list[_Tick]:
        """Few round times: UTC midnights and full hours where they are far enough apart."""
        span = (self.last - self.first).total_seconds()
        step = next((s for s in _STEPS if span / s <= _MOST_TICKS), _STEPS[-1])
        begin = math.ceil(self.first.timestamp() / step)
        end = math.floor(self.last.timestamp() / step)
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        moments = [epoch + timedelta(seconds=k * step) for k in range(begin, end + 1)]
        moments = moments[: 2 * _MOST_TICKS] or [self.first]
        form = "%Y-%m-%d" if step >= 86_400 else "%b %d %H:%M" if step >= 60 else "%H:%M:%S"
        return [_Tick(self(moment), f"{moment:{form}}") for moment in moments]


def _dot(number: int, item: StoryItem, lane: int, scale: _Scale, colours: dict[str, str]) -> _Dot:
    assert item.published_at is not None  # noqa: S101 - only dated items are drawn
    words = item.title or item.excerpt or item.id
    return _Dot(
        number,
        scale(item.published_at),
        _height(lane),
        round(4 + 1.6 * math.sqrt(item.copies), 1),
        colours[item.actor.country or ""],
        clean(f"{number}. {item.actor.name}, {item.published_at:%Y-%m-%d %H:%M} UTC: {words}", 300),
        web_address(item.url),
    )


def _line(item: StoryItem, dots: dict[str, _Dot]) -> _Line | None:
    taken = item.taken_from
    if taken is None or taken.item not in dots:
        return None
    end, start = dots[item.id], dots[taken.item]
    middle = (start.x + end.x) / 2
    path = f"M{start.x} {start.y}C{middle:.1f} {start.y} {middle:.1f} {end.y} {end.x} {end.y}"
    alike = "" if taken.similarity is None else f", similarity {taken.similarity:.2f}"
    says = f"{end.number} took it from {start.number}: {taken.method or ''}{alike}"
    return _Line(path, "translation" in (taken.method or ""), clean(says, LABEL_LENGTH))


def _lane(actor: NodeSummary, name: str, lane: int) -> _Lane:
    return _Lane(_height(lane), clean(name, 26), clean(actor.country or "", 4))


def _height(lane: int) -> float:
    return _TOP + _LANE * lane + _LANE / 2

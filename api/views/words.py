"""How actors, times, spans of time, shares and intervals are written for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from graph.answers.chance import Interval
from graph.answers.change import RatioRange
from graph.answers.nodes import NodeSummary

P: Final = "p: how often chance gives as much."
Q: Final = (
    "q: p, corrected for how many were compared; of those up to 0.05, one in 20 may be false."
)
Z: Final = "z: how many standard deviations from what chance gives on average."

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def named(node: NodeSummary) -> str:
    """An actor's name with the id by which it is asked for; only the id where it has no name."""
    return node.id if node.name == node.id else f"{node.name} ({node.id})"


def apart(nodes: Iterable[NodeSummary]) -> dict[str, str]:
    """Names by id, short enough for a drawing; where several bear one name, the ids themselves."""
    names = {node.id: node.name for node in nodes}
    bearers = Counter(names.values())
    return {id_: name if bearers[name] == 1 else id_ for id_, name in names.items()}


def lag(seconds: float | None) -> str:
    """A span of time in two units at most: `3 d 4 h`, `12 min`; with a sign where negative."""
    if seconds is None:
        return ""
    sign, left = ("-" if seconds < 0 else ""), abs(round(seconds))
    for unit, size, smaller, name in ((_DAY, _HOUR, "h", "d"), (_HOUR, _MINUTE, "min", "h")):
        if left >= unit:
            rest = left % unit // size
            return f"{sign}{left // unit:,} {name}" + (f" {rest} {smaller}" if rest else "")
    if left >= _MINUTE:
        rest = left % _MINUTE
        return f"{sign}{left // _MINUTE} min" + (f" {rest} s" if rest else "")
    return f"{sign}{left} s"


def written(moment: datetime | None) -> str:
    """A time to the minute, in UTC, and said so."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def interval(found: Interval | RatioRange | None) -> str:
    """From where to where values lie; open above where no end can be told."""
    if found is None:
        return ""
    return f"{found.low:.3g} " + ("or more" if found.high is None else f"to {found.high:.3g}")


def percent(share: float | None) -> str:
    """A share of one, to a tenth of a percent."""
    return "" if share is None else f"{share:.1%}"

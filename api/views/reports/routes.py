"""Routes as a page: ways that content can have gone, and those that the clock allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from api.views.layers import Key, Layers
from api.views.leads import Lead, Words, actor, evidence
from api.views.report import Report, Table
from api.views.words import lag, named
from graph.answers.hops import Hop
from graph.answers.nodes import NodeSummary
from graph.answers.paths import Path, PathsAnswer
from graph.answers.temporal_paths import Best, TemporalPathAnswer, TimedHop
from graph.snapshot import Flow

DRAWN: Final = 12
"""Routes in the picture."""

LIMITS = (
    "A route says that each two neighbours are connected, not that one text went all the way: for "
    "one text, look at its story.",
    "In a graph with a few hubs almost everybody is near everybody: a short route through a hub "
    "is no finding.",
    "Without a route in order of time, content did not go this way within this data; what is not "
    "in the data may exist.",
)
_NAMES = {
    Best.EARLIEST_ARRIVAL: "arrives first",
    Best.LATEST_DEPARTURE: "leaves last",
    Best.FASTEST: "takes the least time",
    Best.FEWEST_HOPS: "has the fewest events",
}


def routes_report(found: PathsAnswer, timed: Sequence[TemporalPathAnswer]) -> Report:
    """Show the shortest routes, and the best ones in order of time."""
    arrow = "→ content →" if found.flow is Flow.CONTENT else "→ amplified →"
    return Report(
        title="By which way?",
        standfirst=_standfirst(found, timed),
        sections=(
            _picture(found),
            _shortest(found, arrow),
            *(_in_time(answer, arrow) for answer in timed),
        ),
        limits=LIMITS,
        provenance=(found.provenance, *(answer.provenance for answer in timed)),
    )


def _standfirst(found: PathsAnswer, timed: Sequence[TemporalPathAnswer]) -> str:
    sources, targets = (_ends(found, timed, name) for name in ("source", "target"))
    routes = "route" if len(found.paths) == 1 else "routes"
    some = any(answer.found for answer in timed)
    return (
        f"From {sources} to {targets}: {len(found.paths)} {routes}{_more(found)}. "
        f"{'Some are possible' if some else 'None is'} in order of time."
    )


def _more(found: PathsAnswer) -> str:
    return "; there are more" if found.truncated else ""


def _shortest(found: PathsAnswer, arrow: str) -> Table:
    return Table(
        "Routes, the shortest first",
        [
            {
                "": number,
                "way": _way(path, arrow),
                "cost": path.cost,
                "evidence on each hop": _counts(path),
            }
            for number, path in enumerate(found.paths, start=1)
        ],
        f"{found.reading} {len(found.paths)} shown{_more(found)}.",
        empty="No route: ask for more kinds or a longer time, or begin and end elsewhere.",
    )


def _in_time(answer: TemporalPathAnswer, arrow: str) -> Table:
    took = f"First event to last: {lag(answer.duration_seconds)}."
    return Table(
        f"In order of time: the route that {_NAMES[answer.best]}",
        [
            {
                "at": hop.at,
                "from": actor(start),
                "": arrow,
                "to": actor(end),
                "by": _event(hop, start, end),
                "waited": lag(hop.wait_seconds),
            }
            for hop, start, end in zip(answer.hops, answer.nodes, answer.nodes[1:], strict=False)
        ],
        f"{answer.reading} {took}" if answer.found else "There is none.",
        empty="No chain of events in this order: allow longer waits, or ask for a longer time.",
    )


def _picture(found: PathsAnswer) -> Layers:
    """The first routes, hop by hop; a node of two routes at one hop is one mark."""
    marks: dict[Key, str] = {}
    leads: dict[Key, Lead | None] = {}
    links: dict[tuple[Key, Key], float] = {}
    for path in found.paths[:DRAWN]:
        keys = [(k, node.id) for k, node in enumerate(path.nodes)]
        marks |= {key: node.name for key, node in zip(keys, path.nodes, strict=True)}
        leads |= {key: actor(node) for key, node in zip(keys, path.nodes, strict=True)}
        links |= {(a, b): hop.count for a, b, hop in zip(keys, keys[1:], path.hops, strict=False)}
    return Layers(
        "The routes as a picture",
        marks,
        [(a, b, count) for (a, b), count in links.items()],
        f"At most {DRAWN}, the first, hop by hop from left to right; the width "
        "grows with the logarithm of the evidence.",
        "No route to draw: ask for more kinds or a longer time, or begin and end elsewhere.",
        leads,
    )


def _way(path: Path, arrow: str) -> Words:
    first, *others = path.nodes
    return Words((actor(first), *(part for node in others for part in (f" {arrow} ", actor(node)))))


def _counts(path: Path) -> list[Words]:
    return [Words(tuple(_count(hop))) for hop in path.hops]


def _count(hop: Hop) -> Iterator[Lead | str]:
    """How much stands behind a hop, leading to its evidence."""
    if not hop.relationships:
        yield f"{hop.count:,}"
        return
    r = hop.relationships[0]
    alone = len(hop.relationships) == 1
    yield evidence(hop.count, r.source, r.target, r.type, r.kind if alone else None)
    first = [each.first_at for each in hop.relationships if each.first_at]
    last = [each.last_at for each in hop.relationships if each.last_at]
    if first and last:
        yield f" ({min(first):%Y-%m-%d} to {max(last):%Y-%m-%d})"


def _event(hop: TimedHop, start: NodeSummary, end: NodeSummary) -> Words:
    who, whom = (end, start) if hop.amplifier == hop.end else (start, end)
    then = (hop.at.isoformat(), (hop.at + timedelta(milliseconds=1)).isoformat())
    what = evidence(hop.kind or hop.type, who, whom, hop.type, hop.kind, then)
    return Words((what, " by ", actor(who)))


def _ends(found: PathsAnswer, timed: Sequence[TemporalPathAnswer], end: str) -> str:
    """Where the routes begin or end: with names, as far as a route was found that tells them."""
    asked = found.provenance.parameters.get(end)
    ways = [*(path.nodes for path in found.paths), *(answer.nodes for answer in timed)]
    names = {node.id: named(node) for nodes in ways for node in nodes}
    ends = [names.get(id_, str(id_)) for id_ in asked] if isinstance(asked, list) else []
    return ", ".join(ends)[:300]

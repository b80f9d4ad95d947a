"""Routes as a page: ways that content can have gone, and those that the clock allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.views.layers import Key, Layers
from api.views.report import Report, Table
from api.views.words import lag, named
from graph.answers.paths import Path, PathsAnswer
from graph.answers.temporal_paths import Best, TemporalPathAnswer
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
    more = "; there are more" if found.truncated else ""
    sections: list[Table | Layers] = [
        _picture(found),
        Table(
            "Routes, the shortest first",
            ("", "way", "cost", "evidence on each hop"),
            [
                (number, _way(path, arrow), path.cost, _counts(path))
                for number, path in enumerate(found.paths, start=1)
            ],
            f"{found.reading} {len(found.paths)} shown{more}.",
        ),
    ]
    for answer in timed:
        rows = [
            (hop.at, answer.nodes[k].name, arrow, answer.nodes[k + 1].name, *_event(answer, k))
            for k, hop in enumerate(answer.hops)
        ]
        took = f"First event to last: {lag(answer.duration_seconds)}."
        sections.append(
            Table(
                f"In order of time: the route that {_NAMES[answer.best]}",
                ("at", "from", "", "to", "by", "waited"),
                rows,
                f"{answer.reading} {took}" if answer.found else "There is none.",
            )
        )
    sources, targets = (_ends(found, timed, name) for name in ("source", "target"))
    some = sum(answer.found for answer in timed)
    return Report(
        title="By which way?",
        standfirst=f"From {sources} to {targets}: {len(found.paths)} "
        f"{'route' if len(found.paths) == 1 else 'routes'}{more}. "
        + ("Some are possible in order of time." if some else "None is in order of time."),
        sections=sections,
        limits=LIMITS,
        provenance=(found.provenance, *(answer.provenance for answer in timed)),
    )


def _picture(found: PathsAnswer) -> Layers:
    """The first routes, hop by hop; a node of two routes at one hop is one mark."""
    marks: dict[Key, str] = {}
    links: dict[tuple[Key, Key], float] = {}
    for path in found.paths[:DRAWN]:
        keys = [(k, node.id) for k, node in enumerate(path.nodes)]
        marks |= {key: node.name for key, node in zip(keys, path.nodes, strict=True)}
        links |= {(a, b): hop.count for a, b, hop in zip(keys, keys[1:], path.hops, strict=False)}
    return Layers(
        "The routes as a picture",
        marks,
        [(a, b, count) for (a, b), count in links.items()],
        f"At most {DRAWN}, the first, hop by hop from left to right; the width "
        "grows with the logarithm of the evidence.",
    )


def _way(path: Path, arrow: str) -> str:
    return f" {arrow} ".join(node.name for node in path.nodes)


def _counts(path: Path) -> list[str]:
    return [
        f"{hop.count:,}"
        + "".join(
            f" ({r.first_at:%Y-%m-%d} to {r.last_at:%Y-%m-%d})"
            for r in hop.relationships[:1]
            if r.first_at and r.last_at
        )
        for hop in path.hops
    ]


def _event(answer: TemporalPathAnswer, k: int) -> tuple[str, str]:
    hop = answer.hops[k]
    who = answer.nodes[k + 1] if hop.amplifier == hop.end else answer.nodes[k]
    waited = lag(hop.wait_seconds)
    return f"{hop.kind or hop.type} by {who.name}", waited


def _ends(found: PathsAnswer, timed: Sequence[TemporalPathAnswer], end: str) -> str:
    """Where the routes begin or end: with names, as far as a route was found that tells them."""
    asked = found.provenance.parameters.get(end)
    ways = [*(path.nodes for path in found.paths), *(answer.nodes for answer in timed)]
    names = {node.id: named(node) for nodes in ways for node in nodes}
    ends = [names.get(id_, str(id_)) for id_ in asked] if isinstance(asked, list) else []
    return ", ".join(ends)[:300]

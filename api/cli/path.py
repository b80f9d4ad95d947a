"""`ampnet path`: by which way does content, or amplification, get from one to another?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Final

import typer

from api.asking.between import Between, Ends
from api.cli.opening import snapshot_of, window
from api.cli.options import Home, Html, Json, Kinds, Since, Until
from api.cli.output import document, say
from api.views.report import write_report
from api.views.reports.routes import routes_report
from api.views.words import lag
from graph.answers.hops import Hop
from graph.answers.node_sets import BadPathRequestError
from graph.answers.paths import (
    PathsAnswer,
    Weight,
)
from graph.answers.temporal_paths import Best, TemporalPathAnswer
from graph.snapshot import ACTIVITY_TYPES, Flow

_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def path(
    source: Annotated[
        str, typer.Argument(help="Where it starts: handle, address, id, or a group, as country:RU.")
    ],
    target: Annotated[str, typer.Argument(help="Where it ends, written likewise.")],
    flow: Annotated[
        Flow,
        typer.Option(
            help="content: from who is amplified to who amplifies; amplification: the other way."
        ),
    ] = Flow.CONTENT,
    weight: Annotated[
        Weight | None, typer.Option(help="Prefer hops with much evidence to few hops.")
    ] = None,
    k: Annotated[
        int | None,
        typer.Option(
            "--k", help="List the k shortest, longer ones too, none through an actor twice."
        ),
    ] = None,
    temporal: Annotated[
        Best | None,
        typer.Option(
            help="In order of time: each event no earlier than the one before. The route that "
            "is best in this."
        ),
    ] = None,
    min_wait: Annotated[
        str,
        typer.Option(help="With --temporal: least time between two events: 90s, 10m, 2h or 1d."),
    ] = "0s",
    max_wait: Annotated[
        str | None,
        typer.Option(help="With --temporal: longest time between two events; any if not given."),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(help="Actor or group that no path may touch. May be given several times."),
    ] = None,
    through: Annotated[
        list[str] | None,
        typer.Option(
            help="Actor or group; nobody else may stand between the ends. May be given several "
            "times."
        ),
    ] = None,
    kinds: Kinds = None,
    since: Since = None,
    until: Until = None,
    max_hops: Annotated[int | None, typer.Option(help="Longest path to look for, in hops.")] = None,
    limit: Annotated[int, typer.Option(help="Most paths to list.")] = 20,
    ties: Annotated[
        bool,
        typer.Option("--ties", help="Follow formal ties too: ownership, agreements and the like."),
    ] = False,
    html: Html = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find the paths between two actors, or groups of them, with what each hop rests on.

    For example: ampnet path @zlj517 @thecyrusjanssen
    """
    waits = _wait(min_wait), None if max_wait is None else _wait(max_wait)
    types = None if ties else ACTIVITY_TYPES
    ends = Ends([source], [target], avoid, through, flow, window(since, until, kinds))
    with snapshot_of(home) as snapshot:
        between = ends.of(snapshot)
        if html is not None:
            shortest = between.shortest(k or limit, weight=weight, types=types)
            write_report(routes_report(shortest, [between.in_time(b, waits) for b in Best]), html)
        if temporal is not None:
            _say_in_time(between.in_time(temporal, waits), between, json=json)
            return
        answer = (
            between.shortest(k, weight=weight, types=types)
            if k is not None
            else between.all_shortest(limit, max_hops=max_hops, weight=weight, types=types)
        )
    if json:
        document(answer)
        return
    _say(answer, between, longer=k is not None)


def _say(answer: PathsAnswer, between: Between, *, longer: bool) -> None:
    for number, found in enumerate(answer.paths, start=1):
        say(f"{number}. " + " -> ".join(node.name for node in found.nodes))
        for hop in found.hops:
            say(f"     {_hop(hop)}")
    if not answer.paths:
        say(f"There is no path {_from_to(between)}.")
    elif longer:
        more = "there are more" if answer.truncated else "there is no other"
        say(f"The {len(answer.paths)} shortest paths; {more}. {answer.reading}")
    else:
        say(f"{len(answer.paths)} of {answer.total} shortest paths. {answer.reading}")


def _say_in_time(answer: TemporalPathAnswer, between: Between, *, json: bool) -> None:
    if json:
        document(answer)
        return
    if not answer.found:
        say(f"There is no path in order of time {_from_to(between)} within these waits.")
        return
    say(" -> ".join(node.name for node in answer.nodes))
    for hop in answer.hops:
        amplified = hop.start if hop.amplifier == hop.end else hop.end
        waited = "" if hop.wait_seconds is None else f", after {lag(hop.wait_seconds)}"
        what = f"{hop.type} {hop.kind}" if hop.kind else hop.type
        say(f"     {hop.at:%Y-%m-%d %H:%M} {hop.amplifier} {what} {amplified}{waited}")
    say(
        f"{answer.best.value}: {len(answer.hops)} events in {lag(answer.duration_seconds or 0)}. "
        f"{answer.reading}"
    )


def _from_to(between: Between) -> str:
    return f"from {', '.join(between.source.said)} to {', '.join(between.target.said)}"


def _wait(text: str) -> timedelta:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip())
    if match is None:
        raise BadPathRequestError(
            f"{text[:40]!r} is no time to wait.", "Write a number and s, m, h or d, as 30d."
        )
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _hop(hop: Hop) -> str:
    said = []
    for each in hop.relationships:
        span = (
            f", {each.first_at:%Y-%m-%d} to {each.last_at:%Y-%m-%d}"
            if each.first_at and each.last_at
            else ""
        )
        what = f"{each.type} {each.kind}" if each.kind else each.type
        said.append(f"{each.source} {what} {each.target} x {each.count}{span}")
    return "; ".join(said)

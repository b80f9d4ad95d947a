"""`ampnet derive`: compute on the graph, and write what was found back to it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import document, note, say
from graph.derive import (
    CoordinationWanted,
    Derived,
    RepublicationWanted,
    derive_coordination,
    derive_republication,
)
from graph.vocabulary import Trace

derive = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Compute who republished whom, and who acts as one, and write it to the graph.",
)


@derive.command()
def republication(
    translations: Annotated[
        bool,
        typer.Option(
            "--translations",
            help="Find translations too, by a model of languages; slow: "
            "docs/methods/republication.md.",
        ),
    ] = False,
    with_reposts: Annotated[
        bool,
        typer.Option(
            "--with-reposts",
            help="Compare retweets and forwards too, which are copies by themselves.",
        ),
    ] = False,
    anew: Annotated[
        bool,
        typer.Option(
            "--anew",
            help="Compare everything anew; if not given, only what was loaded since the last run.",
        ),
    ] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find copies, edited copies and quotes among the texts in the graph, and their stories.

    Writes REPUBLISHES, PART_OF, Story and REPUBLISHED in place of those of the run before.

    For example: ampnet derive republication
    """
    settings = settings_of(home)
    wanted = RepublicationWanted(translations, with_reposts, anew)
    with database_of(settings) as database:
        done = derive_republication(database, wanted, cache=settings.cache, progress=note)
    _report(done, json=json)


@derive.command()
def coordination(
    window: Annotated[
        int, typer.Option(min=0, help="Longest time between two shares, in seconds.")
    ] = 60,
    min_participation: Annotated[
        int, typer.Option(min=0, help="Fewest shares of an account that takes part.")
    ] = 2,
    max_q: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Largest q-value (share of false ones among those written) of a pair that is "
            "written.",
        ),
    ] = 0.05,
    traces: Annotated[
        list[Trace] | None,
        typer.Option(
            "--trace",
            help="What is shared; all of these if none is named. May be given several times.",
        ),
    ] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find accounts that share the same things at the same time, beyond chance.

    Writes COORDINATED_WITH, a layer for each trace, in place of those of the run before.

    For example: ampnet derive coordination --window 60 --trace link
    """
    settings = settings_of(home)
    wanted = CoordinationWanted(window, min_participation, max_q, tuple(traces or Trace))
    with database_of(settings) as database:
        done = derive_coordination(database, wanted, progress=note)
    _report(done, json=json)


def _report(done: Derived, *, json: bool) -> None:
    if json:
        document(done)
        return
    for line in done.notes:
        say(line)
    counted = ", ".join(f"{name} {count:,}" for name, count in done.counts.items())
    say(f"{done.run} {done.state.value}: {counted or 'nothing to compute on'}.")
    say(f"{done.changed:,} nodes and relationships written or removed.")

"""`ampnet actor why`, `merge` and `split`: who is who, and putting it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import document, say, table
from graph.database import Database
from graph.identity import IdentityError, identify
from graph.linking import curate
from graph.linking.curate import Curated
from graph.linking.why import Effect, WhyAnswer
from graph.linking.why import why as find_why

actor = typer.Typer(
    help="Say who an id is and why, merge two actors, or split what is not one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Reason = Annotated[str, typer.Option("--reason", help="Why, in words; it is kept.")]

_EFFECTS = {
    Effect.JOINS: "joins them",
    Effect.KEEPS_APART: "keeps them apart",
    Effect.SHARED: "nothing: several bear it",
    Effect.OVERRULED: "nothing: a person said otherwise",
}


@actor.command("why")
def why(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A handle, an address or an id.")],
    json: Json = False,
    home: Home = None,
) -> None:
    """Say which actor an id is, and by whose word.

    For example: ampnet actor why @zlj517
    """
    with database_of(settings_of(home), read_only=True) as database:
        found = find_why(database, plain_id(id_))
    if json:
        document(found)
        return
    say(_who(id_, found))
    if len(found.called) > 1:
        names = (f"{c.name} ({_days(c.first_seen, c.last_seen)})" for c in found.called)
        say(f"Its posts show it under several names: {'; '.join(names)}.")
    if found.reasons:
        table(
            ("says", "one", "other", "seen", "which", "source", "words", "data set", "file"),
            (
                (
                    r.type,
                    r.one,
                    r.other,
                    _days(r.first_seen, r.last_seen),
                    _EFFECTS[r.effect],
                    r.source,
                    r.words,
                    r.dataset,
                    r.input,
                )
                for r in found.reasons
            ),
        )


def _days(first: datetime | None, last: datetime | None) -> str:
    """Write from which day to which."""
    if first is None or last is None:
        return ""
    return f"{first.date()}" if first == last else f"{first.date()} to {last.date()}"


def _who(asked: str, found: WhyAnswer) -> str:
    read = "" if asked == found.id else f"{asked} is read as {found.id}. "
    if found.actor is None:
        return f"{read}{found.id} names nobody: {', '.join(found.shared)} all bear it."
    others = [*found.members[1:], *found.names]
    also = f"Other ids of it: {', '.join(others)}." if others else "It has no other ids."
    same = "stands for itself" if found.actor == found.id else f"is {found.actor}"
    return f"{read}{found.id} {same}. {also}"


@actor.command("merge")
def merge(
    kept: Annotated[
        str, typer.Argument(help="The actor that stands for both: handle, address or id.")
    ],
    merged: Annotated[str, typer.Argument(help="The other one.")],
    reason: Reason,
    json: Json = False,
    home: Home = None,
) -> None:
    """Make two actors one in every answer; each keeps its evidence, and a split undoes it.

    For example: ampnet actor merge @zlj517 @lijian_zhao --reason 'both say so'
    """
    done = _curate(curate.merge, kept, merged, reason, home)
    if json:
        document(done)
        return
    say(f"{done.standing} now stands for {', '.join(done.members)}. Recorded as {done.run}.")


@actor.command("split")
def split(
    one: Annotated[str, typer.Argument(help="Handle, address or id.")],
    other: Annotated[str, typer.Argument(help="The one that is another actor.")],
    reason: Reason,
    json: Json = False,
    home: Home = None,
) -> None:
    """Undo a merge, or say that a source is wrong about two ids being one actor.

    For example: ampnet actor split @zlj517 @lijian_zhao --reason 'an imposter'
    """
    done = _curate(curate.split, one, other, reason, home)
    if json:
        document(done)
        return
    say(f"{done.one} and {done.other} are two from now on. Recorded as {done.run}.")
    for said in done.overruled:
        say(f"  No longer counts: {said}")


def _curate(
    work: Callable[[Database, str, str, str], Curated],
    one: str,
    other: str,
    reason: str,
    home: Path | None,
) -> Curated:
    with database_of(settings_of(home)) as database:
        return work(database, plain_id(one), plain_id(other), reason)


def plain_id(text: str) -> str:
    """Return the id that a handle, an address or an id means; a bare handle is one on X."""
    for platform in (None, "x"):
        try:
            return identify(text, platform).id
        except IdentityError:
            continue
    return text

"""`ampnet neighbors` and `search`, and what commands that ask the graph share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.asking.names import resolve
from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import document, say, table
from graph.answers.neighbours import Direction
from graph.answers.neighbours import neighbours as find_neighbours
from graph.answers.search import search as find
from graph.snapshot import Snapshot
from graph.vocabulary import AmplificationKind

Since = Annotated[
    dt.datetime | None,
    typer.Option(
        help="Only what happened from here on, UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
    ),
]
Until = Annotated[
    dt.datetime | None,
    typer.Option(help="Only what happened before, UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
]
Kinds = Annotated[list[AmplificationKind] | None, typer.Option("--kind", help="Only these kinds.")]
Refresh = Annotated[bool, typer.Option(help="Read the graph anew, after property edits by hand.")]


@contextmanager
def snapshot_of(home: Path | None, *, refresh: bool = False) -> Iterator[Snapshot]:
    """Open the newest snapshot of the graph."""
    settings = settings_of(home)
    with database_of(settings, read_only=True) as database:
        yield Snapshot.open(database, settings.cache, refresh=refresh)


def utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Read a time of the command line as UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment else None


def neighbors(
    actor: Annotated[str, typer.Argument(help="Handle, address or id.")],
    direction: Annotated[
        Direction, typer.Option(help="out: whom it amplifies; in: who amplifies it.")
    ] = Direction.BOTH,
    kinds: Kinds = None,
    limit: Annotated[int, typer.Option(help="Most neighbours to list.")] = 50,
    json: Json = False,
    home: Home = None,
) -> None:
    """List who an actor amplifies, is amplified by, and is tied to."""
    with snapshot_of(home) as snapshot:
        node = resolve(snapshot, actor)
        answer = find_neighbours(
            snapshot, node.id, direction=direction, kinds=kinds or None, limit=limit
        )
    if json:
        document(answer)
        return
    table(
        ("", "who", "id", "type", "kind", "count", "first", "last"),
        (
            (
                "->" if n.direction is Direction.OUT else "<-",
                n.node.name,
                n.node.id,
                n.type,
                n.kind,
                n.count,
                n.first_at and n.first_at.date(),
                n.last_at and n.last_at.date(),
            )
            for n in answer.items
        ),
        title=f"{node.name} ({node.id})",
    )
    say(f"{len(answer.items)} of {answer.total}. An arrow points at the one who is amplified.")


def search(
    text: Annotated[str, typer.Argument(help="A name, handle, domain or id, or a part of one.")],
    limit: Annotated[int, typer.Option(help="Most to list.")] = 20,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find actors, organisations and states."""
    with snapshot_of(home) as snapshot:
        answer = find(snapshot, text, limit=limit)
    if json:
        document(answer)
        return
    table(
        ("name", "id", "roles", "country", "matched"),
        (
            (f.node.name, f.node.id, ", ".join(f.node.roles), f.node.country, f.matched)
            for f in answer.items
        ),
    )
    say(f"{len(answer.items)} of {answer.total}")

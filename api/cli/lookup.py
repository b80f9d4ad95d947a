"""`ampnet neighbours` and `search`: who is around an actor, and who bears a name."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking.names import resolve
from api.cli.opening import snapshot_of
from api.cli.options import Home, Json, Kinds
from api.cli.output import document, say, table
from graph.answers.neighbours import Direction
from graph.answers.neighbours import neighbours as find_neighbours
from graph.answers.search import search as find


def neighbours(
    actor: Annotated[str, typer.Argument(help="Handle, address or id.")],
    direction: Annotated[
        Direction, typer.Option(help="out: whom it amplifies; in: who amplifies it.")
    ] = Direction.BOTH,
    kinds: Kinds = None,
    limit: Annotated[int, typer.Option(help="Most neighbours to list.")] = 50,
    json: Json = False,
    home: Home = None,
) -> None:
    """List who an actor amplifies, is amplified by, and is tied to.

    For example: ampnet neighbours @zlj517 --direction in
    """
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
    """Find actors, organisations and states.

    For example: ampnet search xinhua
    """
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

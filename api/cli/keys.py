"""`ampnet keys`: who may use the REST interface where others can reach it."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from api.cli.opening import settings_of
from api.cli.options import Home, Json
from api.cli.output import document, note, say, table
from api.keys import KeysError, KeyStore

Action = Literal["create", "list", "revoke"]
Scope = Literal["read", "write"]


def keys(
    action: Annotated[Action, typer.Argument(help="create NAME, list, or revoke ID.")] = "list",
    name: Annotated[
        str | None, typer.Argument(help="Name of a new key, or id of one to revoke.")
    ] = None,
    scope: Annotated[
        Scope, typer.Option(help="With create: read, or write, which may read too.")
    ] = "read",
    json: Json = False,
    home: Home = None,
) -> None:
    """Make, list and revoke keys of the REST interface.

    For example: ampnet keys create newsroom --scope read
    """
    store = KeyStore(settings_of(home).home)
    if action == "list":
        _list(store, json=json)
        return
    if not name:
        raise KeysError(f"`keys {action}` needs a name or an id.", "`ampnet keys --help` says how.")
    if action == "revoke":
        key = store.revoke(name)
        say(f"Key {key.id} ({key.name}) opens nothing any more, since {key.revoked}.")
        return
    key, shown = store.create(name, scope)
    if json:
        document({"id": key.id, "name": key.name, "scope": key.scope, "key": shown})
        return
    note(f"Key {key.id} may {'read and write' if scope == 'write' else 'read'}. Shown only now:")
    sys.stdout.write(f"{shown}\n")


def _list(store: KeyStore, *, json: bool) -> None:
    used = store.last_used()
    rows = [
        {
            "id": key.id,
            "name": key.name,
            "scope": key.scope,
            "created": key.created,
            "lastUsed": used.get(key.id),
            "revoked": key.revoked,
        }
        for key in store.all()
    ]
    if json:
        document({"items": rows, "total": len(rows)})
        return
    if not rows:
        say("There are no keys. On this machine none is needed; others need one each.")
        return
    table(tuple(rows[0]), (tuple(row.values()) for row in rows))

"""The two users of the database, and the files by which the engine knows them.

The engine reads its users from files at every start, so they are written from
credentials.json before it: no password is on a command line or in an environment, nothing
has to be typed, and there is no `root` user at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from graph.embedded.errors import HomeUnusableError
from graph.embedded.home import Home, usable, write_private

DATABASE = "ampnet"
OWNER = "owner"
READER = "reader"

# The passwords are random and 256 bits long: nothing is gained by making each guess slow, and
# every new Bolt connection would pay for it.
HASH_ITERATIONS = 1_000

_EVERYTHING = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]


@dataclass(frozen=True)
class Credentials:
    """Passwords of the two users.

    Attributes:
        owner: Password of the user that may change schema and data.
        reader: Password of the user that may only read.
    """

    owner: str = field(repr=False)
    reader: str = field(repr=False)


def load_or_create(home: Home) -> Credentials:
    """Return the credentials of `home`, made at random the first time.

    Raises:
        HomeUnusableError: The file cannot be read or written, or is damaged.
    """
    if not home.credentials.exists():
        fresh = Credentials(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        users = {OWNER: fresh.owner, READER: fresh.reader}
        write_private(
            home.credentials, json.dumps({"database": DATABASE, "users": users}, indent=2)
        )
    return load(home)


def load(home: Home) -> Credentials:
    """Return the credentials of `home`.

    Raises:
        HomeUnusableError: There are none yet, or the file is damaged.
    """
    with usable(home.credentials):
        text = home.credentials.read_text(encoding="utf-8")
    try:
        users = json.loads(text)["users"]
        return Credentials(str(users[OWNER]), str(users[READER]))
    except (ValueError, KeyError, TypeError) as error:
        raise HomeUnusableError(
            f"{home.credentials} is damaged: no passwords of {OWNER!r} and {READER!r} in it.",
            "Delete it: the next start makes new passwords and keeps the data.",
        ) from error


def write_engine_users(home: Home, credentials: Credentials) -> None:
    """Write the engine's files of users and groups: owner, reader, and nobody else.

    The reader's group may read records of every type and nothing more. The owner's may change
    schema and data, but not users, server settings or files (`updateSecurity`).
    """
    users = [
        _user(OWNER, credentials.owner),
        _user(READER, credentials.reader),
    ]
    groups = {
        OWNER: _group(access=["updateSchema"], records=_EVERYTHING),
        READER: _group(access=[], records=["readRecord"]),
    }
    nobody = {"*": _group(access=[], records=[])}
    config = home.engine / "config"
    write_private(config / "server-users.jsonl", "".join(json.dumps(u) + "\n" for u in users))
    write_private(
        config / "server-groups.json",
        json.dumps(
            {"version": 2, "databases": {"*": {"groups": nobody}, DATABASE: {"groups": groups}}}
        ),
    )


def _user(name: str, password: str) -> dict[str, Any]:
    return {"name": name, "password": _hash(password), "databases": {DATABASE: [name]}}


def _group(access: list[str], records: list[str]) -> dict[str, Any]:
    return {
        "resultSetLimit": -1,
        "readTimeout": -1,
        "access": access,
        "types": {"*": {"access": records}},
    }


def _hash(password: str) -> str:
    """Hash as the engine stores it: `algorithm$iterations$salt$hash`, the salt used as text."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), HASH_ITERATIONS, 32)
    return f"PBKDF2WithHmacSHA256${HASH_ITERATIONS}${salt}${base64.b64encode(digest).decode()}"

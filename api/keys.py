"""Keys of the REST interface: made at random, kept as hashes, scoped, revocable.

A key is `ampnet_ID_SECRET` with a secret of 256 random bits. One SHA-256 of it is kept: nothing is
gained by making each guess slow where no guess can succeed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from graph.embedded.home import write_private
from graph.errors import AmpnetError

Scope = Literal["read", "write"]

PREFIX: Final = "ampnet"
_NOTED_EVERY: Final = 60.0
"""Seconds between two notes of when a key was used last."""

_NOBODY: Final = "0" * 64


class KeysError(AmpnetError):
    """A key that there is not, or a file of keys that cannot be read."""


@dataclass(frozen=True)
class Key:
    """What is kept of a key.

    Attributes:
        id: Names it, in lists and logs.
        name: Whose it is or what for.
        scope: `read`, or `write`, which may read too.
        digest: SHA-256 of its secret, in hexadecimal.
        created: When it was made, ISO 8601 in UTC.
        revoked: When it was revoked, if it was.
    """

    id: str
    name: str
    scope: Scope
    digest: str
    created: str
    revoked: str | None = None


class KeyStore:
    """The keys of a home, in `keys.json`, which only its user may read.

    A running interface notices at once what the command line changes.

    Args:
        home: The home folder.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "keys.json"
        self._uses_file = home / "run" / "keys-used.json"
        self._lock = threading.Lock()
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._uses: dict[str, float] = {}

    def create(self, name: str, scope: Scope) -> tuple[Key, str]:
        """Make a key; return what is kept of it, and the key, which is shown only now."""
        secret = secrets.token_urlsafe(32)
        key = Key(secrets.token_hex(4), name, scope, _digest(secret), _now())
        self._write([*self.all(), key])
        return key, f"{PREFIX}_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Return every key, revoked ones too, the oldest first.

        Raises:
            KeysError: The file is damaged.
        """
        with self._lock:
            self._refresh()
            return list(self._keys.values())

    def active(self) -> list[Key]:
        """Return the keys that open something."""
        return [key for key in self.all() if key.revoked is None]

    def revoke(self, key_id: str) -> Key:
        """Take a key's rights from it, at once and for good.

        Raises:
            KeysError: There is none of that id.
        """
        keys = {key.id: key for key in self.all()}
        if key_id not in keys:
            raise KeysError(f"There is no key {key_id!r}.", "`ampnet keys list` lists them.")
        revoked = keys[key_id]
        if revoked.revoked is None:
            revoked = replace(revoked, revoked=_now())
            self._write(revoked if key.id == key_id else key for key in keys.values())
        return revoked

    def find(self, presented: str) -> Key | None:
        """Return the key that somebody shows, None where it is none or was revoked.

        Takes as long for a wrong secret as for the right one, and for an unknown id.
        """
        prefix, _, rest = presented.partition("_")
        key_id, _, secret = rest.partition("_")
        key = {key.id: key for key in self.all()}.get(key_id)
        same = hmac.compare_digest(_digest(secret), key.digest if key else _NOBODY)
        return key if key and same and prefix == PREFIX and key.revoked is None else None

    def note_use(self, key: Key) -> None:
        """Note that a key was used now; once a minute is written down."""
        now = datetime.now(UTC).timestamp()
        with self._lock:
            if now - self._uses.get(key.id, 0.0) < _NOTED_EVERY:
                return
            self._uses[key.id] = now
            written = {**self.last_used(), key.id: _now()}
            self._uses_file.parent.mkdir(parents=True, exist_ok=True)
            write_private(self._uses_file, json.dumps(written))

    def last_used(self) -> dict[str, str]:
        """Return when each key was used last, to the minute; ISO 8601 in UTC."""
        try:
            found = json.loads(self._uses_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(time) for key, time in found.items()}

    def _refresh(self) -> None:
        try:
            found = self._file.stat()
        except OSError:
            self._keys, self._read_at = {}, None
            return
        if self._read_at == (found.st_mtime_ns, found.st_ino):
            return
        try:
            rows = json.loads(self._file.read_text(encoding="utf-8"))
            self._keys = {row["id"]: Key(**row) for row in rows}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KeysError(
                f"{self._file} cannot be read: {error}.",
                "Delete it and make new keys: `ampnet keys create NAME`.",
            ) from error
        self._read_at = (found.st_mtime_ns, found.st_ino)

    def _write(self, keys: Iterable[Key]) -> None:
        text = json.dumps([asdict(key) for key in keys], indent=1, ensure_ascii=False)
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._file, text)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

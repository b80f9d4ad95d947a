"""Who asks, whether they may, and whether they ask too often."""

from __future__ import annotations

import base64
import binascii
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import Scope

from api import problem_kinds as kinds
from api.exposure import exposure_of
from api.keys import KeyStore
from api.problems import problem
from graph.settings import Settings

OPEN_PATHS: Final = frozenset({"/health"})
"""What is answered without a key everywhere: a load balancer has none."""

READING_POSTS: Final = re.compile(
    r"/v1/cypher|/v1/queries/[^/]+/run|/v1/export/[^/]+|/v1/jobs/[^/]+/cancel"
)
"""What is sent by POST and changes nothing in the graph, if only the caller's own jobs can be
cancelled. Whatever else is no GET needs a key that may write."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WRONG_A_MINUTE: Final = 20
_MOST_KNOWN: Final = 10_000
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="ampnet", Basic realm="ampnet"'}


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        id: Id of their key; `local` for this machine's users, who need none.
        name: Name of the key.
        may_write: Whether they may change something.
    """

    id: str
    name: str
    may_write: bool


LOCAL: Final = Caller("local", "local", may_write=True)
NOBODY: Final = Caller("none", "none", may_write=False)
"""Who was not let in."""


class Access:
    """The door.

    Args:
        settings: Where the keys are, who can reach the interface, and how often they may ask.
    """

    def __init__(self, settings: Settings) -> None:
        self.exposure = exposure_of(settings)
        self._keys = KeyStore(settings.home)
        self._rates = Rates(settings.rate)
        self._wrong = Rates(_WRONG_A_MINUTE)

    def admit(self, scope: Scope, headers: Headers) -> Caller | Response:
        """Return who asks, or the answer to somebody who may not."""
        shown = _shown(headers.get("authorization", ""))
        client = (scope.get("client") or ("",))[0]
        if not shown and (not self.exposure.open or scope["path"] in OPEN_PATHS):
            return LOCAL
        if wait := self._wrong.wait(client, cost=0):
            return _too_many(scope, wait, "Too many wrong keys came from this address.")
        key = self._keys.find(shown) if shown else None
        if key is None:
            if shown:
                self._wrong.wait(client)
            said = "The key is unknown or was revoked." if shown else "A key is needed here."
            return problem(
                scope,
                kinds.NO_KEY,
                said,
                "Send `Authorization: Bearer KEY`; in a browser the key is the password.",
                headers=_CHALLENGE,
            )
        self._keys.note_use(key)
        if wait := self._rates.wait(key.id) if self.exposure.open else 0.0:
            return _too_many(scope, wait, "This key has asked too often.")
        caller = Caller(key.id, key.name, key.scope == "write")
        if not caller.may_write and not _reads(scope):
            return problem(
                scope, kinds.READ_ONLY_KEY, f"Key {key.id} may read, not write.", "Ask for one."
            )
        return caller


class Rates:
    """Counts how often each asks: a bucket that fills evenly, and may be emptied at once.

    Args:
        a_minute: How often in a minute; 0 for no limit.
    """

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str, cost: float = 1.0) -> float:
        """Take one from somebody's bucket; return the seconds until there is one, 0.0 if so now."""
        if not self._a_minute:
            return 0.0
        now = time.monotonic()
        with self._lock:
            left, since = self._left.pop(who, (float(self._a_minute), now))
            left = min(self._a_minute, left + (now - since) * self._a_minute / 60)
            enough = left >= 1
            self._left[who] = (left - cost if enough else left, now)
            if len(self._left) > _MOST_KNOWN:
                self._left.popitem(last=False)
        return 0.0 if enough else (1 - left) * 60 / self._a_minute


def _reads(scope: Scope) -> bool:
    return scope["method"] in _READING or bool(READING_POSTS.fullmatch(scope["path"]))


def _shown(authorization: str) -> str:
    """Return the key of a header, by Bearer or as the password of Basic; empty where none is."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return "?"
    return "?" if authorization else ""


def _too_many(scope: Scope, wait: float, said: str) -> Response:
    seconds = max(1, round(wait))
    return problem(
        scope,
        kinds.TOO_MANY,
        said,
        f"Wait {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )

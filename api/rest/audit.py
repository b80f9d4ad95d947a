"""Who asked what, when: one JSON line for each request, without a literal of what was asked.

Ids, search words and values of parameters are left out: the log says that a key looked at an
actor's neighbours with two filters, not whose. Of Cypher it keeps the shape (`graph.cypher`).
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.types import Scope

from api.rest.access import NOBODY
from api.rest.strict import parameter_names

_log = logging.getLogger("ampnet.api")

LARGEST: Final = 20_000_000
"""Bytes of a file; then the next one begins."""

KEPT: Final = 9
"""Older files beside it."""


class Audit:
    """The audit log of a home, `run/audit.jsonl`; its files are for its user only.

    Args:
        home: The home folder.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "run" / "audit.jsonl"
        self._handler: logging.Handler | None = None

    def note(self, scope: Scope, status: int, milliseconds: float) -> None:
        """Write down an answered request; a full disk stops no answer, but is said in the log."""
        try:
            self._open().emit(_record(_line(scope, status, milliseconds)))
        except OSError as error:
            _log.error("The audit log cannot be written: %s", error)

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            self._handler.close()
            self._handler = None

    def _open(self) -> logging.Handler:
        if self._handler is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handler = _Private(
                self._file, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8"
            )
        return self._handler


class _Private(RotatingFileHandler):
    """Files for this user only."""

    def _open(self) -> Any:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def _line(scope: Scope, status: int, milliseconds: float) -> dict[str, Any]:
    state = scope.get("state", {})
    caller = state.get("caller", NOBODY)
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    known = parameter_names(scope.get("route"))  # others may be anything
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestId": state.get("request_id"),
        "key": caller.id,
        "name": caller.name,
        "client": (scope.get("client") or ("",))[0],
        "method": scope["method"][:20],
        "route": route_of(scope),
        "parameters": sorted({name for name, _ in asked} & known),
        "asked": state.get("asked"),
        "status": status,
        "milliseconds": round(milliseconds, 1),
    }


def route_of(scope: Scope) -> str:
    """Return the address of a request without what was asked: `/v1/actors/{id}`."""
    return str(getattr(scope.get("route"), "path", "(none)")).replace(":path}", "}")


def _record(line: dict[str, Any]) -> logging.LogRecord:
    text = json.dumps({name: value for name, value in line.items() if value is not None})
    return logging.LogRecord("ampnet.audit", logging.INFO, "", 0, text, (), None)

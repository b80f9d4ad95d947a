"""What stands before every request: its id, its host, its size, and the headers of the answer.

Plain ASGI, so that it also holds for errors, pages and answers that are streamed.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Final

from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problem_kinds as kinds
from api.exposure import LOOPBACK_NAMES, Exposure
from api.problems import problem
from api.rest.access import Access
from api.rest.audit import Audit
from api.rest.metrics import Metrics

_log = logging.getLogger("ampnet.api")

LONGEST_ADDRESS: Final = 8_192
LARGEST_BODY: Final = 1_048_576
UPLOAD_PATH: Final = "/v1/loads"

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Content security policy of whatever brings none of its own: no script runs."""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    # Answers are of one version of the graph; nothing on the way may keep them.
    "Cache-Control": "no-store",
}
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._\-]{8,64}")
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Lets through what this server should answer, and turns every failure into a problem.

    Args:
        app: The application behind it.
        access: Who may ask.
        audit: Where it is written down.
        metrics: Where it is counted.
        largest_upload: Bytes of a file that is sent to be loaded.
    """

    def __init__(
        self, app: ASGIApp, access: Access, audit: Audit, metrics: Metrics, largest_upload: int
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._largest_upload = largest_upload
        self._access = access
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "state": {**scope.get("state", {})}}
        if scope["method"] == "HEAD":  # FastAPI knows only GET; the server leaves the body out
            scope["method"] = "GET"
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope["state"]["request_id"] = request_id
        began, status = time.monotonic(), 0
        self._metrics.begin()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answer = MutableHeaders(scope=message)
                answer["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        try:
            largest = self._largest_upload if scope["path"] == UPLOAD_PATH else LARGEST_BODY
            refusal = _refusal(scope, headers, self._access.exposure, largest)
            if refusal is None:
                admitted = self._access.admit(scope, headers)
                if isinstance(admitted, Response):
                    refusal = admitted
                else:
                    scope["state"]["caller"] = admitted
            if refusal is not None:
                await refusal(scope, receive, send_with_headers)
            else:
                await self._app(scope, _limited(receive, largest), send_with_headers)
        except Exception:
            _log.exception("%s failed", request_id)
            if status:  # half an answer is on its way: all that is left is to break off
                raise
            failed = problem(scope, kinds.INTERNAL, f"The server's log knows it as {request_id}.")
            await failed(scope, receive, send_with_headers)
        finally:
            seconds = time.monotonic() - began
            self._metrics.end(scope, status, seconds)
            self._audit.note(scope, status, seconds * 1000)
            _note(scope, status, seconds * 1000)


def _note(scope: Scope, status: int, milliseconds: float) -> None:
    """Log an answered request."""
    about = {
        "requestId": scope["state"]["request_id"],
        "method": scope["method"][:20],
        "path": scope["path"].encode("ascii", "backslashreplace").decode()[:200],
        "status": status,
        "milliseconds": round(milliseconds, 1),
    }
    _log.info("%s %s %s %d %.1f ms", *about.values(), extra=about)


def _refusal(scope: Scope, headers: Headers, exposure: Exposure, largest: int) -> Response | None:
    """Return the answer to a request that is not to be let through."""
    host = _name(headers.get("host", ""))
    if host not in exposure.names:
        return problem(
            scope,
            kinds.FOREIGN_HOST,
            f"This server does not answer for host {headers.get('host', '')[:100]!r}.",
            "Use http://127.0.0.1 and the port; other names have to stand in AMPNET_HOSTS.",
        )
    if scope["method"] not in _READING and _is_foreign(headers, exposure):
        return problem(
            scope,
            kinds.FOREIGN_ORIGIN,
            f"A page of {headers.get('origin', 'another site')[:100]!r} may not ask this.",
        )
    if scope["method"] != "OPTIONS" and _is_embedded(headers, exposure):
        return problem(
            scope,
            kinds.FOREIGN_ORIGIN,
            "A page of another site may not ask this by itself.",
            "Follow a link to it, or name the site in AMPNET_CORS_ORIGINS.",
        )
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return problem(
            scope,
            kinds.TOO_LONG,
            f"The address has more than {LONGEST_ADDRESS:,} characters.",
            "Send long parameters of a query by POST.",
        )
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > largest:
        return problem(scope, kinds.TOO_LARGE, f"The body has more than {largest:,} bytes.")
    return None


def _name(host: str) -> str:
    """The host of a `Host` header, without its port."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower()


def _is_foreign(headers: Headers, exposure: Exposure) -> bool:
    """Whether a browser says that a page of another site is asking."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if origin.lower() in exposure.origins:
        return False
    _, _, site = origin.lower().partition("://")
    # On loopback every port is somebody else's program; a proxy may have a port of its own.
    return site != headers.get("host", "").lower() and _name(site) not in (
        exposure.names - LOOPBACK_NAMES
    )


def _is_embedded(headers: Headers, exposure: Exposure) -> bool:
    """Whether a browser says that a page of another site asks without anybody having clicked.

    Such a page cannot read the answer, but an image of it would start a computation
    (https://www.w3.org/TR/fetch-metadata/).
    """
    if headers.get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    if headers.get("origin", "").lower() in exposure.origins:
        return False
    opened = ("navigate", "document", "?1")
    return tuple(headers.get(f"sec-fetch-{part}") for part in ("mode", "dest", "user")) != opened


def _limited(receive: Receive, largest: int) -> Receive:
    """Count a body that does not say its length."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > largest:
            # FastAPI passes only HTTP exceptions on from where it reads the body.
            raise HTTPException(413)
        return message

    return limited

"""How long a client may take to send its request and to take the answer, and how many at once.

Who opens connections and sends a byte now and then (Slowloris), or takes none of a large answer,
would hold them for ever, and who opens thousands would leave none for others; uvicorn has no limit
for any of it.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.exposure import is_loopback

LOOK_SECONDS: Final = 20.0
"""Time between two looks at a connection: a request's head has one to two of them."""

SLOWEST: Final = 1_000
"""Bytes a second that a body has to come with, and that of an answer have to be taken."""


MOST_CONNECTIONS: Final = 200
"""Connections of one address, unless it is this machine: a proxy here speaks for many."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, which breaks off connections that stand still."""

    look_seconds = LOOK_SECONDS
    most_connections = MOST_CONNECTIONS
    _next: asyncio.TimerHandle | None = None
    _before: tuple[Any, Any] = (None, None)
    _came = 0
    _left = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at it, or break it off at once."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
        else:
            self._next = self.loop.call_later(self.look_seconds, self._look)

    def data_received(self, data: bytes) -> None:
        """Take what came, and count it."""
        self._came += len(data)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()
        super().connection_lost(exc)

    def _is_one_too_many(self) -> bool:
        if self.client is None or is_loopback(self.client[0]):
            return False
        others = (getattr(each, "client", None) for each in self.connections)
        same = sum(1 for client in others if client and client[0] == self.client[0])
        return same > self.most_connections

    def _look(self) -> None:
        if self._stands_still():
            self.transport.abort()
        else:
            self._next = self.loop.call_later(self.look_seconds, self._look)

    def _stands_still(self) -> bool:
        """Whether nothing worth the wait has happened since the last look."""
        least = self.look_seconds * SLOWEST
        now: tuple[Any, Any] = (self.conn.their_state, self.cycle)
        same, self._before = now in (self._before, (h11.IDLE, None)), now
        came, self._came = self._came, 0
        left, before = self.transport.get_write_buffer_size(), self._left
        self._left = left
        if left and before:
            return left > before - least
        if not same or self.timeout_keep_alive_task is not None:
            return False  # between two requests uvicorn's own limit holds
        if self.conn.their_state is h11.SEND_BODY:
            # Where we read no further ourselves, the client cannot send.
            return came < least and not self.flow.read_paused
        return self.conn.their_state is h11.IDLE

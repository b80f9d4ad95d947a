"""Free ports on loopback."""

from __future__ import annotations

import os
import socket

LOOPBACK = "127.0.0.1"
BOLT_PORT = 7687
"""The port Bolt clients try when none is given."""


def is_free(port: int) -> bool:
    """Tell whether a server could listen on `port` of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as Java does: a port whose last connections linger is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def choose(*wanted: int | None, avoid: int | None = None) -> int:
    """Return the first free port of `wanted`, else any free one, never `avoid`."""
    for port in wanted:
        if port is not None and port != avoid and is_free(port):
            return port
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        if port != avoid:
            return port

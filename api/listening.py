"""A socket to listen on; apart from the server, which takes seconds to import."""

from __future__ import annotations

import errno
import socket

from graph.errors import AmpnetError


class ServeError(AmpnetError):
    """The server cannot listen where the settings say."""


def bind(host: str, port: int) -> socket.socket:
    """Open a socket; port 0 takes any that is free.

    Raises:
        ServeError: It cannot be had.
    """
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # Without the protocol's number asyncio does not see that this is TCP, leaves Nagle's algorithm
    # on, and every answer waits 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(socket.SOMAXCONN)
    except (OSError, OverflowError) as error:
        listening.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        said = "is taken by another program" if taken else f"cannot be had: {error}"
        raise ServeError(
            f"Port {port} of {host} {said}.", "Give another port, with AMPNET_PORT or --port."
        ) from error
    return listening

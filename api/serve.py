"""Run the REST interface."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress

import uvicorn

from api.app import create_app
from api.exposure import check_exposure, parts
from api.logs import log_as_json
from graph.errors import AmpnetError
from graph.settings import Settings

_LONGEST_HEAD = 128 * 1024
"""Bytes of a request's head: a too long address gets our answer, not uvicorn's."""

_GRACE_SECONDS = 10
"""How long requests may go on after the server was asked to end."""


class ServeError(AmpnetError):
    """The server cannot listen where the settings say."""


def serve(settings: Settings) -> None:
    """Listen until the process is told to end; requests under way are finished first.

    Args:
        settings: `host` and `port` to listen on, and everything that `create_app` takes.

    Raises:
        ExposureError: Others could reach it, and there is no key.
        ServeError: The port is taken, or the address is not this machine's.
    """
    check_exposure(settings)
    log_as_json()
    # Whoever presses Ctrl-C has had what they wanted once the requests under way are finished.
    with bind(settings.host, settings.port) as listening, suppress(KeyboardInterrupt):
        server(settings).run(sockets=[listening])


def server(settings: Settings) -> uvicorn.Server:
    """Make the server, which runs on a socket that `bind` has opened."""
    config = uvicorn.Config(
        create_app(settings),
        http="h11",
        ws="none",
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        access_log=False,  # the guard writes its own, with the request's id
        server_header=False,
        # Who asks is whom the proxy names, where there is one on this machine.
        proxy_headers=bool(parts(settings.hosts)),
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        log_config=None,
    )
    return uvicorn.Server(config)


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

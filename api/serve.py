"""Run the REST interface."""

from __future__ import annotations

from contextlib import suppress

import uvicorn

from api.app import create_app
from api.exposure import check_exposure, parts
from api.listening import bind
from api.logs import log_as_json
from api.patience import PatientProtocol
from graph.settings import Settings

_LONGEST_HEAD = 128 * 1024
"""Bytes of a request's head: a too long address gets our answer, not uvicorn's."""

_GRACE_SECONDS = 10
"""How long requests may go on after the server was asked to end."""


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
        http=PatientProtocol,
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

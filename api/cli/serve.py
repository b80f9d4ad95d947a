"""`ampnet serve`: the REST interface, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.opening import settings_of
from api.cli.options import Home
from api.cli.output import note
from api.exposure import address_of, check_exposure, is_loopback
from api.listening import bind
from api.serve import serve as listen
from graph.connect import embedded_server, open_database


def serve(
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; AMPNET_PORT or 8000 if not given.")
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on; AMPNET_HOST or 127.0.0.1 if not given. Any but this "
            "machine's own needs keys: `ampnet keys`."
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Run the REST interface until it is told to end.

    For example: ampnet serve --port 8080
    """
    settings = settings_of(home)
    changes = {"port": port, "host": host}
    settings = settings.model_copy(update={k: v for k, v in changes.items() if v is not None})
    if not settings.neo4j_uri:
        embedded_server(settings).start()
    open_database(settings).close()
    exposed = check_exposure(settings).open
    bind(settings.host, settings.port).close()  # taken by another? Then nothing else is said
    note(f"Listening on {address_of(settings)}")
    if exposed and not is_loopback(settings.host) and not settings.tls_cert:
        note("Keys travel unencrypted: give AMPNET_TLS_CERT and AMPNET_TLS_KEY.")
    listen(settings)

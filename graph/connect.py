"""Open the database that the settings name."""

from __future__ import annotations

from graph import schema
from graph.database import Connection, Database
from graph.embedded import EmbeddedServer
from graph.errors import DatabaseUnavailableError
from graph.settings import Settings


def embedded_server(settings: Settings) -> EmbeddedServer:
    """Return the embedded server of this home, running or not."""
    return EmbeddedServer(
        settings.home, heap=settings.embedded_heap, java_options=settings.embedded_java.split()
    )


def connection(settings: Settings, *, read_only: bool = False) -> Connection:
    """Return the address and credentials to use; nothing is started.

    Args:
        settings: Where to look.
        read_only: Ask for the user that may only read.

    Raises:
        DatabaseUnavailableError: Neither Neo4j is named nor does the embedded server run.
    """
    if settings.neo4j_uri:
        user, password = settings.neo4j_user, settings.neo4j_password
        if read_only and settings.neo4j_reader_user:
            user, password = settings.neo4j_reader_user, settings.neo4j_reader_password
        return Connection(
            settings.neo4j_uri, user, password.get_secret_value(), settings.neo4j_database
        )
    server = embedded_server(settings)
    if not server.status().running:
        raise DatabaseUnavailableError(
            f"The embedded database under {settings.home} is not running.",
            "Start it with `ampnet up`, or name a Neo4j with AMPNET_NEO4J_URI.",
        )
    return server.reader() if read_only else server.owner()


def check_room(settings: Settings) -> None:
    """See that the embedded database, where that is used, has room to write.

    Raises:
        HomeUnusableError: Its disk is nearly full: asking goes on, loading does not begin.
    """
    if not settings.neo4j_uri and settings.home.exists():
        embedded_server(settings).home.check_room()


def open_database(settings: Settings, *, read_only: bool = False, start: bool = False) -> Database:
    """Open the database that the settings name.

    Args:
        settings: Where to look.
        read_only: Connect as the user that may only read.
        start: Start the embedded server if it is the one and does not run.

    Returns:
        An open database whose constraints and indexes exist, unless `read_only`.

    Raises:
        DatabaseUnavailableError: No database answers.
    """
    if start and not settings.neo4j_uri:
        embedded_server(settings).start()
    database = Database(connection(settings, read_only=read_only))
    try:
        if not read_only:
            schema.prepare(database)
    except BaseException:
        database.close()
        raise
    return database

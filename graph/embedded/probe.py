"""Whether the server answers: over HTTP that it is up, over Bolt that it is ours."""

from __future__ import annotations

import http.client
from contextlib import closing

import neo4j
from neo4j import exceptions as bolt

from graph.database import Connection
from graph.embedded.ports import LOOPBACK

SECONDS = 2.0


def is_ready(http_port: int) -> bool:
    """Tell whether the server at this HTTP port has opened its databases."""
    with closing(http.client.HTTPConnection(LOOPBACK, http_port, timeout=SECONDS)) as connection:
        try:
            connection.request("GET", "/api/v1/ready")
            return connection.getresponse().status == http.HTTPStatus.NO_CONTENT
        except (OSError, http.client.HTTPException):
            return False


def answers(connection: Connection, seconds: float = SECONDS) -> bool:
    """Tell whether an authenticated query is answered within about `seconds`.

    Raises:
        neo4j.exceptions.AuthError: Something answers and does not know these credentials.
    """
    with neo4j.GraphDatabase.driver(
        connection.uri,
        auth=(connection.user, connection.password),
        connection_timeout=seconds,
        connection_acquisition_timeout=seconds,
        max_transaction_retry_time=0,
        user_agent="ampnet",
    ) as driver:
        try:
            with driver.session(database=connection.database) as session:
                session.run("RETURN 1").consume()
        except bolt.AuthError:
            raise
        except (bolt.DriverError, bolt.Neo4jError, OSError):
            return False
        return True

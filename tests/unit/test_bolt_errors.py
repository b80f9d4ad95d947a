"""What an error of the database says to whoever meets it."""

from __future__ import annotations

import socket

import pytest
from neo4j.exceptions import Neo4jError

from graph.bolt_errors import plain_errors
from graph.errors import AmpnetError

GONE = "Neo.ClientError.Transaction.TransactionNotFound"
OTHER = "Neo.DatabaseError.General.UnknownError"


@pytest.mark.parametrize(
    ("code", "message", "remedy"),
    [
        (GONE, "Error during read lock", "a load goes on where it stood"),
        (GONE, "Error during read lock", "AMPNET_EMBEDDED_HEAP=4g"),
        (OTHER, "Error on commit", "Is the disk of the database full?"),
        (OTHER, "Something else", None),
    ],
)
def test_an_error_says_what_helps(code: str, message: str, remedy: str | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as open_port:  # where nobody listens it was stopped
        uri = f"bolt://127.0.0.1:{open_port.getsockname()[1]}"
        with pytest.raises(AmpnetError) as raised, plain_errors(uri, "reader"):
            raise Neo4jError._hydrate_neo4j(code=code, message=message)  # as the driver makes them
    assert type(raised.value) is AmpnetError, "no narrower one: nothing is known to be wrong"
    assert raised.value.message == f"The database answered {code}: {message}"
    assert (remedy in raised.value.remedy) if remedy else not raised.value.remedy

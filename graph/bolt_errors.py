"""What the driver's errors mean, in our own terms and with a remedy."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from neo4j import exceptions as bolt

from graph.errors import (
    AmpnetError,
    DatabaseUnavailableError,
    DuplicateIdError,
    QueryInvalidError,
    QueryRefusedError,
    QueryTimeoutError,
)

# How the engines say that a statement ran into its time limit: Neo4j by code, the embedded
# engine by its own words.
_TIMEOUT_CODES = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.Terminated",  # by graph.deadline
)
_TIMEOUT_WORDS = ("timeout", "timed out", "time limit")
_BROKEN_OFF_CODE = "Neo.ClientError.Transaction.TransactionNotFound"
"""What the embedded engine calls whatever went wrong at a commit."""
_NO_MEMORY = (
    "If it comes again, its memory is too small: AMPNET_EMBEDDED_HEAP=4g, then `ampnet down` and "
    "`ampnet up`."
)
_STOPPED_CODE = "Neo.TransientError.General.DatabaseUnavailable"
_CUT_OFF = "defunct connection"  # the driver's word for one that ended amid an answer
_REASON = re.compile(r"\(reason (?:\[Errno \d+\] )?(.+)\)")
_AGAIN = "Do it again: what was committed stays, a load goes on where it stood, nothing is doubled."
_START = "Start the embedded one with `ampnet up`, or check AMPNET_NEO4J_URI."
_BOLT_PORT = 7687
_LOOK_SECONDS = 2.0
_INVALID_CODES = ("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.")
_DUPLICATE_CODE = "Neo.ClientError.Schema.ConstraintValidationFailed"
_REFUSED_CODES = ("Neo.ClientError.Security.", "Neo.ClientError.Statement.AccessMode")


@contextmanager
def plain_errors(uri: str, user: str) -> Iterator[None]:
    """Turn the driver's errors into ours.

    Args:
        uri: Where the database is that is spoken to.
        user: As whom.

    Raises:
        DatabaseUnavailableError: No server answers, or it refuses the user.
        AmpnetError: The server refuses a statement or cannot run it; subclasses say which.
    """
    try:
        yield
    except (bolt.ServiceUnavailable, bolt.SessionExpired, OSError) as error:
        if _CUT_OFF in str(error):
            raise _stopped(uri) from error
        reasons = _REASON.findall(str(error)) or [str(error)]
        raise DatabaseUnavailableError(
            f"No database answers at {uri}: {reasons[-1]}", f"{_START} {_AGAIN}"
        ) from error
    except bolt.Neo4jError as error:
        if error.code == _STOPPED_CODE or _is_gone(uri):
            raise _stopped(uri) from error
        raise _explain(error, uri, user) from error
    except bolt.BrokenRecordError as error:  # the driver has no dates before year 1
        raise QueryInvalidError(
            f"The answer holds a value that cannot be read: {error.__cause__ or error}.",
            "Return it as text, with toString().",
        ) from error


def _is_gone(uri: str) -> bool:
    """Whether nobody listens any more at an address that has just sent an error.

    An engine that is stopped ends what it runs with errors of many kinds, unknown ones and wrong
    passwords among them. By then it has closed its port. (`neo4j://` names many servers.)
    """
    at = urlsplit(uri)
    if not at.scheme.startswith("bolt"):
        return False
    try:
        socket.create_connection((at.hostname, at.port or _BOLT_PORT), _LOOK_SECONDS).close()
    except OSError:
        return True
    return False


def _stopped(uri: str) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(
        f"The database at {uri} was stopped while it worked.", f"{_START} {_AGAIN}"
    )


def _explain(error: bolt.Neo4jError, uri: str, user: str) -> AmpnetError:
    """Say in our own terms what a server error means."""
    code, message = error.code or "", error.message or str(error)
    if isinstance(error, bolt.AuthError):
        return DatabaseUnavailableError(
            f"The database at {uri} refused user {user!r}: {message}",
            "Check AMPNET_NEO4J_USER and AMPNET_NEO4J_PASSWORD.",
        )
    if code in _TIMEOUT_CODES or any(word in message.lower() for word in _TIMEOUT_WORDS):
        return QueryTimeoutError(
            f"The statement ran into its time limit: {message}",
            "Narrow it, add a LIMIT, or allow it more time.",
        )
    if code.startswith(_REFUSED_CODES):
        return QueryRefusedError(f"The database refused the statement: {message}")
    if code == _DUPLICATE_CODE:
        return DuplicateIdError(f"The database holds that already: {message}")
    if code.startswith(_INVALID_CODES):
        return QueryInvalidError(f"The database answered {code}: {message}")
    remedy = ""
    if "on commit" in message:  # the embedded engine says no more than that
        remedy = (
            "Is the disk of the database full? What was committed stays: make room, do it again."
        )
    elif code == _BROKEN_OFF_CODE:
        remedy = f"{_AGAIN} {_NO_MEMORY}"
    return AmpnetError(f"The database answered {code}: {message}", remedy)

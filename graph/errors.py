"""Errors that a person can act on: what went wrong, and the remedy."""

from __future__ import annotations


class AmpnetError(Exception):
    """An error with a remedy.

    Args:
        message: What is wrong, naming the file, line and field where there is one.
        remedy: What the reader can do about it; empty when nothing can be done.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class DatabaseUnavailableError(AmpnetError):
    """No database answers at the address that the settings name."""


class QueryRefusedError(AmpnetError):
    """The database refused the statement: a write by the reader, or what is not allowed."""


class QueryInvalidError(AmpnetError):
    """The statement cannot be run: bad Cypher, a missing parameter, a type that does not fit."""


class DuplicateIdError(AmpnetError):
    """What was to be created is there already: a node with that id. Nothing was written."""


class QueryTimeoutError(AmpnetError):
    """The statement ran longer than its limit and was ended."""


class UnknownIdError(AmpnetError):
    """An id that the graph does not hold.

    Args:
        message: Which id, of what.
        remedy: What to do.
        suggestions: Ids that are near to the one asked for, best first.
    """

    def __init__(self, message: str, remedy: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.suggestions = suggestions

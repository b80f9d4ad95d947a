"""Cursors: where the next page of a list starts, and of which list."""

from __future__ import annotations

import base64
import binascii
import hashlib

from graph.errors import AmpnetError


class BadCursorError(AmpnetError):
    """A cursor that does not belong to the question it came with."""


def encode(position: int, question: str) -> str:
    """Make a cursor for the list that `question` names, to go on from `position`."""
    return base64.urlsafe_b64encode(f"{position}.{_mark(question)}".encode()).decode().rstrip("=")


def decode(cursor: str | None, question: str) -> int:
    """Return where to go on; 0 without a cursor.

    Raises:
        BadCursorError: It is no cursor, or was made for another question or graph version.
    """
    if cursor is None:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position, mark = base64.urlsafe_b64decode(padded).decode().split(".")
        if mark == _mark(question) and int(position) >= 0:
            return int(position)
    except (binascii.Error, UnicodeError, ValueError):
        pass
    raise BadCursorError(
        "The cursor does not belong to this question, or the graph has changed since.",
        "Ask again without a cursor.",
    )


def _mark(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:12]

"""Answers that would take longer than somebody can wait for are refused before they begin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from graph.errors import AmpnetError

_longest: ContextVar[float] = ContextVar("longest", default=math.inf)


class TooLongError(AmpnetError):
    """An answer that would take longer than it may.

    Args:
        what: What takes so long, as the beginning of a sentence.
        seconds: That it is foretold to take, see `graph.answers.foretold`.
        longest: That it may take.
        instead: Parameters that take less, by the names that they have in the provenance.
    """

    def __init__(
        self, what: str, seconds: float, longest: float, instead: Mapping[str, object]
    ) -> None:
        asked = "&".join(f"{name}={value}" for name, value in instead.items())
        super().__init__(
            f"{what} would take about {in_words(seconds)} of one core; "
            f"an answer may take {in_words(longest)} here.",
            (f"Ask with {asked}. " if asked else "")
            + "A shorter time (since, until) or fewer relationships (kind, minCount) take less, "
            "too, and the command line takes as long as it needs.",
        )
        self.seconds = seconds
        self.longest = longest
        self.instead = instead


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Refuse, within the block and in threads that are begun in it, what would take longer.

    Args:
        seconds: Of one core.
    """
    token = _longest.set(seconds)
    try:
        yield
    finally:
        _longest.reset(token)


def times_left(once: float, before: float = 0.0) -> int | None:
    """How often something may be repeated; None for as often as one likes.

    Args:
        once: Seconds that it takes once.
        before: Seconds that are needed anyway.
    """
    left = (_longest.get() - before) / max(once, 1e-9)
    return max(int(left), 0) if math.isfinite(left) else None


def expect(what: str, seconds: float, instead: Mapping[str, object] | None = None) -> None:
    """Go on, or refuse; the arguments are those of `TooLongError`.

    Raises:
        TooLongError: It is foretold to take longer than it may.
    """
    longest = _longest.get()
    if seconds > longest:
        raise TooLongError(what, seconds, longest, instead or {})


def in_words(seconds: float) -> str:
    """Seconds, minutes or hours, in words."""
    minutes = seconds / 60
    if minutes < 1.5:
        return f"{seconds:.0f} seconds"
    return f"{minutes:.0f} minutes" if minutes < 90 else f"{minutes / 60:.0f} hours"

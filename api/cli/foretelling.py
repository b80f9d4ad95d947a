"""A word before an answer that takes minutes: how long it will take, and what takes less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.cli.output import note
from graph.answers.foretold import dividing, division
from graph.answers.patience import in_words

if TYPE_CHECKING:
    from graph.answers.partition import Method
    from graph.snapshot import Snapshot

_WORTH_A_WORD: Final = 60.0
"""Seconds."""


def foretell(seconds: float, what: str, instead: str) -> None:
    """Say how long something takes, where that is more than a minute.

    Args:
        seconds: Of one core.
        what: What takes so long, as the beginning of a sentence.
        instead: What to ask for to have an answer sooner, as a sentence.
    """
    if seconds < _WORTH_A_WORD:
        return
    long = in_words(seconds)
    note(f"{what}: about {long} of one core, by half or twice. {instead} Ctrl+C ends it.")


def foretell_divisions(view: Snapshot, method: Method, divisions: int, instead: str) -> None:
    """Say how long it takes to divide the graph so many times."""
    from graph.snapshot import ACTIVITY_TYPES, SnapshotFilter  # noqa: PLC0415  files need none

    activity = view.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    pairs = len(activity.pairs(directed=method.directed).weight)
    foretell(dividing(pairs, method, divisions), division(pairs, method, divisions), instead)

"""Which answers can be given for two windows side by side, and how."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.brokers import brokers
from graph.answers.communities import communities
from graph.answers.groups import Dimension, every_group
from graph.answers.infrastructure import infrastructure
from graph.answers.overview import overview
from graph.snapshot import Snapshot


class Answer(StrEnum):
    """An answer that can be given for each of two windows."""

    OVERVIEW = "overview"
    COMMUNITIES = "communities"
    BROKERS = "brokers"
    ASYMMETRY = "asymmetry"
    INFRASTRUCTURE = "infrastructure"


_GROUPS: Final = 10


def _by_role(snapshot: Snapshot) -> Any:
    groups = every_group(snapshot, Dimension.ROLE, _GROUPS)
    return asymmetry_matrix(snapshot, groups, samples=199) if len(groups) > 1 else None


ANSWERS: Final[dict[Answer, Callable[[Snapshot], Any]]] = {
    Answer.OVERVIEW: overview,
    Answer.COMMUNITIES: lambda snapshot: communities(snapshot, limit=20),
    Answer.BROKERS: lambda snapshot: brokers(snapshot, limit=20),
    Answer.ASYMMETRY: _by_role,
    Answer.INFRASTRUCTURE: lambda snapshot: infrastructure(snapshot, limit=20),
}
"""With their defaults, and twenty items at most; asymmetry between roles, none with one role."""

"""What an answer says about itself, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph.snapshot import Snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an answer was computed.

    Attributes:
        method: Name of the function, and the algorithm where it has several.
        parameters: All of them, defaults included, and the part of the graph that was asked.
        graph_version: State of the graph.
        seed: Seed of the random numbers; None when there were none.
    """

    method: str
    parameters: Mapping[str, object]
    graph_version: str
    seed: int | None = None


def provenance(
    snapshot: Snapshot, method: str, parameters: Mapping[str, object], seed: int | None = None
) -> Provenance:
    """Describe a computation on this view of the graph."""
    scope = snapshot.scope.parameters()
    return Provenance(method, {**parameters, "scope": scope}, str(snapshot.version), seed)


def moment(epoch_ms: int | None) -> datetime | None:
    """Epoch milliseconds as a time in UTC; exact, and for years before 1970 too."""
    return None if epoch_ms is None else _EPOCH + timedelta(milliseconds=epoch_ms)

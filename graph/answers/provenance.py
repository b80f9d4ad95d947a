"""What an answer says about itself, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph.answers.credits import MOST_NAMED, behind, credits_of
from graph.credit import Credit
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
        datasets: Whose data it rests on, that with the most evidence first; not more than
            `MOST_NAMED` of `datasets_total`.
        datasets_total: How many data sets these are.
    """

    method: str
    parameters: Mapping[str, object]
    graph_version: str
    seed: int | None = None
    datasets: tuple[Credit, ...] = ()
    datasets_total: int = 0


def provenance(
    snapshot: Snapshot,
    method: str,
    parameters: Mapping[str, object],
    seed: int | None = None,
    datasets: Sequence[str] | None = None,
) -> Provenance:
    """Describe a computation on this view of the graph.

    Args:
        snapshot: What was asked.
        method: Name of the function, and the algorithm where it has several.
        parameters: All of them.
        seed: Seed of the random numbers.
        datasets: Names of the data sets behind it, where they are others than the view's.
    """
    scope = snapshot.scope.parameters()
    names = behind(snapshot) if datasets is None else datasets
    return Provenance(
        method,
        {**parameters, "scope": scope},
        str(snapshot.version),
        seed,
        credits_of(snapshot, names[:MOST_NAMED]),
        len(names),
    )


def moment(epoch_ms: int | None) -> datetime | None:
    """Epoch milliseconds as a time in UTC; exact, and for years before 1970 too."""
    return None if epoch_ms is None else _EPOCH + timedelta(milliseconds=epoch_ms)

"""A node as answers show it: enough to recognise it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.snapshot import Snapshot
from graph.snapshot.rows import rows_at

_SHOWN = ("id", "name", "label", "roles", "country")


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """An actor, organisation, state or host in one line.

    Attributes:
        id: Stable key.
        name: Name to show; the id where the source gives none.
        label: Actor, Organization, State or Host.
        roles: What an actor is: Outlet, Diplomat, Influencer, Account.
        country: ISO 3166-1 alpha-2.
    """

    id: str
    name: str
    label: str
    roles: tuple[str, ...]
    country: str | None


def summaries(snapshot: Snapshot, indexes: Iterable[int]) -> list[NodeSummary]:
    """Describe nodes by their indexes, in that order."""
    shown = snapshot.once("shown nodes", lambda: snapshot.nodes.select(_SHOWN))
    return [
        NodeSummary(id_, name or id_, label, tuple(roles or ()), country)
        for id_, name, label, roles, country in rows_at(shown, list(indexes))
    ]

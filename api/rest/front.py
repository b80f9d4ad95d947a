"""What the home page shows of a graph, computed once for each version of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from graph.answers.brokers import Broker, brokers
from graph.answers.communities import CommunitiesAnswer, communities
from graph.answers.group_network import GroupFlows, group_flows
from graph.answers.groups import Dimension
from graph.answers.overview import OverviewAnswer, overview
from graph.answers.stories import StorySummary, stories
from graph.database import Database
from graph.snapshot import Snapshot
from queries.catalogue import run

SHOWN: Final = 5
"""Of each list; the page leads to the rest."""

_MEMBERS: Final = 3
_GROUPS: Final = 8
_STARTS: Final = 2
"""Betweenness, which takes long, is not on the page: its brokers are ordered by their roles."""


@dataclass(frozen=True, slots=True)
class Front:
    """The graph at a glance.

    Attributes:
        overview: Counts and extremes.
        divided: The largest communities.
        stories: The largest stories.
        total_stories: How many there are.
        brokers: Who stands between most pairs of others in different states.
        flows: Who amplifies whom, state by state.
    """

    overview: OverviewAnswer
    divided: CommunitiesAnswer
    stories: tuple[StorySummary, ...]
    total_stories: int
    brokers: tuple[Broker, ...]
    flows: GroupFlows


def front(snapshot: Snapshot, database: Database) -> Front:
    """Return the front page's answers; they are kept with the snapshot."""
    return snapshot.once("front", lambda: _made(snapshot, database))


def latest_runs(database: Database) -> list[dict[str, Any]]:
    """Return the latest loads and computations."""
    return run(database, "datasets-and-runs", {"dataset": None, "limit": SHOWN}).as_dicts()


def _made(snapshot: Snapshot, database: Database) -> Front:
    told = stories(database, snapshot, limit=SHOWN)
    between = brokers(snapshot, null_graphs=0, starts=_STARTS, steps=1, limit=SHOWN)
    return Front(
        overview=overview(snapshot, top=SHOWN),
        divided=communities(snapshot, limit=SHOWN, top=_MEMBERS),
        stories=told.stories,
        total_stories=told.total,
        brokers=between.items,
        flows=group_flows(snapshot, Dimension.COUNTRY, _GROUPS),
    )

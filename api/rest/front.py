"""What the home page shows of a graph, computed once for each version of it."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

from graph.answers.brokers import brokers
from graph.answers.communities import CommunitiesAnswer, communities
from graph.answers.group_network import GroupFlows, group_flows
from graph.answers.groups import Dimension
from graph.answers.overview import OverviewAnswer, overview
from graph.answers.patience import at_most
from graph.answers.stories import StorySummary, stories
from graph.database import Database
from graph.snapshot import Snapshot, cache
from graph.whole import whole_file
from queries.catalogue import run

_log = logging.getLogger(__name__)

SHOWN: Final = 5
"""Of each list; the page leads to the rest."""

_MEMBERS: Final = 3
_GROUPS: Final = 8
_PAIRS: Final = 2
"""Betweenness, which takes long, is not on the page: its brokers are ordered by their roles."""


_KEPT: Final = "front-brokers-1.json"


@dataclass(frozen=True, slots=True)
class FrontBroker:
    """Who stands between members of different states.

    Attributes:
        id: Its id.
        name: Its name.
        group: Its state.
        total: Ordered pairs that it stands between, over all roles.
    """

    id: str
    name: str
    group: str
    total: int


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
    brokers: tuple[FrontBroker, ...]
    flows: GroupFlows


def front(snapshot: Snapshot, database: Database, cache_dir: Path) -> Front:
    """Return the front page's answers; they are kept with the snapshot.

    Args:
        snapshot: The graph.
        database: Asked for stories.
        cache_dir: Where snapshots are kept; what takes longest is kept beside them.
    """
    with at_most(inf):  # nobody asked for it in particular, so nobody could ask for less
        return snapshot.once("front", lambda: _made(snapshot, database, cache_dir))


def latest_runs(database: Database) -> list[dict[str, Any]]:
    """Return the latest loads and computations."""
    return run(database, "datasets-and-runs", {"dataset": None, "limit": SHOWN}).as_dicts()


def front_brokers(snapshot: Snapshot, cache_dir: Path) -> tuple[FrontBroker, ...]:
    """Return the brokers on the front page, from the file where they are kept for this version.

    A disk that is full costs the file, not the answer; a damaged file is made anew.
    """
    kept = cache.beside(cache_dir, snapshot.version, _KEPT)
    try:
        return tuple(FrontBroker(**row) for row in json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        _log.debug("The brokers of %s are not kept yet.", snapshot.version)
    between = brokers(snapshot, null_graphs=0, pairs=_PAIRS, steps=1, limit=SHOWN)
    made = tuple(FrontBroker(b.node.id, b.node.name, b.group, b.total) for b in between.items)
    try:
        with whole_file(kept) as unfinished:
            unfinished.write_text(json.dumps([asdict(each) for each in made]), encoding="utf-8")
    except OSError as error:
        _log.warning("The brokers could not be kept in %s: %s", kept.parent, error)
    return made


def _made(snapshot: Snapshot, database: Database, cache_dir: Path) -> Front:
    told = stories(database, snapshot, limit=SHOWN)
    return Front(
        overview=overview(snapshot, top=SHOWN),
        divided=communities(snapshot, limit=SHOWN, top=_MEMBERS),
        stories=told.stories,
        total_stories=told.total,
        brokers=front_brokers(snapshot, cache_dir),
        flows=group_flows(snapshot, Dimension.COUNTRY, _GROUPS),
    )

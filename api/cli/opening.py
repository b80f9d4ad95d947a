"""From the folder that a command names to the graph: its settings, its database, a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.options import name_home
from api.cli.output import note

if TYPE_CHECKING:
    from graph.database import Database
    from graph.settings import Settings
    from graph.snapshot import Snapshot, SnapshotFilter
    from graph.vocabulary import AmplificationKind


def settings_of(home: Path | None) -> Settings:
    """Return the settings with the folder that the command line names."""
    from graph.settings import Settings  # noqa: PLC0415  plain files need none

    name_home(home)
    return Settings()


@contextmanager
def database_of(settings: Settings, *, read_only: bool = False) -> Iterator[Database]:
    """Open the database, starting the embedded one when it does not run."""
    from graph.connect import (  # noqa: PLC0415  imports the driver
        check_room,
        embedded_server,
        open_database,
    )

    if not read_only:
        check_room(settings)
    if not settings.neo4j_uri and not embedded_server(settings).status().running:
        note("Starting the embedded database ...")
    with open_database(settings, read_only=False, start=True) as owner:
        if not read_only:
            yield owner
            return
    with open_database(settings, read_only=True) as reader:
        yield reader


@contextmanager
def snapshot_of(home: Path | None, *, refresh: bool = False) -> Iterator[Snapshot]:
    """Open the newest snapshot of the graph."""
    from graph.snapshot import Snapshot  # noqa: PLC0415  plain files need none

    settings = settings_of(home)
    with database_of(settings, read_only=True) as database:
        yield Snapshot.open(database, settings.cache, refresh=refresh)


@contextmanager
def view_of(
    home: Path | None,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    kinds: Iterable[AmplificationKind] | None = None,
    refresh: bool = False,
) -> Iterator[Snapshot]:
    """Open what the newest snapshot holds of a time and of these kinds."""
    with snapshot_of(home, refresh=refresh) as snapshot:
        yield snapshot.filter(window(since, until, kinds))


def window(
    since: dt.datetime | None,
    until: dt.datetime | None,
    kinds: Iterable[AmplificationKind] | None,
) -> SnapshotFilter:
    """Return the filter that keeps what happened then, and of these kinds; no kinds are all."""
    from graph.snapshot import SnapshotFilter  # noqa: PLC0415

    return SnapshotFilter(
        since=utc(since), until=utc(until), kinds=frozenset(kinds) if kinds else None
    )


def utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Read a time of the command line as UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment else None

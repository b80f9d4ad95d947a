"""One snapshot for many readers, renewed when the graph has changed."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import AmpnetError
from graph.snapshot.snapshot import Snapshot
from graph.snapshot.version import read_version

if TYPE_CHECKING:
    from graph.database import Database

_log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 1.0
"""How long the graph is taken to be unchanged after it was asked."""


class SnapshotHolder:
    """Hands out the newest snapshot, and makes a new one only once at a time.

    While a new one is being made, readers go on with the one before it: answers carry the
    version that they are of. The first reader, and one who asks to `refresh`, waits. A graph that
    changes faster than it can be read is tried again after as long as the last try took.

    Args:
        database: Where the graph is.
        cache_dir: Folder of cached snapshots.
        check_seconds: How long the graph is taken to be unchanged after it was asked.
    """

    def __init__(
        self, database: Database, cache_dir: Path, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self._database = database
        self._cache_dir = cache_dir
        self._check_seconds = check_seconds
        self._building = threading.Lock()
        self._asking = threading.Lock()
        self._current: Snapshot | None = None
        self._asked = float("-inf")

    def get(self, *, refresh: bool = False, wait: bool = False) -> Snapshot:
        """Return a snapshot.

        Args:
            refresh: Export anew even where version and counts have not changed.
            wait: Wait for the new one where the graph has changed.
        """
        current = self._current
        if current is None or refresh:
            return self._renew(refresh=refresh)
        if time.monotonic() - self._asked < self._check_seconds and not wait:
            return current
        if wait:
            return current if self._is_of_now(current) else self._renew()
        if self._building.locked() or not self._asking.acquire(blocking=False):
            return current  # one asks for all
        try:
            is_of_now = self._is_of_now(current)
        finally:
            self._asking.release()
        if not is_of_now:
            threading.Thread(
                target=self._renew_quietly, name="ampnet-snapshot", daemon=True
            ).start()
        return current

    def _is_of_now(self, current: Snapshot) -> bool:
        version, _ = read_version(self._database)
        self._asked = time.monotonic()
        return version == current.version

    def _renew(self, *, refresh: bool = False) -> Snapshot:
        before = self._current
        with self._building:
            current = self._current
            if current is not None and current is not before and not refresh:
                return current  # another thread made it while this one waited
            began = time.monotonic()
            renewed = Snapshot.open(self._database, self._cache_dir, refresh=refresh)
            self._asked = time.monotonic()
            if current is not None and not renewed.settled:
                self._asked += self._asked - began
                return current  # which is of one version, and knows what was computed on it
            self._current = renewed
        return renewed

    def _renew_quietly(self) -> None:
        try:
            self._renew()
        except AmpnetError as error:
            _log.warning("The snapshot could not be renewed: %s", error)

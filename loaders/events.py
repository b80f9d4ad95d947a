"""Ids for interactions and items, so that the same one is never counted twice."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

from loaders.items import link_id
from loaders.records import InteractionRecord, ItemRecord

CONTENTS = 1_000_000
"""Different contents that are counted in memory, 200 bytes each, before they go to disk."""


class EventIds:
    """Give every interaction and item of one input its id.

    A source's own id wins, then the address of the post. Without either the id is made from
    the content and from how many equal rows stood before it: forty-nine equal rows are
    forty-nine interactions, the same file again adds none, and a second file that overlaps
    adds only what the first did not have. What cannot be told apart, equal rows that were
    split over two files, is counted as often as in the one that has more of them.

    Close it: what of a long file does not fit in memory is in a temporary file.
    """

    def __init__(self) -> None:
        self._before = _Counts()

    def close(self) -> None:
        """Delete what is on disk."""
        self._before.close()

    def of(self, record: InteractionRecord | ItemRecord) -> str:
        """Return the id of the item; call it once for each row, in order."""
        target = ""
        if isinstance(record, InteractionRecord):
            own, target = record.item, record.target
        else:
            own = record.id
        if own:
            return own
        if record.url:
            return link_id(record.url)
        content = "\x1f".join(
            (
                record.actor or "",
                target,
                record.kind,
                str(record.at),
                record.title or "",
                record.text or "",
            )
        )
        digest = blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12)
        return f"event:{digest.hexdigest()}-{self._before.add(digest.digest())}"


class _Counts:
    """How often each key was met; of many keys most are on disk."""

    def __init__(self) -> None:
        self._recent: dict[bytes, int] = {}
        self._older: sqlite3.Connection | None = None

    def add(self, key: bytes) -> int:
        """Count a key; return how often it was met with this time."""
        count = self._recent.get(key)
        if count is None:
            count = self._older_count(key)
            if len(self._recent) >= CONTENTS:
                self._put_away()
        self._recent[key] = count + 1
        return count + 1

    def close(self) -> None:
        """Delete what is on disk."""
        if self._older is not None:
            self._older.close()

    def _older_count(self, key: bytes) -> int:
        if self._older is None:
            return 0
        found = self._older.execute("SELECT n FROM counts WHERE key = ?", (key,)).fetchone()
        return int(found[0]) if found else 0

    def _put_away(self) -> None:
        if self._older is None:
            # Without a name it is a file that nobody else sees and that goes when it is closed.
            self._older = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
                self._older.execute(f"PRAGMA {setting}")
            self._older.execute("CREATE TABLE counts (key BLOB PRIMARY KEY, n INT) WITHOUT ROWID")
        self._older.execute("BEGIN")
        # In the order of the keys, which is that of the table.
        rows = sorted(self._recent.items())
        self._older.executemany("INSERT OR REPLACE INTO counts VALUES (?, ?)", rows)
        self._older.execute("COMMIT")
        self._recent.clear()

"""Ids for interactions and items, so that the same one is never counted twice."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from loaders.items import link_id
from loaders.records import InteractionRecord, ItemRecord


class EventIds:
    """Give every interaction and item of one input its id.

    A source's own id wins, then the address of the post. Without either the id is made from
    the content and from how many equal rows stood before it: forty-nine equal rows are
    forty-nine interactions, the same file again adds none, and a second file that overlaps
    adds only what the first did not have. What cannot be told apart, equal rows that were
    split over two files, is counted as often as in the one that has more of them.
    """

    def __init__(self) -> None:
        self._before: Counter[bytes] = Counter()

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
        key = digest.digest()
        self._before[key] += 1
        return f"event:{digest.hexdigest()}-{self._before[key]}"

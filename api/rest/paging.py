"""Pages of a list that is made whole: where one begins, and the cursor to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query

from api.rest.shapes import Listing
from graph.answers.cursors import decode, encode

T = TypeVar("T")

LARGEST_PAGE: Final = 1_000

Cursor = Annotated[
    str | None,
    Query(max_length=200, description="`nextCursor` of the page before; none for the first page."),
]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Most items on a page.")]


@dataclass(frozen=True)
class Page:
    """Which part of which list is wanted.

    Attributes:
        question: Names the list: endpoint, parameters and version of the graph.
        start: How many items stand before this page.
        limit: Most items.
    """

    question: str
    start: int
    limit: int

    @classmethod
    def of(cls, about: Mapping[str, Any], version: object, limit: int, cursor: str | None) -> Page:
        """Find the page that a cursor leads to.

        Args:
            about: The endpoint's name and all parameters but `limit` and `cursor`.
            version: Version of the graph.
            limit: Most items.
            cursor: None for the first page.

        Raises:
            BadCursorError: It is no cursor of this question, or the graph has changed.
        """
        question = json.dumps([about, str(version)], sort_keys=True, default=str)
        return cls(question, decode(cursor, question), limit)

    @property
    def end(self) -> int:
        """How many items stand before the next page."""
        return self.start + self.limit

    def of_all(self, items: Sequence[T]) -> Listing[T]:
        """Cut the page out of the whole list."""
        return Listing[T](**self.fields(items[self.start : self.end], len(items)))

    def fields(self, items: Sequence[Any], total: int) -> dict[str, Any]:
        """Return what every list has, from the page's own items and the number of all."""
        reached = self.start + len(items)
        more = bool(items) and reached < total
        return {
            "items": list(items),
            "next_cursor": encode(reached, self.question) if more else None,
            "total": total,
            "truncated": more,
        }

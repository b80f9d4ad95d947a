"""From ids to indexes and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.errors import UnknownIdError

_SUGGESTIONS = 5
_LARGEST_DISTANCE = 3


class NodeIndex:
    """Which index a node has; an alias stands for the actor that it names.

    An id that several different actors bear names none of them.
    """

    def __init__(self, nodes: pl.DataFrame, aliases: pl.DataFrame) -> None:
        self._nodes = nodes
        self._aliases = aliases

    @cached_property
    def ids(self) -> list[str]:
        """Every id, by index."""
        return self._nodes["id"].to_list()

    @cached_property
    def _index(self) -> dict[str, int]:
        named = self._aliases.filter(pl.col("id").is_unique())
        index = dict(zip(named["id"], named["index"], strict=True))
        index.update(zip(self.ids, range(len(self.ids)), strict=True))
        return index

    @cached_property
    def _accounts(self) -> dict[int, list[str]]:
        """Ids with evidence of their own, by the index of the actor that stands for them."""
        found: dict[int, list[str]] = {}
        for id_, index in self._aliases.filter("actor").select("id", "index").iter_rows():
            found.setdefault(index, []).append(id_)
        return found

    def members(self, id_: str) -> tuple[str, ...]:
        """Return the ids under which the graph holds what an actor did, its own first.

        More than one where accounts are taken as one actor; just the id where it is unknown.
        """
        index = self._index.get(id_)
        if index is None:
            return (id_,)
        return self.ids[index], *self._accounts.get(index, ())

    def __getitem__(self, id_: str) -> int:
        """Return a node's index.

        Raises:
            UnknownIdError: No node and no alias has this id; with near matches.
        """
        found = self._index.get(id_)
        if found is None:
            bearers = self._aliases.filter(pl.col("id") == id_)["index"]
            near = tuple(self.ids[bearer] for bearer in bearers) or self.near(id_)
            remedy = f"Did you mean {', '.join(near)}?" if near else "Search by name or handle."
            raise UnknownIdError(f"The graph holds no {id_[:200]!r}.", remedy, near)
        return found

    def many(self, ids: Iterable[str]) -> npt.NDArray[np.int32]:
        """Return the indexes of several ids, each once, ascending."""
        return np.unique(np.array([self[id_] for id_ in ids], dtype=np.int32))

    def near(self, id_: str) -> tuple[str, ...]:
        """Ids that a slip of the pen, or a missing prefix, tells from this one."""
        wanted = id_.casefold()
        bare = [i for i in self._index if i.casefold().partition(":")[2] == wanted]
        return tuple(dict.fromkeys((*bare, *nearest(id_, self._index.keys()))))[:_SUGGESTIONS]


def nearest(id_: str, known: Collection[str]) -> tuple[str, ...]:
    """Those of the known ids that a slip of the pen tells from this one, best first."""
    close = process.extract(
        id_.casefold(),
        known,
        scorer=OSA.distance,
        processor=str.casefold,
        score_cutoff=min(_LARGEST_DISTANCE, len(id_) // 3),
        limit=_SUGGESTIONS,
    )
    return tuple(choice for choice, *_ in close)

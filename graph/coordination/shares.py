"""Who shared which object when: one trace of a data set, coded and sorted for computing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import AmpnetError

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ROLES: Final = ("object", "actor", "time", "item")
"""The columns of a table of shares; `item`, the post that carried the share, may be absent."""


class CoordinationError(AmpnetError):
    """A table or a parameter that coordination cannot be computed from."""


def _none() -> Codes:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one trace, sorted by object, then time.

    Attributes:
        actors: Names of the actors, in byte order: a smaller code is a smaller name.
        objects: Names of the objects.
        items: Names of the items that carried the shares; a row of its own each, if not known.
        actor: Code of the actor of each share.
        object: Code of the object of each share, ascending.
        time: Time of each share, milliseconds since 1970 UTC, ascending within an object.
        item: Code of the item of each share.
        loop: Whether the object is the very item that "shares" it (the original post).
        dropped: How many rows were left out, by reason.
        idle_actor: Code of the actor of each row that was left out; `len(actors)` for nobody.
            It shares nothing, but says that somebody took part (see `graph.coordination.pairs`).
        idle_item: Code of its item, -1 if that is what it lacks.
    """

    actors: pl.Series
    objects: pl.Series
    items: pl.Series
    actor: Codes
    object: Codes
    time: Codes
    item: Codes
    loop: Mask
    dropped: dict[str, int] = field(default_factory=dict)
    idle_actor: Codes = field(default_factory=_none)
    idle_item: Codes = field(default_factory=_none)

    def __len__(self) -> int:
        return len(self.actor)

    @property
    def activity(self) -> Codes:
        """Number of shares of each actor."""
        return np.bincount(self.actor, minlength=len(self.actors))

    @property
    def popularity(self) -> Codes:
        """Number of shares of each object."""
        return np.bincount(self.object, minlength=len(self.objects))

    def only(self, keep: Mask) -> Shares:
        """Return the shares that `keep` marks; names and codes stay the same."""
        return replace(
            self,
            actor=self.actor[keep],
            object=self.object[keep],
            time=self.time[keep],
            item=self.item[keep],
            loop=self.loop[keep],
        )


def shares_from(table: pl.DataFrame) -> Shares:
    """Code and sort a table of shares.

    Args:
        table: Columns `object` and `actor` (anything that can be a string), `time` (Int64,
            milliseconds since 1970 UTC) and, if it is known, `item`. A row without one of
            these is left out, and counted.

    Raises:
        CoordinationError: A column is absent, or `time` does not hold whole numbers.
    """
    for name in ROLES[:3]:
        if name not in table.columns:
            raise CoordinationError(
                f"A table of shares needs the column '{name}'; "
                f"this one has {', '.join(table.columns) or 'none'}.",
                "Rename its columns to object, actor, time and, if there is one, item.",
            )
    if not table.schema["time"].is_integer():
        raise CoordinationError(
            f"The column 'time' holds {table.schema['time']}, not whole milliseconds.",
            "Convert the times to milliseconds since 1970 UTC.",
        )
    names = [name for name in ROLES if name in table.columns]
    frame = table.select(
        pl.col("time").cast(pl.Int64),
        *(pl.col(name).cast(pl.String) for name in names if name != "time"),
    )
    frame = frame.with_columns([_unknown_if_empty(name) for name in names if name != "time"])
    complete, dropped = _complete(frame, names)
    actors, actor = _codes(frame["actor"])
    items, item = _item_codes(frame)
    idle = ~complete.to_numpy()
    shared = frame.filter(complete)
    objects, of = _codes(shared["object"])
    time = shared["time"].to_numpy()
    order = pl.DataFrame({"o": of, "t": time}).select(pl.arg_sort_by("o", "t", maintain_order=True))
    by = order.to_series().to_numpy()
    loop = np.zeros(len(shared), dtype=np.bool_)
    if "item" in names:
        loop = (shared["object"] == shared["item"]).to_numpy()
    return Shares(
        actors, objects, items, actor[~idle][by], of[by], time[by], item[~idle][by], loop[by],
        dropped, actor[idle], item[idle],
    )  # fmt: skip


def _unknown_if_empty(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)


def _complete(frame: pl.DataFrame, names: Sequence[str]) -> tuple[pl.Series, dict[str, int]]:
    """Which rows lack nothing, and how many of the others lack which, each counted once."""
    dropped: dict[str, int] = {}
    complete = pl.Series([True]).new_from_index(0, len(frame))
    for name in names:
        there = complete & frame[name].is_not_null()
        if missing := int((complete & ~there).sum()):
            dropped[f"no {name}"] = missing
        complete = there
    return complete, dropped


def _codes(names: pl.Series) -> tuple[pl.Series, Codes]:
    """Distinct names in byte order, and the place of each row's name among them.

    A row without a name gets the place after the last.
    """
    distinct = names.drop_nulls().unique().sort()
    place = names.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64)
    return distinct, place.fill_null(len(distinct)).to_numpy()


def _item_codes(frame: pl.DataFrame) -> tuple[pl.Series, Codes]:
    """As `_codes`, -1 where there is none; a row of a table without items is one of its own."""
    if "item" not in frame.columns:
        return pl.Series(dtype=pl.String), np.arange(len(frame), dtype=np.int64)
    distinct, item = _codes(frame["item"])
    return distinct, np.where(item < len(distinct), item, -1)

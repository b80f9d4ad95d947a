"""Who shared which object when: one trace of a data set, coded and sorted for computing."""

from __future__ import annotations

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
            milliseconds since 1970 UTC) and, if it is known, `item`. A row without object,
            actor or time is left out, and counted.

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
    frame, dropped = _complete(frame)
    if "item" not in names:
        frame = frame.with_columns(item=pl.lit(None, pl.String))
    actors, actor = _codes(frame["actor"])
    objects, item_object = _codes(frame["object"])
    items, item = _item_codes(frame)
    time = frame["time"].to_numpy()
    order = pl.DataFrame({"o": item_object, "t": time}).select(
        pl.arg_sort_by("o", "t", maintain_order=True)
    )
    by = order.to_series().to_numpy()
    loop = (frame["object"] == frame["item"]).fill_null(value=False).to_numpy()
    return Shares(
        actors, objects, items, actor[by], item_object[by], time[by], item[by], loop[by], dropped
    )


def _complete(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows with an object, an actor and a time, and how many lacked which."""
    dropped: dict[str, int] = {}
    for name in ROLES[:3]:
        there = frame[name].is_not_null()
        if name != "time":
            there &= frame[name] != ""
        if missing := int((~there).sum()):
            dropped[f"no {name}"] = missing
            frame = frame.filter(there)
    return frame, dropped


def _codes(names: pl.Series) -> tuple[pl.Series, Codes]:
    """Distinct names in byte order, and the place of each row's name among them."""
    distinct = names.unique().sort()
    return distinct, names.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).to_numpy()


def _item_codes(frame: pl.DataFrame) -> tuple[pl.Series, Codes]:
    """As `_codes`; a row without item gets a code of its own, after those with one."""
    known = frame["item"].drop_nulls()
    distinct, codes = _codes(known)
    item = np.arange(len(distinct), len(distinct) + len(frame), dtype=np.int64)
    item[frame["item"].is_not_null().to_numpy()] = codes
    return distinct, item

"""Where texts occur: which actor published which text when."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.republication.tokens import I64, U64, Bools

_RANK_BITS: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where texts occur: one entry per item.

    Attributes:
        text: Row of the item's text.
        actor: The actor of each item.
        time: Milliseconds since 1970, `UNKNOWN_TIME` where not known.
        rank: The order of the items, from 0, no two equal: by time, then by id.
        page: For items with short texts a number for the pages they link to, 0 for none.
    """

    text: I64
    actor: I64
    time: I64
    rank: I64
    page: I64


def changes(values: I64) -> Bools:
    """Where a sorted array begins something new."""
    new = np.ones(len(values), dtype=np.bool_)
    new[1:] = values[1:] != values[:-1]
    return new


def key(first: I64, second: I64) -> U64:
    """Two numbers as one that sorts as they do."""
    return np.asarray((first.astype(np.uint64) << _RANK_BITS) | second.astype(np.uint64))

"""What pairs of actors co-share when the viral objects are left out.

A hundred meetings that everybody has on the same pieces of news drown ten that only two have.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from graph.coordination.pairs import CoShares, count_counted
from graph.coordination.shares import Mask

VIRAL_PART: Final = 0.95
"""The part of all co-shares that is left out with the most viral objects. Planted groups are found
about as well with 0.8; with less, a few pieces of news stay and drown them again."""


def quiet_part(found: CoShares, window: int) -> CoShares:
    """Return the shares and co-shares on objects that are not viral.

    Args:
        found: All of them.
        window: The window that they were counted with, milliseconds.

    Returns:
        As `graph.coordination.pairs.count_pairs`, with the same codes of actors and objects.
    """
    kept = ~_viral(found)[found.shares.object]
    shares, counted = found.shares.only(kept), found.counted[kept]
    pairs = count_counted(shares, window, counted)
    return replace(found, shares=shares, pairs=pairs, by_share=found.by_share[kept],
                   counted=counted)  # fmt: skip


def _viral(found: CoShares) -> Mask:
    """The objects with the most co-shares, which together have `VIRAL_PART` of all, or were cut."""
    shares = found.shares
    each = np.bincount(shares.object, found.by_share, minlength=len(shares.objects))
    most_first = np.argsort(-each, kind="stable")
    before = np.cumsum(each[most_first]) - each[most_first]
    viral = shares.objects.is_in(list(found.truncated)).to_numpy(writable=True)
    viral[most_first[before < VIRAL_PART * each.sum()]] = True
    return viral

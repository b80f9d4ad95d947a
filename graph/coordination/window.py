"""How long the window should be, and how much the answer depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.coordination.detect import Coordination, NullModel, coordination
from graph.coordination.shares import CoordinationError, Shares


@dataclass(frozen=True, slots=True)
class AutomaticWindow:
    """A window estimated from the data.

    Attributes:
        seconds: The window; 1 where the estimate is 0.
        objects: How many quickest objects it rests on.
        quickest_second_share: The delay of the second share, in seconds, up to which an
            object counts as one of the quickest.
    """

    seconds: float
    objects: int
    quickest_second_share: float


def automatic_window(
    shares: Shares, quickest: float = 0.1, reached: float = 0.5
) -> AutomaticWindow:
    """Estimate the window as CooRnet does (`estimate_coord_interval`, Giglietto et al. 2020).

    Of the objects shared more than once, those whose second share came quickest are kept;
    the window is the median time that they took to reach a part of all their shares.

    Args:
        shares: The shares of one trace, of all actors.
        quickest: The part of the objects that is kept (CooRnet's `q`).
        reached: The part of an object's shares to be reached (CooRnet's `p`).

    Raises:
        CoordinationError: A part is not between 0 and 1, or no object was shared twice.
    """
    if not (0 <= quickest <= 1 and 0 <= reached < 1):
        raise CoordinationError(
            f"The parts {quickest} and {reached} do not lie between 0 and 1.",
            "CooRnet's defaults are 0.1 and 0.5.",
        )
    by_object = (
        pl.DataFrame({"object": shares.object, "time": shares.time})
        .group_by("object", maintain_order=True)
        .agg(
            size=pl.len(),
            second=pl.col("time").get(1, null_on_oob=True) - pl.col("time").first(),
            # The first share whose rank is more than that part of all, as CooRnet takes it.
            reached=pl.col("time").get((pl.len() * reached).floor().cast(pl.Int64))
            - pl.col("time").first(),
        )
        .filter(pl.col("size") > 1)
    )
    if not len(by_object):
        raise CoordinationError(
            "The window cannot be estimated: no object was shared twice.",
            "Give a window in seconds, such as 60.",
        )
    limit = float(np.quantile(by_object["second"].to_numpy(), quickest))
    kept = by_object.filter(pl.col("second") <= limit)
    median = float(np.median(kept["reached"].to_numpy())) / 1000
    return AutomaticWindow(median or 1.0, len(kept), limit / 1000)


def sensitivity(
    table: pl.DataFrame,
    windows: Sequence[float] = (1, 5, 10, 30, 60, 300, 900, 3600),
    min_participation: int = 2,
    null: NullModel = "configuration",
    alpha: float = 0.05,
) -> pl.DataFrame:
    """Compute the same table with several windows.

    Args:
        table: As `graph.coordination.coordination` takes it.
        windows: Seconds; the default goes from a machine's haste to an hour.
        min_participation: As there.
        null: As there.
        alpha: Largest q-value of a significant edge.

    Returns:
        One row per window, ascending: `window` (s), `pairs`, `co_shares`, `expected` (of
        chance, over the pairs seen), `significant`, `actors` (in significant edges, or in any
        without a null model), and `kept`: the part of the significant edges of the window
        before that are still significant.
    """
    rows = []
    before: pl.DataFrame | None = None
    for window in sorted(windows):
        found = coordination(table, window, min_participation, null)
        edges = _judged(found, alpha)
        rows.append(
            {
                "window": float(window),
                "pairs": len(found.edges),
                "co_shares": int(found.edges["weight"].sum()),
                "expected": None if null == "none" else float(found.edges["expected"].sum()),
                "significant": None if null == "none" else len(edges),
                "actors": pl.concat([edges["source"], edges["target"]]).n_unique(),
                "kept": _kept(before, edges),
            }
        )
        before = edges
    schema = {
        "window": pl.Float64, "pairs": pl.Int64, "co_shares": pl.Int64, "expected": pl.Float64,
        "significant": pl.Int64, "actors": pl.Int64, "kept": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _judged(found: Coordination, alpha: float) -> pl.DataFrame:
    return found.edges if found.parameters.null == "none" else found.significant(alpha)


def _kept(before: pl.DataFrame | None, now: pl.DataFrame) -> float | None:
    if before is None or not len(before):
        return None
    return len(before.join(now, on=["source", "target"], how="semi")) / len(before)

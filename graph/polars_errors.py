"""What Polars raises where a file is damaged, or a disk full."""

from __future__ import annotations

from typing import Final

import polars as pl

POLARS_ERRORS: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""A panic, as at a Parquet file whose metadata contradict its pages, is no `Exception`."""

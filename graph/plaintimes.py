"""Times as people write them in plain tables, read into milliseconds since 1970 UTC."""

from typing import Final

import polars as pl

_NUMBER: Final = r"^[+-]?\d+(\.\d*)?([eE]\+?\d+)?$"  # R writes 1.65e+09
_ISO: Final = (
    r"^(?<date>\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](?<minute>\d{2}:\d{2})(?<second>:\d{2})?(?<fraction>[.,]\d+)?)?"
    r"\s*(?:[Zz]|UTC|GMT|(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})?)?$"
)
_BASIC: Final = r"^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(\d\d)"  # 20220301T083000Z
_LATEST_SECONDS: Final = 1e11  # the year 5138; above it a number is milliseconds or not a time


def looks_like_milliseconds(value: str) -> bool:
    """Tell whether a value is a number too large for UNIX seconds."""
    try:
        return abs(float(value)) >= _LATEST_SECONDS
    except ValueError:
        return False


def are_numbers(raw: pl.Series) -> pl.Series:
    """Tell which values are written as UNIX seconds."""
    return raw.cast(pl.String).str.strip_chars().str.contains(_NUMBER)


def epoch_milliseconds(raw: pl.Series) -> pl.Series:
    """Read a column of times.

    Args:
        raw: Strings holding UNIX seconds (fractions allowed) or ISO 8601 (a date alone, or
            with minutes, seconds, fractions and a zone), numbers as UNIX seconds, or Polars
            dates and datetimes. A time without a zone is UTC.

    Returns:
        Int64 milliseconds since 1970-01-01 UTC, null where a value is empty or unreadable.
    """
    if raw.dtype == pl.Date or isinstance(raw.dtype, pl.Datetime):
        return (
            raw.cast(pl.Datetime("ms")).cast(pl.Int64)
            if raw.dtype == pl.Date
            else raw.dt.epoch("ms")
        )
    text = raw.cast(pl.String).str.strip_chars()
    return (
        pl.DataFrame({"text": text, "number": are_numbers(text)})
        .select(pl.when("number").then(_from_seconds()).otherwise(_from_iso()).alias(raw.name))
        .to_series()
    )


def _from_seconds() -> pl.Expr:
    seconds = pl.col("text").cast(pl.Float64, strict=False)
    return pl.when(seconds.abs() < _LATEST_SECONDS).then((seconds * 1000).round().cast(pl.Int64))


def _from_iso() -> pl.Expr:
    extended = pl.col("text").str.replace(_BASIC, "${1}-${2}-${3}T${4}:${5}:${6}")
    part = extended.str.extract_groups(_ISO).struct.field
    canonical = pl.concat_str(
        part("date"),
        pl.lit("T"),
        part("minute").fill_null("00:00"),
        part("second").fill_null(":00"),
        part("fraction").str.replace(",", ".").fill_null(""),
        part("sign").fill_null("+"),
        part("hours").fill_null("00"),
        pl.lit(":"),
        part("minutes").fill_null("00"),
    )
    return canonical.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="ms", time_zone="UTC", strict=False
    ).dt.epoch("ms")

"""Plain tables in files: the kind is told by the file's name, the columns by theirs.

Everything that works "on plain files" reads and writes through here, so that every command
understands the same kinds, the same times and complains in the same words.

Values are written as they are. Spreadsheet formulas are *not* guarded: these are files for
programs, and a guard would change identifiers.
"""

import csv
import gzip
import io
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Final, cast

import polars as pl
from polars.selectors import by_name

from graph.errors import AmpnetError
from graph.plaintimes import epoch_milliseconds, looks_like_milliseconds
from graph.polars_errors import POLARS_ERRORS
from graph.whole import whole_file

SUFFIXES: Final = (".csv", ".csv.gz", ".parquet", ".jsonl", ".jsonl.gz")
"""The kinds of file that can be read and written, by the end of the name."""

_MARK: Final = b"\xef\xbb\xbf"  # the byte order mark that some editors begin UTF-8 with
_EXACT: Final = 2**53  # below it a float holds every whole number


class PlainFileError(AmpnetError):
    """A table cannot be read or written."""


def file_kind(path: Path) -> str:
    """Return the member of `SUFFIXES` that `path` ends with, or raise `PlainFileError`."""
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if path.name.lower().endswith(suffix):
            return suffix
    raise PlainFileError(
        f"{path}: the kind of file is told by its name, and this name tells none.",
        f"Name it so that it ends with one of {', '.join(SUFFIXES)}.",
    )


def read_table(
    path: str | Path,
    columns: Mapping[str, str],
    time_roles: Collection[str] = ("time",),
    on_bad_time: Callable[[str], None] | None = None,
) -> pl.DataFrame:
    """Read some columns of a table, under the names of the roles they play.

    Args:
        path: A file whose name ends with one of `SUFFIXES`.
        columns: From role to the column that plays it in the file, as
            `{"actor": "channel", "time": "date"}`.
        time_roles: The roles that are times: UNIX seconds (fractions allowed) or ISO 8601;
            a time without a zone is UTC.
        on_bad_time: Called with one sentence when some times cannot be read, which then become
            null; without it they are an error, and so it is if none can be read. An empty time
            is null, and no error.

    Returns:
        One column per role, in the order of `columns`, rows in the order of the file: times
        as Int64 milliseconds since 1970 UTC, everything else as strings exactly as written.
        Whole numbers in a column of floating point are written as whole numbers: tools that
        know no missing integers turn the id 7 into 7.0.

    Raises:
        PlainFileError: The file is absent, broken or empty of columns, a column is missing
            (with the near misses), or a time cannot be read (with its row).
    """
    path = Path(path)
    kind = file_kind(path)
    if not path.is_file():
        raise PlainFileError(f"{path}: there is no such file.", "Check the path.")
    if kind != ".parquet" and not _opening(path, kind):
        return _nothing(path, kind, columns, time_roles)
    available = _column_names(path, kind)
    for role, name in columns.items():
        if name not in available:
            raise _missing_column(path, role, name, available)
    frame = _read_strings(path, kind, list(dict.fromkeys(columns.values())))
    frame = pl.DataFrame([frame[name].alias(role) for role, name in columns.items()])
    for role in columns:
        if role in time_roles:
            frame = _with_times(frame, role, path, columns[role], on_bad_time)
    return frame


def write_table(frame: pl.DataFrame, path: str | Path) -> None:
    """Write a table in the kind that the name of `path` tells; folders are made as needed.

    It appears whole: where the disk is full, what stood there before stays.

    Raises:
        PlainFileError: The name tells no kind, or the file cannot be written.
    """
    path = Path(path)
    kind = file_kind(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # /dev/stdout
            _write(frame, path, kind)
        else:
            with whole_file(path) as unfinished:
                _write(frame, unfinished, kind)
    except (OSError, *POLARS_ERRORS) as error:  # of Parquet, Polars says it itself
        reason = getattr(error, "strerror", None) or error
        raise PlainFileError(
            f"{path}: cannot be written ({reason}).",
            "Check that the folder may be written to and that the disk has room.",
        ) from error


def _write(frame: pl.DataFrame, path: Path, kind: str) -> None:
    if kind == ".parquet":
        frame.write_parquet(path)
    elif kind == ".csv":
        frame.write_csv(path)
    elif kind == ".jsonl":
        frame.write_ndjson(path)
    else:
        with gzip.open(path, "wb", compresslevel=6) as compressed:
            out = cast(IO[bytes], compressed)
            if kind == ".csv.gz":
                frame.write_csv(out)
            else:
                frame.write_ndjson(out)


def _opening(path: Path, kind: str) -> bytes:
    """The first bytes of a text, unpacked; complains about texts that are not UTF-8."""
    try:
        with path.open("rb") as file:
            begin = file.read(4)
        if begin.startswith(b"\x1f\x8b"):
            with gzip.open(path) as unpacked:
                begin = unpacked.read(4)
    except (OSError, EOFError) as error:
        raise _broken(path, kind, error) from error
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PlainFileError(f"{path}: this is UTF-16, not UTF-8.", "Save it as UTF-8.")
    return begin


def _nothing(
    path: Path, kind: str, columns: Mapping[str, str], time_roles: Collection[str]
) -> pl.DataFrame:
    """A file without a byte: a JSONL of no rows, but a CSV would have its header."""
    if kind.startswith(".csv"):
        raise PlainFileError(
            f"{path}: the file is empty; not even the names of columns are there.",
            "Check what wrote it.",
        )
    return pl.DataFrame(
        schema={role: pl.Int64 if role in time_roles else pl.String for role in columns}
    )


def _column_names(path: Path, kind: str) -> list[str]:
    try:
        return list(_scan(path, kind).collect_schema())
    except (*POLARS_ERRORS, OSError, EOFError, UnicodeError) as error:
        raise _broken(path, kind, error) from error


def _scan(path: Path, kind: str, names: Collection[str] = ()) -> pl.LazyFrame:
    """The table, unread; the named fields of JSON will be strings, as all of a CSV are."""
    if kind == ".parquet":
        return pl.scan_parquet(path)
    if kind.startswith(".csv"):
        table = pl.scan_csv(path, infer_schema=False)
        return table.rename(lambda name: name.replace('""', '"'))  # Polars leaves them doubled
    # Every line is looked at: a field may first appear late, or change from number to text.
    source: Path | IO[bytes] = path
    if _opening(path, ".jsonl").startswith(_MARK):
        packed = path.read_bytes()
        text = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
        source = io.BytesIO(text.removeprefix(_MARK))
    overrides = {name: pl.String() for name in names}
    return pl.scan_ndjson(source, infer_schema_length=None, schema_overrides=overrides)


def _read_strings(path: Path, kind: str, names: list[str]) -> pl.DataFrame:
    """The named columns as strings; temporal columns of Parquet keep their type."""
    try:
        # Selected by name: as expressions, names such as `*` and `^...$` are patterns.
        frame = _scan(path, kind, names).select(by_name(names)).collect()
        return frame.with_columns(
            (_whole(column) if column.dtype.is_float() else column).cast(pl.String)
            for column in frame.iter_columns()
            if not column.dtype.is_temporal()
        )
    except (*POLARS_ERRORS, OSError, EOFError, UnicodeError) as error:
        raise _broken(path, kind, error) from error


def _whole(column: pl.Series) -> pl.Series:
    """A column of floating point as integers, if all are whole; what is no number is missing."""
    column = column.fill_nan(None)
    whole = ((column == column.round()) & (column.abs() < _EXACT)).all()
    return column.cast(pl.Int64) if whole else column


def _with_times(
    frame: pl.DataFrame,
    role: str,
    path: Path,
    name: str,
    on_bad_time: Callable[[str], None] | None,
) -> pl.DataFrame:
    raw = frame[role]
    times = epoch_milliseconds(raw)
    given = raw.is_not_null()
    if raw.dtype == pl.String:
        given &= raw.str.strip_chars() != ""
    bad = (times.is_null() & given).arg_true()
    if len(bad):
        row, value = int(bad[0]), str(raw[int(bad[0])])
        problem = (
            f"{path}: {len(bad)} of {len(raw)} times in column '{name}' cannot be read; "
            f"the first is {value[:60]!r} in data row {row + 1}."
        )
        if on_bad_time is None or len(bad) == int(given.sum()):
            hint = (
                "It looks like milliseconds: divide by 1000. "
                if looks_like_milliseconds(value)
                else ""
            )
            raise PlainFileError(
                problem, f"{hint}Times are UNIX seconds or ISO 8601, as 2022-03-01T08:30:00Z."
            )
        on_bad_time(problem)
    return frame.with_columns(times.alias(role))


def _missing_column(path: Path, role: str, name: str, available: list[str]) -> PlainFileError:
    by_fold = {column.casefold(): column for column in available}
    near = [by_fold[match] for match in get_close_matches(name.casefold(), by_fold, n=3)]
    remedy = f"Did you mean {' or '.join(repr(match) for match in near)}? " if near else ""
    listed = ", ".join(available[:20]) + (", ..." if len(available) > 20 else "")
    return PlainFileError(
        f"{path}: there is no column '{name}' for the {role}.",
        f"{remedy}The columns are: {listed or '(none)'}.",
    )


def _broken(path: Path, kind: str, error: Exception) -> PlainFileError:
    reason = " ".join(str(error).split("\n\n")[0].split())[:300]
    odd = _odd_line(path, kind) if kind.startswith(".csv") else ""
    return PlainFileError(
        f"{path}: cannot be read as {kind[1:]} ({odd or reason or type(error).__name__}).",
        "Put quotes round what has a comma in it."
        if odd
        else "Check that the name ends with what the file is, and that text is UTF-8.",
    )


def _odd_line(path: Path, kind: str) -> str:
    """The first line of a CSV with more fields than its header; nothing where there is none."""
    try:
        with (gzip.open if kind.endswith(".gz") else open)(
            path, "rt", encoding="utf-8", newline=""
        ) as text:
            rows = csv.reader(text)
            width = len(next(rows, ()))
            for row in rows:
                if len(row) > width:
                    return f"line {rows.line_num} has {len(row)} fields, the header {width}"
    except (csv.Error, OSError, EOFError, UnicodeError):
        pass
    return ""

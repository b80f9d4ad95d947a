"""What the commands print: tables for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.documents import jsonable

_CELL = 60

# Into a file or a pipe a table is as wide as it needs to be; on a terminal, as the terminal.
# No emoji by name: `telegram:id:user1` is an id.
out = Console(
    soft_wrap=True, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 220
)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)


def note(text: str) -> None:
    """Say what happens, on standard error, so that standard output stays the answer."""
    err.print(escape(text), style="dim")


def say(text: str) -> None:
    """Print a line of an answer; nothing in it is markup."""
    out.print(escape(text))


def document(value: Any) -> None:
    """Print one JSON document on standard output."""
    text = json.dumps(jsonable(value), ensure_ascii=False, indent=2, allow_nan=False)
    # A lone surrogate from a platform export must not stop the answer.
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """Print a table; long cells are cut, and nothing in a cell is markup."""
    shown = Table(title=escape(title) or None, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for column in columns:
        # An id must stay whole, to be copied; it is folded, never cut.
        shown.add_column(escape(column), overflow="fold")
    for row in rows:
        shown.add_row(*(escape(cell(value)) for value in row))
    out.print(shown)


def cell(value: Any) -> str:
    """Return a value as the text of one cell."""
    value = jsonable(value)
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"

"""What the commands print: tables for people, one JSON document for programs."""

from __future__ import annotations

import json
import re
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


# A terminal obeys control characters: names in data could set its title, clear it, or write over
# what stands there. The marks of direction among them make a text look like another.
_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return a text with what a terminal would obey written out, as `\u001b`; lines stay."""
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def note(text: str) -> None:
    """Say what happens, on standard error, so that standard output stays the answer."""
    err.print(escape(visible(text)), style="dim")


def say(text: str) -> None:
    """Print a line of an answer; nothing in it is markup."""
    out.print(escape(visible(text)))


def complain(message: str, remedy: str = "") -> None:
    """Print an error, and what helps, on standard error."""
    err.print("[bold red]Error:[/] ", end="")
    for text in filter(None, (message, remedy)):
        err.print(visible(text), markup=False)


def data(text: str) -> None:
    """Print a file for programs, such as CSV: as it is, but not to a terminal that would obey."""
    sys.stdout.write(visible(text) if sys.stdout.isatty() else text)


def document(value: Any) -> None:
    """Print one JSON document on standard output."""
    text = json.dumps(jsonable(value), ensure_ascii=False, indent=2, allow_nan=False)
    text = visible(text)  # in JSON this is the same text, written otherwise
    # A lone surrogate from a platform export must not stop the answer.
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """Print a table; long cells are cut, and nothing in a cell is markup."""
    shown = Table(title=escape(title) or None, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for column in columns:
        # An id must stay whole, to be copied; it is folded, never cut.
        shown.add_column(escape(visible(column)), overflow="fold")
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

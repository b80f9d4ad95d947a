"""What the commands print: tables for people, one JSON document for programs.

Rich is imported when something is printed with it: it takes longer than many a short answer.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from api.documents import jsonable

if TYPE_CHECKING:
    from rich.console import Console

_CELL = 60


@cache
def console(*, errors: bool = False) -> Console:
    """Return where people read: standard output, or standard error.

    Into a file or a pipe a table is as wide as it needs to be; on a terminal, as the terminal. No
    emoji by name: `telegram:id:user1` is an id.
    """
    from rich.console import Console  # noqa: PLC0415  see above

    width = None if errors or sys.stdout.isatty() else 220
    return Console(stderr=errors, soft_wrap=True, highlight=False, emoji=False, width=width)


# A terminal obeys control characters: names in data could set its title, clear it, or write over
# what stands there. The marks of direction among them make a text look like another.
_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return a text with what a terminal would obey written out, as `\u001b`; lines stay."""
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def note(text: str) -> None:
    """Say what happens, on standard error, so that standard output stays the answer."""
    console(errors=True).print(visible(text), style="dim", markup=False)


def say(text: str) -> None:
    """Print a line of an answer; nothing in it is markup."""
    console().print(visible(text), markup=False)


def complain(message: str, remedy: str = "") -> None:
    """Print an error, and what helps, on standard error."""
    to = console(errors=True)
    to.print("[bold red]Error:[/] ", end="")
    for text in filter(None, (message, remedy)):
        to.print(visible(text), markup=False)


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
    from rich import box  # noqa: PLC0415  see above
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    shown = Table(title=escape(title) or None, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for column in columns:
        # An id must stay whole, to be copied; it is folded, never cut.
        shown.add_column(escape(visible(column)), overflow="fold")
    for row in rows:
        shown.add_row(*(escape(cell(value)) for value in row))
    console().print(shown)


def cell(value: Any) -> str:
    """Return a value as the text of one cell."""
    value = jsonable(value)
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"

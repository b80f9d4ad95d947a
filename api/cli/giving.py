"""How a command gives its answer: as a page beside it, and as one JSON document or in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from api.cli.output import document
from api.views.report import Report, write_report

T = TypeVar("T")


def give(
    answer: T,
    in_words: Callable[[T], None],
    as_page: Callable[[T], Report],
    *,
    html: Path | None,
    json: bool,
) -> None:
    """Give an answer in the forms that were asked for.

    Args:
        answer: What was found.
        in_words: Prints it in sentences and tables.
        as_page: Makes a page of it.
        html: Where to write the page; None for no page.
        json: Print a document instead of words.
    """
    if html is not None:
        write_report(as_page(answer), html)
    if json:
        document(answer)
    else:
        in_words(answer)

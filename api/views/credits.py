"""Whose data a page shows: the line below it, that whoever prints or sends it needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from api.views.text import clean, web_address
from graph.answers.credits import MOST_NAMED
from graph.answers.provenance import Provenance
from graph.credit import Credit

_LONGEST = 300


def notice(named: Sequence[Credit], total: int | None = None) -> Markup:
    """Return the line as HTML, with everything foreign in it escaped; nothing where none is named.

    Args:
        named: Whom to credit; the first `MOST_NAMED` are.
        total: How many data sets there are, where these are not all.
    """
    shown = named[:MOST_NAMED]
    more = (len(named) if total is None else total) - len(shown)
    parts = [_one(each) for each in shown]
    parts += [escape(f"and {more:,} more data sets")] if more > 0 else []
    return Markup("Data: ") + Markup("; ").join(parts) + "." if parts else Markup("")


def notice_of(found: Iterable[Provenance]) -> Markup:
    """Return the line for answers, each data set named once."""
    answers = list(found)
    named = {each.dataset: each for answer in answers for each in answer.datasets}
    unnamed = [answer.datasets_total - len(answer.datasets) for answer in answers]
    return notice(list(named.values()), len(named) + max(unnamed, default=0))


def _one(credit: Credit) -> Markup:
    if credit.is_empty:
        return _text(credit.line)
    name = _link(credit.name, credit.address)
    terms = _link(credit.terms, credit.license_url) if credit.license else escape(credit.terms)
    return name + _text(credit.by) + ", " + terms + _text(credit.fetched)


def _link(text: str, address: str | None) -> Markup:
    url = web_address(address)
    if url is None:
        return _text(text)
    start = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">').format(url)
    return start + _text(text) + Markup("</a>")


def _text(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(clean(text, _LONGEST)) if text else Markup("")

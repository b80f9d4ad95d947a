"""Articles: what their formats have in common, from an address and a text to an item."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from babel import Locale, UnknownLocaleError

from graph.vocabulary import AmplificationKind, TimePrecision
from loaders.formats import parts
from loaders.items import link_id, linked
from loaders.records import ItemRecord

# No `<` may stand inside a tag: so both stay linear, however broken the text is.
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|blockquote)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"<a\s[^<>]*?href\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_MARKUP_LIMIT = 2_000_000  # characters of markup that are looked at; a longer one is cut


def article(
    url: str | None,
    *,
    time: Any = None,
    field: str = "time",
    precision: TimePrecision | None = None,
    title: str | None = None,
    text: str | None = None,
    language: object = None,
    links: Iterable[str] = (),
    site: str | None = None,
) -> ItemRecord:
    """Make an item of an article.

    Args:
        url: Its address; without it the id is made from its content.
        time: When it was published, in any form that `loaders.times` reads.
        field: Name of that field, for the error.
        precision: How exact the time is, where its form says too much.
        title: Headline, without markup.
        text: Text, without markup.
        language: Any code of it.
        links: Where it links to. A link to another site or account amplifies that; one to its
            own site is how a site is built.
        site: Id of the actor that published it, where the address does not say.

    Raises:
        RowError: The time is none.
    """
    web = url if url and url.lower().startswith(("http://", "https://")) else None
    target = linked(web) if web else None
    publisher = (target.actor if target else None) or site
    outward = [each for each in parts.web_links(links) if _leads_out(each, publisher)]
    at, exact = parts.moment(time, field)
    return ItemRecord(
        link_id(web) if web else None,
        publisher,
        at,
        precision or exact,
        "article",
        web,
        title or None,
        text or None,
        parts.language(language),
        (),
        tuple(outward),
        (),
        parts.amplified((), outward, author=publisher),
    )


def _leads_out(link: str, publisher: str | None) -> bool:
    target = linked(link, AmplificationKind.LINK)
    return target is not None and target.actor is not None and target.actor != publisher


def two_letters(code: str | None) -> str | None:
    """Return the ISO 639-1 code of a language that is given by its ISO 639-3 code."""
    try:
        return Locale.parse(code).language if code else None
    except (UnknownLocaleError, ValueError):
        return None


def plain_text(markup: str | None) -> str | None:
    """Return the text of a piece of HTML, a block a line."""
    if not markup:
        return None
    if "<" in markup:
        markup = _UNSEEN.sub(" ", markup[:_MARKUP_LIMIT])
        markup = _TAG.sub("", _BLOCK.sub("\n", markup))
    lines = (" ".join(line.split()) for line in html.unescape(markup).splitlines())
    return "\n".join(line for line in lines if line) or None


def links_in(markup: str | None) -> list[str]:
    """Return where a piece of HTML links to."""
    if not markup or "<a" not in markup.lower():
        return []
    return [html.unescape(link) for link in _HREF.findall(markup[:_MARKUP_LIMIT])]

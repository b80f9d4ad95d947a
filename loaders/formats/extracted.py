"""From the HTML of a page to its article, by trafilatura (the extra `articles`).

Barbaresi, A. (2021). Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery
and Extraction. ACL-IJCNLP 2021: System Demonstrations, 122-131.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from graph.vocabulary import TimePrecision
from loaders.formats.articles import article
from loaders.records import ItemRecord, RowError
from loaders.times import parse_time

MODULES = ("trafilatura", "lxml_html_clean")
PAGE_LIMIT = 10_000_000
"""Longest page that is looked at, in bytes."""

_ATTRIBUTE_LIMIT = 5_000  # characters; trafilatura's time grows with the square of more
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]+)\s*-->")
_TIMES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='publishdate' or @name='date' or @name='DC.date.issued']"
    "/@content",
    "//article//time/@datetime",
)
_ADDRESSES = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")


def extract(data: bytes, url: str | None = None) -> ItemRecord:
    """Read the article in a page: text, headline, time, canonical address, language, links.

    Args:
        data: The page, in any encoding that it states.
        url: Where it was found; the address that the page calls canonical wins.

    Raises:
        RowError: It is too long, or there is no article in it.
    """
    import trafilatura  # noqa: PLC0415 - an extra, and it takes half a second

    # What it finds wrong with a page, it would print; we say it in the refusal.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if len(data) > PAGE_LIMIT:
        raise RowError("text", f"the page is longer than {PAGE_LIMIT:,} bytes")
    tree = trafilatura.load_html(data.replace(b"\x00", b""))
    if tree is None:
        raise RowError("text", "no HTML could be read in the page")
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > _ATTRIBUTE_LIMIT:
                element.set(name, value[:_ATTRIBUTE_LIMIT])
    address = _address(tree, data, url)
    language = tree.get("lang") or _first(tree, "//html/@lang")
    when = _time(tree)
    found = trafilatura.bare_extraction(
        tree, url=address, include_links=True, include_comments=False, with_metadata=True
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise RowError("text", "there is no article in the page")
    blocks = [" ".join("".join(block.itertext()).split()) for block in found.body]
    if blocks and blocks[0] == found.title:
        blocks = blocks[1:]
    return article(
        address,
        time=when or _possible(found.date),
        precision=None if when or not found.date else TimePrecision.DAY,
        title=found.title,
        text="\n".join(block for block in blocks if block) or found.text,
        language=language or found.language,
        links=[target for link in found.body.iter("ref") if (target := link.get("target"))],
    )


def _address(tree: Any, data: bytes, url: str | None) -> str | None:
    saved = _SAVED_FROM.search(data[:2000])
    candidates = [_first(tree, path) for path in _ADDRESSES]
    candidates += [url, saved[1].decode("utf-8", "replace") if saved else None]
    webs = (each for each in candidates if each and each.startswith(("http://", "https://")))
    return next(webs, None)


def _time(tree: Any) -> str | None:
    """Return the first time that the page states of itself and that can be meant."""
    return next((t for path in _TIMES if (t := _possible(_first(tree, path)))), None)


def _possible(text: str | None) -> str | None:
    try:
        return text if text and parse_time(text) else None
    except ValueError:
        return None


def _first(tree: Any, path: str) -> str | None:
    values = tree.xpath(path)
    return str(values[0]).strip() if values else None

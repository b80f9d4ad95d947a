"""What Mastodon's API and ActivityPub have in common: ids of statuses, and texts in HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from loaders.formats import parts
from loaders.items import link_id, post_id

_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]*)>", re.IGNORECASE)
_HREF = re.compile(r"""href=["']([^"']+)["']""", re.IGNORECASE)
_OTHER_ANCHOR = re.compile(r"""class=["'][^"']*(?:mention|hashtag)""", re.IGNORECASE)
_OF_MASTODON = re.compile(r"https://([^/]+)/users/([^/]+)/statuses/(\d{1,30})")


class Written(NamedTuple):
    """Where a status was written: server, account and number, as its address says them."""

    server: str
    user: str
    number: str


def written(uri: str) -> Written | None:
    """Return what the address of a status says, where its server is a Mastodon; else None."""
    found = _OF_MASTODON.match(uri)
    return Written(found[1].lower(), found[2], found[3]) if found else None


def status_id(uri: str) -> str:
    """Return a status's id: server and number where it was written, else its own address."""
    where = written(uri)
    return post_id("mastodon", f"{where.server}/{where.number}") if where else link_id(uri)


def plain(content: str) -> str:
    """Return a text in HTML without its tags."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", content))).strip()


def links_in(content: str) -> Iterator[str]:
    """Yield the links of a text in HTML that are neither mentions nor hashtags."""
    for anchor in _ANCHOR.findall(content):
        href = _HREF.search(anchor)
        if href and not _OTHER_ANCHOR.search(anchor):
            yield html.unescape(href[1])


def web(url: object) -> str | None:
    """Return a web address; None for anything else."""
    return next(iter(parts.web_links([url])), None)

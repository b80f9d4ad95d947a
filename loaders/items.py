"""Ids of posts and articles, so that a link to one and the thing itself are the same item."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from graph.identity import IdentityError, identify
from graph.links import canonical_link
from graph.vocabulary import AmplificationKind
from loaders.records import Amplified

_POSTS = (
    ("x", re.compile(r"https://x\.com/(?:[^/]+/)*status/(\d+)")),
    ("telegram", re.compile(r"https://t\.me/(?:s/)?((?:c/)?[\w+\-]+/\d+)(?:\?|$)")),
    ("bluesky", re.compile(r"https://bsky\.app/profile/([\w.:\-]+/post/\w+)")),
)
_LONGEST = 1_500
_SHORTENERS = frozenset(
    (
        *("t.co", "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "buff.ly", "dlvr.it", "is.gd"),
        *("ift.tt", "fb.me", "trib.al", "lnkd.in", "wp.me", "clck.ru", "vk.cc", "cutt.ly"),
        *("rb.gy", "t.ly", "shorturl.at", "amzn.to", "pic.twitter.com", "u.to"),
    )
)


def post_id(platform: str, native: str) -> str:
    """Return the id of a post: `post:x:1234567890`.

    Args:
        platform: As in the ids of actors: x, telegram, bluesky, ...
        native: The platform's own id. Of Telegram `CHANNEL/NUMBER`, the channel as in the id of
            its actor, and of Bluesky `AUTHOR/post/KEY`, because a number or key alone is not
            unique there.
    """
    return _bounded(f"post:{platform}:{native.lower() if platform == 'telegram' else native}")


def link_id(url: str) -> str:
    """Return the id of what stands at an address, however the address is spelled.

    A post on X, Telegram or Bluesky has the id that it has when it is loaded from there; other
    addresses are `url:` and the canonical form (`graph.links`).
    """
    link = canonical_link(url)
    if link is None:
        return _bounded(f"url:{url}")
    for platform, pattern in _POSTS:
        if found := pattern.match(link):
            # t.me/c/ and a number are the post of a channel that has no public name
            native = re.sub(r"^c/(?=\d+/)", "id:channel", found[1])
            return post_id(platform, native if platform == "telegram" else found[1])
    return _bounded(f"url:{link}")


def _bounded(id_: str) -> str:
    """Return an id that an index takes: a longer one ends in the digest of the whole."""
    if len(id_) <= _LONGEST:
        return id_
    digest = blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{id_[: _LONGEST - 25]}~{digest}"


def item_url(id_: str) -> str | None:
    """Return the address that an item's id says, or None."""
    lead, _, rest = id_.partition(":")
    return rest if lead == "url" else None


@lru_cache(maxsize=10_000)
def linked(url: str, kind: AmplificationKind = AmplificationKind.LINK) -> Amplified | None:
    """Return what an item amplifies that links to an address.

    A link to an article amplifies the article and, as its publisher, the site; a link to a post
    the post and its author; a link to a profile or a home page the account or site alone. A
    shortened link that nobody resolved, and what is no web address, amplifies nothing known.
    """
    link = canonical_link(url)
    if link is None:
        return None
    parts = urlsplit(link)
    if parts.netloc in _SHORTENERS:
        return None
    actor = _publisher(url, link)
    item = link_id(url)
    if item.startswith("url:"):
        at_home = not parts.path and not parts.query
        profile = actor is not None and not actor.startswith("domain:")
        if at_home or profile:
            return Amplified(kind, None, actor) if actor else None
    return Amplified(kind, item, actor)


def _publisher(url: str, link: str) -> str | None:
    """Return the account or the site behind an address; None where a platform hides it."""
    try:
        identity = identify(url if "://" in url else link)
    except IdentityError:
        return None
    if identity.platform == "domain" and urlsplit(link).netloc in _PLATFORM_SITES:
        return None
    return identity.id


_PLATFORM_SITES = frozenset(
    (
        *("x.com", "t.me", "facebook.com", "youtube.com", "youtu.be", "instagram.com"),
        *("tiktok.com", "threads.net", "threads.com", "vk.com", "ok.ru", "weibo.com"),
        *("linkedin.com", "rutube.ru", "rumble.com", "bsky.app", "google.com"),
    )
)

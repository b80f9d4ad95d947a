"""What X's formats have in common: accounts by their number, posts, the entities of a post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from graph.identity import IdentityError, identify
from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.items import post_id
from loaders.records import ActorRecord, Amplified, ItemRecord, RowError

_RETWEETED = re.compile(r"RT @(\w{1,20}):")
_OF_ITS_OWN = re.compile(
    r"https?://(?:(?:mobile\.)?(?:twitter|x)\.com/[^/]+/status/\d+/(?:photo|video)/"
    r"|pic\.(?:twitter|x)\.com/)",
    re.IGNORECASE,
)
_ABSENT = frozenset({"", "0", "-1", "nan", "none", "null", "absent"})  # -1: deleted since


def number(value: object) -> str | None:
    """Return an id of X's, which archives may have hashed; None when there is none."""
    text = str(value).strip() if value is not None else ""
    return None if text.lower() in _ABSENT else text


def account(user_id: object) -> str | None:
    """Return the actor's id for X's number or hash of an account."""
    plain = number(user_id)
    return None if plain is None else _account(plain)


@lru_cache(maxsize=50_000)
def _account(plain: str) -> str | None:
    try:
        return identify(f"x:id:{plain}").id
    except IdentityError:
        return None


def account_record(
    user_id: object,
    handle: object = None,
    *,
    name: object = None,
    followers: object = None,
    description: object = None,
) -> ActorRecord | None:
    """Return what a source says of an account; None when it says nothing that can be used.

    The number stands for the account, and the handle is its other id: handles are changed, and
    given up ones are taken by others.
    """
    said = user_id, handle, name, followers, description
    try:
        return _record(*said)  # every post says it again of its author and whom it names
    except TypeError:  # a list where a word should be
        return _record.__wrapped__(*said)


@lru_cache(maxsize=20_000, typed=True)
def _record(
    user_id: object, handle: object, name: object, followers: object, description: object
) -> ActorRecord | None:
    ids = [account(user_id)]
    facts: dict[str, Any] = {}
    if handle and str(handle) != str(user_id):  # a hashed account has one hash for both
        by_handle = parts.account_or_none(handle, "x")
        ids.append(by_handle)
        if by_handle:
            facts["handle"] = by_handle.partition(":")[2]
            facts["url"] = f"https://x.com/{facts['handle']}"
    known = tuple(id_ for id_ in ids if id_)
    if not known:
        return None
    if str(name) != str(user_id):
        facts |= parts.named(name)
    facts |= parts.followers(followers)
    if description:
        facts["description"] = str(description)
    return ActorRecord(known, (), facts)


def retweeted_account(text: str, mentions: Iterable[tuple[object, object]]) -> str | None:
    """Return whom a text that begins with `RT @...:` repeats, by number where it is mentioned.

    Args:
        text: Text of the retweet.
        mentions: Number and handle of the accounts that it mentions.
    """
    found = _RETWEETED.match(text)
    if found is None:
        return None
    for user_id, handle in mentions:
        if str(handle).lower() == found[1].lower() and account(user_id):
            return account(user_id)
    return parts.account_or_none(found[1], "x")


def post(
    native: object,
    author: str | None,
    when: object,
    text: str | None,
    *,
    first: Iterable[Amplified] = (),
    tags: Iterable[object] = (),
    urls: Iterable[object] = (),
    mentioned: Iterable[str | None] = (),
    language: object = None,
) -> ItemRecord:
    """Return a post.

    Raises:
        RowError: It has no id, or its time is none.
    """
    plain = number(native)
    if plain is None:
        raise RowError("id", "the post has no id")
    at, precision = parts.moment(when, "created_at")
    first = tuple(each for each in first if each.item or each.actor)
    own = f"/status/{plain}"  # a post that the first API cut short links to itself
    links = tuple(
        link
        for link in parts.web_links(urls)
        if not _OF_ITS_OWN.match(link) and not link.endswith(own)
    )
    accounts = [id_ for id_ in mentioned if id_]
    return ItemRecord(
        post_id("x", plain),
        author,
        at,
        precision,
        parts.kind_of(first),
        f"https://x.com/i/status/{plain}" if plain.isdecimal() else None,
        text=_unescaped(text) or None,
        language=parts.language(language),
        hashtags=parts.hashtags(tags),
        links=links,
        amplified=parts.amplified(first, links, accounts, author=author),
    )


def _unescaped(text: str | None) -> str:
    """Return a text as people see it: X writes `&`, `<` and `>` as HTML does, and nothing else."""
    return (text or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def referred(kind: AmplificationKind, native: object, author: str | None) -> Amplified:
    """Return that a post retweets, quotes or answers another."""
    plain = number(native)
    return Amplified(kind, post_id("x", plain) if plain else None, author)

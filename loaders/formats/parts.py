"""What formats of posts have in common: cells and entities to hashtags, links, mentions, times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from graph.identity import IdentityError, identify
from graph.vocabulary import AmplificationKind, TimePrecision
from loaders.items import linked, post_id
from loaders.records import Amplified, RowError
from loaders.times import parse_time

_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
_LINK = re.compile(r"https?://[^\s<>\"'“”«»\])}]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.@/])@([A-Za-z0-9_]{2,64})")
_BETWEEN = re.compile(r"[\s,;|]+")
_BEFORE_LINK = re.compile(r"[\s,;|]+(?=https?://|$)|\s+")
_QUOTES = "'\"[] \t\n"
_COUNT = re.compile(r"([0-9]{1,15})(?:\.0*)?")
_SCRIPT = re.compile(r"[a-z]{2,3}")
_NO_LANGUAGE = frozenset({"und", "qme", "qst", "qht", "qam", "qct", "zxx", "art", "mul"})
_RENAMED = {"in": "id", "iw": "he", "ji": "yi", "tl": "fil"}
_LONGEST_NAME = 500
_COPIES = (AmplificationKind.RETWEET, AmplificationKind.FORWARD)
# Platforms whose post ids are unique by themselves; others count within the account.
_GLOBAL_IDS = frozenset({"x", "facebook", "instagram", "tiktok", "threads", "vk", "weibo"})


def moment(value: Any, field: str, unit: str | None = None) -> tuple[int | None, TimePrecision]:
    """Read a time that may be missing.

    Raises:
        RowError: It is no time.
    """
    if value is None or value == "":
        return None, TimePrecision.DAY
    try:
        return parse_time(value, unit)
    except ValueError as error:
        raise RowError(field, str(error)) from error


def account(value: object, platform: str, field: str) -> str:
    """Return the id of an account.

    Raises:
        RowError: It names none.
    """
    try:
        return identify(str(value), platform).id
    except IdentityError as error:
        raise RowError(field, str(error)) from error


def account_or_none(value: object, platform: str) -> str | None:
    """Return the id of an account, or None when it names none."""
    try:
        return identify(str(value), platform).id if value else None
    except IdentityError:
        return None


def named(name: object) -> dict[str, str]:
    """Return a display name as facts of an actor; no facts when there is none."""
    plain = str(name).strip()[:_LONGEST_NAME] if name else ""
    return {"name": plain} if plain else {}


def post_of(platform: str, native: object, author: str | None) -> str:
    """Return the id of a post; `author` is needed where posts are numbered for each account."""
    if platform in _GLOBAL_IDS or author is None or "/" in str(native):
        return post_id(platform, str(native))
    return post_id(platform, f"{author.partition(':')[2]}/{native}")


def followers(value: object) -> dict[str, int]:
    """Return the number of followers as a fact of an actor; nothing where it is no number."""
    found = _COUNT.fullmatch(str(value)[:40])
    return {"followers": int(found[1])} if found else {}


def listed(value: Any, *, links: bool = False) -> list[str]:
    """Return the members of a list, however a table writes it.

    `["a", "b"]` as JSON or as a Python list, `a,b`, `a b`, `a|b`, or a real list.
    """
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [str(each) for each in value if each not in (None, "")]
    text = str(value).strip()
    if text.startswith("["):
        try:
            return listed(json.loads(text))
        except (ValueError, RecursionError):
            text = text.strip("[]").replace("'", " ").replace('"', " ")
    parts = (_BEFORE_LINK if links else _BETWEEN).split(text)
    return [part for part in (each.strip(_QUOTES).rstrip(",;") for each in parts) if part]


def hashtags(values: Iterable[object]) -> tuple[str, ...]:
    """Return hashtags as they are kept: lower case, without `#`, each once, in their order."""
    plain = (str(value).strip().lstrip("#＃").casefold() for value in values if value)
    return tuple(dict.fromkeys(tag for tag in plain if tag))


def hashtags_in(text: str | None) -> tuple[str, ...]:
    """Return the hashtags in a text."""
    return hashtags(_HASHTAG.findall(text)) if text and "#" in text else ()


def web_links(values: Iterable[object]) -> tuple[str, ...]:
    """Return the http and https addresses among values, each once, in their order."""
    found = (str(value).strip() for value in values if value)
    return tuple(dict.fromkeys(v for v in found if v.lower().startswith(("http://", "https://"))))


def links_in(text: str | None) -> tuple[str, ...]:
    """Return the links in a text, without the punctuation that ends a sentence."""
    if not text or "://" not in text:
        return ()
    return web_links(link.rstrip(".,;:!?…") for link in _LINK.findall(text))


def mentions_in(text: str | None) -> list[str]:
    """Return the handles that a text mentions."""
    return _MENTION.findall(text) if text and "@" in text else []


def language(code: object) -> str | None:
    """Return an ISO 639-1 code as platforms mean it; None for `und` and the like."""
    plain = str(code or "").strip().lower().replace("_", "-").partition("-")[0]
    if not _SCRIPT.fullmatch(plain) or plain in _NO_LANGUAGE:
        return None
    return _RENAMED.get(plain, plain)


def amplified(
    first: Iterable[Amplified],
    links: Iterable[str] = (),
    mentioned: Iterable[str] = (),
    *,
    author: str | None = None,
) -> tuple[Amplified, ...]:
    """Return what a post amplifies, each thing once.

    A link to the post that it quotes, and the mention of whom it answers or quotes, are a part of
    that and not counted besides it. What a retweet or a forward links to and mentions, the
    original does. A link to or mention of itself is none.

    Args:
        first: What it retweets, quotes, answers, forwards.
        links: Where it links to.
        mentioned: Ids of the actors that it mentions.
        author: Who wrote it.
    """
    found = dict.fromkeys(first)
    if any(each.kind in _COPIES and (each.item or each.actor) for each in found):
        return tuple(found)
    items = {each.item for each in found if each.item}
    actors = {each.actor for each in found if each.actor} | {author}
    for link in links:
        target = linked(link)
        if target is None or (target.item and target.item in items):
            continue
        if target.item is None and target.actor == author:
            continue
        found[target] = None
    for actor in mentioned:
        if actor not in actors:
            found[Amplified(AmplificationKind.MENTION, None, actor)] = None
    return tuple(found)


def kind_of(first: Iterable[Amplified]) -> str:
    """Return the kind of a post that retweets, quotes, answers or forwards; else `post`."""
    kinds = [each.kind for each in first]
    order = (
        AmplificationKind.RETWEET,
        AmplificationKind.FORWARD,
        AmplificationKind.QUOTE,
        AmplificationKind.REPLY,
    )
    return next((kind.value for kind in order if kind in kinds), "post")

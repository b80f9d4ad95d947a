"""Posts and texts in any table: who published what and when, and what it amplifies."""

from __future__ import annotations

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats.table import Cells, Field, TableFormat
from loaders.items import link_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, RowError
from loaders.sources import Source
from loaders.times import UNITS

_AUTHOR = (
    "author", "username", "user_name", "screen_name", "account", "account_id", "handle", "outlet",
    "channel", "channel_username", "user", "user_id", "sender_id", "publisher", "source_name",
    "domain", "media_name",
)  # fmt: skip
_TEXT = ("content", "body", "message", "full_text", "post_text", "tweet_text", "tweet")
_TITLE = ("headline",)
_TIME = (
    "at", "date", "datetime", "published_at", "publishedAt", "published", "published_raw",
    "publish_date", "created_at", "createdAt", "timestamp", "timestamp_share", "day",
)  # fmt: skip
_REFERENCES = (
    (AmplificationKind.RETWEET, "repost_of", ("retweet_id", "retweeted_id", "repost_id"), "repost"),
    (AmplificationKind.QUOTE, "quote_of", ("quoted_id", "quote_id"), "quote"),
    (AmplificationKind.REPLY, "reply_to", ("reply_id", "in_reply_to_id", "in_reply_to"), "reply"),
    (AmplificationKind.FORWARD, "forward_of", ("forwarded_id",), "forward"),
)
_OF_ACTORS = {
    "repost": ("retweeted_user", "reposted_user"),
    "quote": ("quoted_user",),
    "reply": ("replied_to_user", "in_reply_to_user"),
    "forward": ("forwarded_from",),
}
_VERBS = {
    AmplificationKind.RETWEET: "retweets or reposts",
    AmplificationKind.QUOTE: "quotes",
    AmplificationKind.REPLY: "answers",
    AmplificationKind.FORWARD: "forwards",
}
_MENTIONING = frozenset({"x", "telegram"})

FIELDS = (
    Field("actor", _AUTHOR, True, "Who published it: handle, profile or site address, or id."),
    Field("time", _TIME, False, "When; see Times."),
    Field("text", _TEXT, False, "Its text."),
    Field("title", _TITLE, False, "Its headline."),
    Field("id", ("message_id", "post_id", "tweet_id", "item_id", "content_id"), False,
          "Its id on the platform.", True),
    Field("url", ("link", "permalink"), False, "Its address.", True),
    Field("language", ("lang",), False, "Its language, ISO 639-1."),
    Field("hashtags", ("tags",), False, "Its hashtags; else those in the text."),
    Field("links", ("urls",), False, "Links in it; else those in the text."),
    Field("mentions", ("user_mentions",), False,
          "Accounts that it mentions; else, on X and Telegram, those in the text."),
    Field("media_hashes", ("media_hash", "image_hash", "phash"), False,
          "Hashes of its pictures and videos."),
    *(
        each
        for kind, name, also, word in _REFERENCES
        for each in (
            Field(name, also, False, f"Id or address of the post that it {_VERBS[kind]}.", True),
            Field(f"{word}_user", _OF_ACTORS[word], False, "Who published that one."),
        )
    ),
    Field("kind", ("type",), False, "What it is, such as article; found out when missing."),
    Field("name", ("display_name", "author_name"), False, "Display name of the publisher."),
    Field("platform", (), False,
          "Platform of bare handles, x when nothing says otherwise; `name` for plain names."),
    Field("time_unit", (), False, f"Unit of a UNIX time: {', '.join(UNITS)}."),
)  # fmt: skip


def read_post(cells: Cells) -> tuple[Record, ...]:
    """Read one row."""
    platform = cells.text("platform") or "x"
    actor = _publisher(cells, platform)
    on = actor.partition(":")[0]
    text, url, native = cells.text("text"), _address(cells), cells.text("id")
    title = cells.text("title")
    at, precision = parts.moment(cells.value("time"), "time", _unit(cells))
    if not (text or title or native or url):
        raise RowError("text", "there is no text, headline, id or address: nothing says what it is")
    first = tuple(_references(cells, on, actor))
    links = parts.web_links(parts.listed(cells.value("links"), links=True)) or parts.links_in(text)
    tags = parts.hashtags(parts.listed(cells.value("hashtags"))) or parts.hashtags_in(text)
    item = ItemRecord(
        parts.post_of(on, native, actor) if native else None,
        actor,
        at,
        precision,
        cells.text("kind") or parts.kind_of(first),
        url,
        title,
        text,
        parts.language(cells.text("language")),
        tags,
        links,
        tuple(parts.listed(cells.value("media_hashes"))),
        parts.amplified(first, links, _mentioned(cells, on, text), author=actor),
    )
    name = parts.named(cells.text("name"))
    return (ActorRecord((actor,), (), name), item) if name else (item,)


def _publisher(cells: Cells, platform: str) -> str:
    try:
        return parts.account(cells.need("actor"), platform, "actor")
    except RowError as error:
        raise RowError(
            "actor",
            f"{error.refusal.reason}; say on which platform it is with --set platform=..., or "
            "--set platform=name if these are plain names",
        ) from error


def _references(cells: Cells, platform: str, actor: str) -> list[Amplified]:
    """Return what a post retweets, quotes, answers and forwards."""
    found = []
    for kind, name, _, word in _REFERENCES:
        native = cells.text(name)
        theirs = cells.text(f"{word}_user")
        target = parts.account_or_none(theirs, platform)
        if theirs and target is None:
            cells.warn(f"{word}_user", f"{theirs[:80]!r} is not an account on {platform}")
        if native and "://" in native:
            found.append(Amplified(kind, link_id(native), target))
        elif native:
            # Where posts are numbered for each account, an answer is in the same channel.
            found.append(Amplified(kind, parts.post_of(platform, native, target or actor), target))
        elif target:
            found.append(Amplified(kind, None, target))
    return found


def _mentioned(cells: Cells, platform: str, text: str | None) -> list[str]:
    handles = parts.listed(cells.value("mentions"))
    if not handles and platform in _MENTIONING:
        handles = parts.mentions_in(text)
    known = (parts.account_or_none(handle, platform) for handle in handles)
    return [id_ for id_ in known if id_]


def _address(cells: Cells) -> str | None:
    """Return the address if it is one of the web; others could be harmful in a page."""
    url = cells.text("url")
    if url and not url.lower().startswith(("http://", "https://")):
        cells.warn("url", f"{url[:80]!r} is no http or https address; it was left out")
        return None
    return url


def _unit(cells: Cells) -> str | None:
    unit = cells.text("time_unit")
    if unit is not None and unit not in UNITS:
        raise RowError("time_unit", f"{unit[:80]!r} is none of {', '.join(UNITS)}")
    return unit


def _looks_like_posts(source: Source) -> bool:
    names = {name.strip("\ufeff\u00a0 ").lower().replace(" ", "_") for name in source.header}
    who = names & {"actor", *_AUTHOR}
    what = names & {"text", "title", *_TEXT, *_TITLE}
    when = names & {"time", *(name.lower() for name in _TIME)}
    return bool(who and what and when)


POSTS = TableFormat(
    "posts",
    "Posts, articles or any texts, one a row, with who published them and when. Any table with "
    "--map.",
    FIELDS,
    read_post,
    _looks_like_posts,
    "author,date,text,id,hashtags,reply_to,reply_user\n"
    "@zlj517,2020-03-12T14:02:11Z,When did patient zero begin?,1,covid19,,\n"
    "@Jingjing_Li,2020-03-12T15:10:00Z,Look at this: https://www.globaltimes.cn/1,2,,1,@zlj517\n",
)

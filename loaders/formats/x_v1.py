"""X's API v1.1: posts with the posts and accounts that they refer to inside them.

Layout: the v1.1 data dictionary ("Tweet object", "Extended entities", "compatibility and
extended mode"), as the streaming API, twarc 1 and most archives of 2010-2023 keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.vocabulary import AmplificationKind
from loaders.formats import x_parts as x
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, child, members, rows
from loaders.formats.table import Field
from loaders.records import Amplified, Record, Row
from loaders.sources import Source

_DEPTH = 3  # a retweet of a quote of a post: X nests no deeper


def _read(source: Source) -> Iterator[Row]:
    return rows(source, _said, "statuses.*", "*")


def _said(value: Json) -> Iterable[Record]:
    if "user" not in value and value.keys() & {"delete", "limit", "scrub_geo", "warning"}:
        return ()  # notices of the streaming API: nobody said anything
    return post(value)


def _id(value: Json, name: str = "id") -> object:
    """Return an id; the number may have lost digits in a program that reads it as a float."""
    return value.get(f"{name}_str") or value.get(name)


def post(status: Json, repeats: str | None = None, depth: int = _DEPTH) -> Iterator[Record]:
    """Yield a post, the posts inside it, and the accounts that it names.

    Args:
        status: The post.
        repeats: Whom it retweets, where it has no `retweeted_status`.
        depth: How many posts within posts are read.

    Raises:
        RowError: It has no id, or its time is none.
    """
    user = child(status, "user")
    extended = child(status, "extended_tweet")
    text = str(extended.get("full_text") or status.get("full_text") or status.get("text") or "")
    entities = child(extended, "entities") or child(status, "entities")
    mentions = members(entities, "user_mentions")
    record = x.account_record(
        _id(user),
        user.get("screen_name"),
        name=user.get("name"),
        followers=user.get("followers_count"),
        description=user.get("description"),
    )
    if record:
        yield record
    known = (x.account_record(_id(each), each.get("screen_name")) for each in mentions)
    mentioned = [found for found in known if found]
    yield from mentioned
    first = []
    retweeted, quoted = child(status, "retweeted_status"), child(status, "quoted_status")
    if retweeted:
        author = x.account(_id(child(retweeted, "user")))
        first.append(x.referred(AmplificationKind.RETWEET, _id(retweeted), author))
    elif repeats:
        first.append(Amplified(AmplificationKind.RETWEET, None, repeats))
    elif quoted or status.get("quoted_status_id"):
        author = x.account(_id(child(quoted, "user")))
        native = _id(quoted) or _id(status, "quoted_status_id")
        first.append(x.referred(AmplificationKind.QUOTE, native, author))
    answered = x.account(_id(status, "in_reply_to_user_id"))
    if answered or status.get("in_reply_to_status_id"):
        native = _id(status, "in_reply_to_status_id")
        first.append(x.referred(AmplificationKind.REPLY, native, answered))
        if found := x.account_record(
            _id(status, "in_reply_to_user_id"), status.get("in_reply_to_screen_name")
        ):
            yield found
    for inside in (retweeted, quoted):
        if inside and depth:
            yield from post(inside, depth=depth - 1)
    yield x.post(
        _id(status),
        record.ids[0] if record else None,
        status.get("created_at"),
        text,
        first=first,
        tags=[each.get("text") for each in members(entities, "hashtags")],
        urls=[
            child(each, "unwound").get("url") or each.get("expanded_url")
            for each in members(entities, "urls")
        ],
        mentioned=[found.ids[0] for found in mentioned],
        language=status.get("lang"),
    )


def _recognise(source: Source) -> bool:
    if source.container not in {"json", "jsonl"}:
        return False
    return any(
        {f"{lead}user.screen_name", f"{lead}created_at"} <= source.paths
        for lead in ("", "*.", "statuses.*.")
    )


X_V1 = DocumentFormat(
    "x-v1",
    "X's API v1.1 as JSON or JSON lines: statuses with user, retweeted_status, quoted_status and "
    "entities, as the streaming API and archives of it keep them. Read as x-v2 is; a post inside "
    "a retweet or a quote is an item of its own.",
    _read,
    _recognise,
    '{"id_str": "20", "created_at": "Tue Mar 01 12:00:00 +0000 2022", "full_text": "RT @a: hi", '
    '"user": {"id_str": "12", "screen_name": "jack", "name": "Jack", "followers_count": 5}, '
    '"retweeted_status": {"id_str": "19", "created_at": "Tue Mar 01 11:00:00 +0000 2022", '
    '"full_text": "hi", "user": {"id_str": "13", "screen_name": "a"}}}\n',
    (
        Field("id_str", ("id",), True, "Id of the post."),
        Field("user", (), False, "Number, handle, name, followers, description of its author."),
        Field("created_at", (), False, "When."),
        Field("extended_tweet.full_text", ("full_text", "text"), False, "Text."),
        Field("lang", (), False, "Language."),
        Field("retweeted_status", (), False, "The post that it retweets."),
        Field("quoted_status", ("quoted_status_id_str",), False, "The post that it quotes."),
        Field("in_reply_to_status_id_str", ("in_reply_to_user_id_str",), False, "Its question."),
        Field("entities", ("extended_tweet.entities",), False, "Hashtags, mentions, links."),
    ),
)

"""X's API v1.1: posts with the posts and accounts that they refer to inside them.

Layout: the v1.1 data dictionary ("Tweet object", "Extended entities", "compatibility and
extended mode"), as the streaming API, twarc 1 and most archives of 2010-2023 keep it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.vocabulary import AmplificationKind
from loaders.formats import x_parts as x
from loaders.formats.document import DocumentFormat
from loaders.formats.table import Field
from loaders.read.json_lines import unfit
from loaders.records import Record, Refusal, Row, RowError
from loaders.sources import Source

_LISTS = ("*", "statuses.*")
_DEPTH = 3  # a retweet of a quote of a post: X nests no deeper


def _read(source: Source) -> Iterator[Row]:
    if source.container == "jsonl":
        for line, value, refusal in source.rows():
            yield Row(line, value, refusal=refusal) if refusal else _row(line, value)
        return
    path = "*" if any(p.startswith("*.") for p in source.paths) else "statuses.*"
    number = 0
    for where, value in source.elements(path):
        if where == path:
            number += 1
            yield _row(number, value)


def _row(line: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(line, {"_text": str(value)[:1000]}, refusal=Refusal("", "not a post"))
    if refusal := unfit(value):
        return Row(line, value, refusal=refusal)
    if "user" not in value and value.keys() & {"delete", "limit", "scrub_geo", "warning"}:
        return Row(line, value)  # notices of the streaming API: nobody said anything
    try:
        return Row(line, value, tuple(_post(value, _DEPTH)))
    except RowError as error:
        return Row(line, value, refusal=error.refusal)


def _id(value: x.Json, name: str = "id") -> object:
    """Return an id; the number may have lost digits in a program that reads it as a float."""
    return value.get(f"{name}_str") or value.get(name)


def _post(status: x.Json, depth: int) -> Iterator[Record]:
    user = x.child(status, "user")
    extended = x.child(status, "extended_tweet")
    text = str(extended.get("full_text") or status.get("full_text") or status.get("text") or "")
    entities = x.child(extended, "entities") or x.child(status, "entities")
    mentions = x.members(entities.get("user_mentions"))
    record = x.account_record(
        _id(user),
        user.get("screen_name"),
        name=user.get("name"),
        followers=user.get("followers_count"),
        description=user.get("description"),
    )
    if record:
        yield record
    for each in mentions:
        if found := x.account_record(_id(each), each.get("screen_name")):
            yield found
    first = []
    retweeted, quoted = x.child(status, "retweeted_status"), x.child(status, "quoted_status")
    if retweeted:
        author = x.account(_id(x.child(retweeted, "user")))
        first.append(x.referred(AmplificationKind.RETWEET, _id(retweeted), author))
    elif quoted or status.get("quoted_status_id"):
        author = x.account(_id(x.child(quoted, "user")))
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
            yield from _post(inside, depth - 1)
    yield x.post(
        _id(status),
        x.account(_id(user)),
        status.get("created_at"),
        text,
        first=first,
        tags=[each.get("text") for each in x.members(entities.get("hashtags"))],
        urls=[
            x.child(each, "unwound").get("url") or each.get("expanded_url")
            for each in x.members(entities.get("urls"))
        ],
        mentioned=[x.account(_id(each)) for each in mentions],
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

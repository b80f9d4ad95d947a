"""Telegram messages as libraries of its API write them: Telethon, Pyrogram, and 4CAT's NDJSON.

Layouts: Telethon's `Message.to_json()` (names of Telegram's TL schema, `_` for the type; 4CAT
writes `_type` and adds `_chat` and `_sender`), Pyrogram's `str(message)` (names of the Bot API).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, child, rows
from loaders.formats.table import Field
from loaders.items import post_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, Row, RowError
from loaders.sources import Source

_DIGITS = 24


@dataclass
class _Message:
    """A message, whichever library wrote it.

    Attributes:
        chat: Actor id of the channel or group.
        author: Actor id of who posted; the channel where it posts as itself.
        entities: Kind, text and address or account of what stands in the text.
        forward: Actor id of whose message it forwards, and that message's number.
        answered: Actor id of the chat, and number, of the message that it answers.
        accounts: What is said of the accounts.
    """

    chat: str
    author: str
    number: object
    when: object
    text: str
    entities: list[tuple[str, str, str | None]] = field(default_factory=list)
    forward: tuple[str | None, object] | None = None
    answered: tuple[str, object] | None = None
    accounts: list[ActorRecord] = field(default_factory=list)


def _read(source: Source) -> Iterator[Row]:
    return rows(source, _said, "messages.*", "*")


def _said(value: Json) -> tuple[Record, ...]:
    kind = value.get("_") or value.get("_type")
    if kind in ("MessageService", "MessageEmpty") or "service" in value:
        return tuple(_titled(value))
    return _records(_telethon(value) if "peer_id" in value else _pyrogram(value))


def _titled(value: Json) -> Iterator[Record]:
    """Yield the name that a service message gives a channel; others say nothing of anybody."""
    action = child(value, "action")
    kind = str(action.get("_") or action.get("_type") or "")
    titled = kind in ("MessageActionChatEditTitle", "MessageActionChannelCreate")
    title = action.get("title") if titled else value.get("new_chat_title")
    chat = _peer(value.get("peer_id")) or _bot_api(child(value, "chat"))
    name = parts.named(title).get("name")
    if name and chat and chat.startswith("telegram:id:channel"):
        at, _ = parts.moment(value.get("date"), "date")
        if at is not None:
            yield ActorRecord((chat,), (), {}, called=((name, at),))


def _records(message: _Message) -> tuple[Record, ...]:
    at, precision = parts.moment(message.when, "date")
    handle = message.chat.partition(":")[2]
    first = []
    if message.forward:
        origin, number = message.forward
        known = origin and number and origin.startswith("telegram:id:channel")
        item = (
            post_id("telegram", f"{origin.partition(':')[2]}/{number}")
            if known and origin
            else None
        )
        first.append(Amplified(AmplificationKind.FORWARD, item, origin))
    if message.answered:
        chat, number = message.answered
        there = chat if chat == message.chat == message.author else None
        post = post_id("telegram", f"{chat.partition(':')[2]}/{number}")
        first.append(Amplified(AmplificationKind.REPLY, post, there))
    links = parts.web_links(
        target or (text if "://" in text else f"https://{text}")
        for kind, text, target in message.entities
        if kind == "link"
    )
    links = links or parts.links_in(message.text)
    mentioned = [
        target or parts.account_or_none(text, "telegram")
        for kind, text, target in message.entities
        if kind == "mention"
    ]
    tags = [text for kind, text, _ in message.entities if kind == "hashtag"]
    item_record = ItemRecord(
        post_id("telegram", f"{handle}/{message.number}"),
        message.author,
        at,
        precision,
        parts.kind_of(first),
        text=message.text.strip() or None,
        hashtags=parts.hashtags(tags) or parts.hashtags_in(message.text),
        links=links,
        amplified=parts.amplified(
            first, links, [each for each in mentioned if each], author=message.author
        ),
    )
    return (*message.accounts, item_record)


def _telethon(value: Json) -> _Message:
    chat = _peer(value.get("peer_id"))
    if chat is None or value.get("id") is None:
        raise RowError("peer_id", "it does not say in which chat the message is, or its number")
    message = _Message(
        chat,
        _peer(value.get("from_id")) or chat,
        value["id"],
        value.get("date"),
        str(value.get("message") or ""),
    )
    for name, actor in (("_chat", chat), ("_sender", message.author)):
        message.accounts += _account(actor, child(value, name))
    header = child(value, "fwd_from")
    if header:
        origin = _peer(header.get("from_id"))
        if origin is None and header.get("from_name"):
            origin = parts.account_or_none(f"telegram:name:{header['from_name']}", "telegram")
        message.forward = origin, header.get("channel_post")
        if origin:
            message.accounts += _account(origin, child(child(value, "_forward"), "_chat"))
    reply = child(value, "reply_to")
    if number := reply.get("reply_to_msg_id") or value.get("reply_to_msg_id"):
        message.answered = _peer(reply.get("reply_to_peer_id")) or chat, number
    message.entities = list(_entities(message.text, value.get("entities")))
    page = child(child(value, "media"), "webpage").get("url")
    if page and not any(kind == "link" for kind, _, _ in message.entities):
        message.entities.append(("link", str(page), str(page)))
    return message


def _pyrogram(value: Json) -> _Message:
    chat_object = child(value, "chat")
    chat = _bot_api(chat_object)
    number = value.get("id", value.get("message_id"))
    if chat is None or number is None:
        raise RowError("chat", "it does not say in which chat the message is, or its number")
    text = str(value.get("text") or value.get("caption") or "")
    sender = child(value, "from_user") or child(value, "sender_chat")
    message = _Message(chat, _bot_api(sender) or chat, number, value.get("date"), text)
    message.accounts += _account(chat, chat_object)
    if sender and message.author != chat:
        message.accounts += _account(message.author, sender)
    origin_object = child(value, "forward_from_chat") or child(value, "forward_from")
    origin = _bot_api(origin_object)
    if origin:
        message.accounts += _account(origin, origin_object)
    elif value.get("forward_sender_name"):
        name = f"telegram:name:{value['forward_sender_name']}"
        origin = parts.account_or_none(name, "telegram")
    if origin or value.get("forward_date"):
        message.forward = origin, value.get("forward_from_message_id")
    if answered := value.get("reply_to_message_id"):
        message.answered = chat, answered
    entities = value.get("entities") or value.get("caption_entities")
    message.entities = list(_entities(text, entities))
    return message


_KINDS = {
    "url": "link", "texturl": "link", "text_link": "link", "mention": "mention",
    "mentionname": "mention", "text_mention": "mention", "hashtag": "hashtag",
}  # fmt: skip


def _entities(text: str, entities: object) -> Iterator[tuple[str, str, str | None]]:
    """Yield the entities of a text; their offsets count UTF-16 units."""
    if not isinstance(entities, list):
        return
    units = text.encode("utf-16-le", "surrogatepass")
    for each in entities:
        if not isinstance(each, dict):
            continue
        name = str(each.get("type") or each.get("_") or each.get("_type") or "")
        name = name.removeprefix("MessageEntityType.").removeprefix("MessageEntity").lower()
        kind = _KINDS.get(name)
        start, length = each.get("offset"), each.get("length")
        if kind is None or not isinstance(start, int) or not isinstance(length, int):
            continue
        part = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
        user = _number(each.get("user_id") or child(each, "user").get("id"))
        target = f"telegram:id:user{user}" if kind == "mention" and user else None
        yield kind, part, target or (str(each["url"]) if each.get("url") else None)


def _peer(value: object) -> str | None:
    """Return the actor of a peer: `{"_": "PeerChannel", "channel_id": 1}`."""
    if isinstance(value, dict):
        for name in ("channel", "user", "chat"):
            if number := _number(value.get(f"{name}_id")):
                return f"telegram:id:{name}{number}"
    return None


def _number(value: object) -> str | None:
    """Return an account's number; None for anything else."""
    plain = str(value)
    return plain if plain.isdecimal() and plain != "0" and len(plain) < _DIGITS else None


def _bot_api(value: Json) -> str | None:
    """Return the actor of a chat or user whose number says what it is: -100... is a channel."""
    plain = str(value.get("id"))
    if _number(plain.removeprefix("-")) is None:
        return None
    if plain.startswith("-100"):
        return f"telegram:id:channel{plain[4:]}"
    return f"telegram:id:{'chat' if plain.startswith('-') else 'user'}{plain.lstrip('-')}"


def _account(actor: str, said: Json) -> list[ActorRecord]:
    """Return what a library says of an account."""
    names = [str(said[n]) for n in ("title", "first_name", "last_name") if said.get(n)]
    by_handle = parts.account_or_none(said.get("username"), "telegram")
    if not names and not by_handle:
        return []
    facts: Json = {**parts.named(" ".join(names))}
    if by_handle:
        facts["handle"] = by_handle.partition(":")[2]
        facts["url"] = f"https://t.me/{facts['handle']}"
    facts |= parts.followers(said.get("participants_count", said.get("members_count")))
    return [ActorRecord((actor, by_handle) if by_handle else (actor,), (), facts)]


def _recognise(source: Source) -> bool:
    if source.container not in {"json", "jsonl"}:
        return False
    return any(
        f"{lead}peer_id.{kind}_id" in source.paths
        or {f"{lead}chat.id", f"{lead}chat.type", f"{lead}date"} <= source.paths
        for lead in ("", "*.", "messages.*.")
        for kind in ("channel", "chat", "user")
    )


TELEGRAM_API = DocumentFormat(
    "telegram-api",
    "Telegram messages as Telethon, Pyrogram or 4CAT's NDJSON write them, as JSON or JSON lines. "
    "Channels are `telegram:id:channel123`, with their username as another id; a forward names "
    "the message that it forwards where the library does.",
    _read,
    _recognise,
    '{"_": "Message", "id": 7, "peer_id": {"_": "PeerChannel", "channel_id": 1234567890}, "date": '
    '"2022-03-01T12:00:00+00:00", "message": "Look", "fwd_from": {"_": "MessageFwdHeader", '
    '"from_id": {"_": "PeerChannel", "channel_id": 1101170442}, "channel_post": 100}}\n',
    (
        Field("id", ("message_id",), True, "Number of the message in its chat."),
        Field("peer_id", ("chat",), True, "Its channel or group."),
        Field("from_id", ("from_user", "sender_chat"), False, "Who posted, if not the channel."),
        Field("date", (), False, "When."),
        Field("message", ("text", "caption"), False, "Text."),
        Field("entities", ("caption_entities",), False, "Hashtags, links, mentions."),
        Field("fwd_from", ("forward_from_chat", "forward_from"), False, "What it forwards."),
        Field("reply_to", ("reply_to_message_id",), False, "What it answers."),
        Field("_chat", ("_sender", "_forward"), False, "4CAT: usernames and titles."),
    ),
)

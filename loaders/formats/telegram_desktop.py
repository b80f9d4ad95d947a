"""Telegram Desktop's export, `result.json`: of one chat, or of all of them.

The layout is read from Telegram Desktop's own writer (export/output/export_output_json.cpp). It
names no usernames: chats and people go by number, and the origin of a forward mostly by its
display name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats.document import DocumentFormat
from loaders.formats.table import Field
from loaders.items import post_id
from loaders.read.json_lines import unfit
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, Refusal, Row, RowError
from loaders.sources import Source

_PEER = re.compile(r"(user|chat|channel)(\d{1,24})")
_ONE_CHAT = "messages.*"
_CHATS = ("chats.list.*", "left_chats.list.*")
_OLD_KINDS = {1: "chat", 2: "channel"}
_TITLING = ("create_channel", "edit_group_title")
_PRIVATE = frozenset(
    {"personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"}
)


@dataclass
class _Chat:
    """The chat whose messages are being read."""

    name: str = ""
    type: str = ""
    number: str = ""
    title: str = ""
    """Its name by the last message that gave it one: `name` is the one at the time of export."""

    @property
    def handle(self) -> str:
        """Return what stands for its handle: `id:channel123`."""
        small = self.type == "private_group"
        return f"id:{'chat' if small else 'channel'}{self.number}"

    @property
    def is_channel(self) -> bool:
        """Return True when it publishes itself, and its members do not."""
        return self.type.endswith("_channel")

    def learn(self, name: str, value: Any) -> None:
        """Take what the export says of it before its messages."""
        if name == "name":
            self.name = str(value or "")
        elif name == "type":
            self.type = str(value)
        elif name == "id":
            plain = str(value).lstrip("-")
            if _PEER.fullmatch(f"channel{plain}"):
                old = _old_peer(plain)
                self.number = old.removeprefix("channel") if "channel" in old else plain


def _read(source: Source) -> Iterator[Row]:
    chat = _Chat()
    noted = False
    number = 0
    paths = (_ONE_CHAT, *(f"{path}.{_ONE_CHAT}" for path in _CHATS))
    for path, value in source.elements(*paths):
        where, _, last = path.rpartition(".")
        if last != "*":
            if last == "name":
                chat, noted = _Chat(), False
            if where == "" or where in _CHATS:
                chat.learn(last, value)
            continue
        if where != "messages" and chat.type in _PRIVATE:
            if not noted:
                number, noted = number + 1, True
                why = (
                    "a private conversation in an export of all chats is left out; export it alone"
                )
                raw = {"name": chat.name, "type": chat.type, "id": chat.number}
                yield Row(number, raw, warnings=(Refusal("type", why),))
            continue
        number += 1
        yield _row(number, chat, value)


def _row(number: int, chat: _Chat, message: Any) -> Row:
    if not isinstance(message, dict):
        return Row(number, {"_text": str(message)[:1000]}, refusal=Refusal("", "no message"))
    try:
        if refusal := unfit(message):
            return Row(number, message, refusal=refusal)
        if message.get("type", "message") != "message":
            return Row(number, message, tuple(_titled(chat, message)))
        return Row(number, message, _message(chat, message))
    except RowError as error:
        return Row(number, message, refusal=error.refusal)


def _titled(chat: _Chat, message: dict[str, Any]) -> Iterator[Record]:
    """Yield the name that a service message gives a channel; others say nothing of anybody."""
    title = parts.named(message.get("title")).get("name")
    if chat.is_channel and chat.number and title and message.get("action") in _TITLING:
        chat.title = title
        at, _ = parts.moment(message.get("date_unixtime") or message.get("date"), "date")
        if at is not None:
            yield ActorRecord((f"telegram:{chat.handle}",), (), {}, called=((title, at),))


def _message(chat: _Chat, message: dict[str, Any]) -> tuple[Record, ...]:
    if not chat.number:
        raise RowError("id", "the export does not say which chat its messages are from")
    author = _author(chat, message)
    when = message.get("date_unixtime") or message.get("date")
    at, precision = parts.moment(when, "date")
    pieces = message.get("text_entities") or message.get("text") or []
    pieces = [pieces] if isinstance(pieces, str) else pieces
    pieces = [p for p in pieces if isinstance(p, str | dict)] if isinstance(pieces, list) else []
    text = "".join(p if isinstance(p, str) else str(p.get("text", "")) for p in pieces)
    entities = [p for p in pieces if isinstance(p, dict)]
    first = tuple(_first(chat, message))
    links = parts.web_links(
        p.get("href") or _with_scheme(str(p.get("text")))
        for p in entities
        if p.get("type") in ("link", "text_link")
    )
    if "id" not in message:
        raise RowError("id", "the message has no id")
    item = ItemRecord(
        post_id("telegram", f"{chat.handle}/{message['id']}"),
        author,
        at,
        precision,
        parts.kind_of(first),
        text=text.strip() or None,
        hashtags=parts.hashtags(p.get("text") for p in entities if p.get("type") == "hashtag"),
        links=links,
        amplified=parts.amplified(first, links, _mentions(entities), author=author),
    )
    if author is None:
        return (item,)
    name = message.get("from") or (chat.name if chat.is_channel else None)
    is_own = author == f"telegram:{chat.handle}"
    called = ((chat.title, at),) if is_own and chat.title and at is not None else ()
    return (ActorRecord((author,), (), parts.named(name), called=called), item)


def _old_peer(number: str) -> str:
    """Return the peer of a plain number, as exports gave them until May 2021.

    Groups counted from 2**32 on and channels from 2**33, which no channel's number has reached.
    """
    kind, small = divmod(int(number), 2**32)
    return f"{_OLD_KINDS[kind]}{small}" if kind in _OLD_KINDS else f"user{number}"


def _author(chat: _Chat, message: dict[str, Any]) -> str | None:
    peer = str(message.get("from_id") or "")
    if _PEER.fullmatch(f"user{peer}"):
        peer = _old_peer(peer)
    if _PEER.fullmatch(peer):
        return f"telegram:id:{peer}"
    return f"telegram:{chat.handle}" if chat.is_channel else None


def _first(chat: _Chat, message: dict[str, Any]) -> Iterator[Amplified]:
    """Yield what a message forwards and what it answers."""
    if "forwarded_from" in message or "forwarded_from_id" in message:
        peer = str(message.get("forwarded_from_id") or "")
        name = message.get("forwarded_from")
        origin = f"telegram:id:{peer}" if _PEER.fullmatch(peer) else None
        if origin is None and name:
            origin = parts.account_or_none(f"telegram:name:{name}", "telegram")
        yield Amplified(AmplificationKind.FORWARD, None, origin)
    if answered := message.get("reply_to_message_id"):
        peer = str(message.get("reply_to_peer_id") or "")
        handle = f"id:{peer}" if _PEER.fullmatch(peer) else chat.handle
        there = chat.is_channel and handle == chat.handle
        target = f"telegram:{handle}" if there else None
        post = post_id("telegram", f"{handle}/{answered}")
        yield Amplified(AmplificationKind.REPLY, post, target)


def _mentions(entities: list[dict[str, Any]]) -> Iterator[str]:
    for each in entities:
        if each.get("type") == "mention":
            found = parts.account_or_none(each.get("text"), "telegram")
        elif each.get("type") == "mention_name":
            peer = f"user{each.get('user_id')}"
            found = f"telegram:id:{peer}" if _PEER.fullmatch(peer) else None
        else:
            continue
        if found:
            yield found


def _with_scheme(link: str) -> str:
    return link if "://" in link else f"https://{link}"


def _recognise(source: Source) -> bool:
    paths = source.paths
    one = {"messages", "type", "id"} <= paths or "messages.*.date_unixtime" in paths
    return source.container in {"json", "jsonl"} and (
        (one and "messages.*.text" in paths) or "chats.list.*.messages" in paths
    )


TELEGRAM_DESKTOP = DocumentFormat(
    "telegram-desktop",
    "Telegram Desktop's export as JSON (result.json), of one chat or of all; private "
    "conversations in an export of all are left out. Who posted, forwarded from whom, answered "
    "what, links and mentions. The export has no usernames: accounts are `telegram:id:channel123`, "
    "and origins of forwards `telegram:name:...`.",
    _read,
    _recognise,
    """{"name": "News of the day", "type": "public_channel", "id": 1234567890, "messages": [
 {"id": 7, "type": "message", "date": "2022-03-01T12:00:00", "date_unixtime": "1646136000",
  "from": "News of the day", "from_id": "channel1234567890", "forwarded_from": "Rybar",
  "text": ["See ", {"type": "link", "text": "https://www.rt.com/news/1"}],
  "text_entities": [{"type": "plain", "text": "See "},
                    {"type": "link", "text": "https://www.rt.com/news/1"}]}
]}
""",
    (
        Field("messages.id", (), True, "Number of the message in its chat."),
        Field("messages.from_id", (), False, "Who posted it; a channel's posts are its own."),
        Field("messages.from", (), False, "Their display name."),
        Field("messages.date_unixtime", ("messages.date",), False, "When."),
        Field(
            "messages.text_entities", ("messages.text",), False, "Text, hashtags, links, mentions."
        ),
        Field(
            "messages.forwarded_from",
            ("messages.forwarded_from_id",),
            False,
            "Whose post it forwards.",
        ),
        Field("messages.reply_to_message_id", (), False, "What it answers."),
    ),
)

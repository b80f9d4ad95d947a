"""ActivityPub's activities, as Mastodon exports those of an account: `outbox.json`.

Layout: W3C, "ActivityPub" and "Activity Vocabulary"; Mastodon's backup_service.rb,
note_serializer.rb and tag_manager.rb (github.com/mastodon/mastodon): an OrderedCollection of
Create, with the post inside, and Announce, with the address of the post that it boosts and its
author first in `cc`. Pages of an outbox and activities one a line are read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from graph.vocabulary import AmplificationKind
from loaders.formats import fediverse, parts
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, beside, child, members, objects, row
from loaders.formats.table import Field
from loaders.read.exports import MASTODON_POSTS
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, Refusal, Row, RowError
from loaders.sources import Source

_LIST = "orderedItems.*"
_USER = re.compile(r"https://([^/]+)/(?:users/|@)([\w.\-]+)")
_HOST = re.compile(r"https?://([\w.\-]+)")
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_WITH_POST = ("Create", "Update")
_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_INLINE = re.compile(r"""<p class=["']quote-inline["']>.*?</p>""", re.DOTALL)

Known = Mapping[str, str]
"""The account at an address, where the address does not say it."""


def _read(source: Source) -> Iterator[Row]:
    known: dict[str, str] = {}
    name = (source.member or source.path.name).rpartition("/")[2]
    owner = beside(source, "actor.json") if name == MASTODON_POSTS else {}
    if record := _owner(owner):
        # A row of its own, for the name is that of the day of the export, not of each post.
        known[str(owner["id"])] = record.ids[0]
        yield Row(0, owner, (record,))
    wanted = _LIST if _LIST in source.paths else "*"
    if wanted == _LIST:  # Mastodon writes all of it on one line, which is no JSON lines
        source = replace(source, container="json")
    for line, _, value, refusal in objects(source, wanted):
        left_out = None if refusal else _left_out(value)
        if left_out:
            yield Row(line, value, warnings=(left_out,))
        else:
            yield row(line, value, partial(_records, known=known), refusal)


def _owner(actor: Json) -> ActorRecord | None:
    account = _named(f"{actor.get('preferredUsername')}@{_server(actor.get('id'))}")
    facts: Json = {**parts.named(actor.get("name"))}
    if summary := fediverse.plain(str(actor.get("summary") or "")):
        facts["description"] = summary
    if url := fediverse.web(actor.get("url")):
        facts["url"] = url
    return ActorRecord((account,), (), facts) if account else None


def _left_out(value: Json) -> Refusal | None:
    """Return why an object is no public act: messages between some, likes, deletions."""
    kind = value.get("type")
    if kind not in _WITH_POST and kind != "Announce":
        why = f"{str(kind)[:40]!r} is neither a post nor a boost, and is not read"
        return Refusal("type", why)
    heard = {address for each in (value, child(value, "object")) for address in _heard(each)}
    if heard and not any(each in _PUBLIC or "/followers" in each for each in heard):
        return Refusal("to", "a private message is left out")
    return None


def _heard(value: Json) -> list[str]:
    """Return the addresses of those that something is for."""
    return [*parts.listed(value.get("to")), *parts.listed(value.get("cc"))]


def _records(activity: Json, known: Known) -> Iterator[Record]:
    note = child(activity, "object")
    if activity.get("type") in _WITH_POST:
        if not note:
            raise RowError("object", "the post is not in it")
        yield _post(note, known)
        return
    author = _account(_address(activity.get("actor")), known)
    if author is None:
        raise RowError(
            "actor", "its address does not say which account it is; actor.json beside it would"
        )
    if note.get("content"):  # a boost of one's own that not everybody may see has it inside
        yield _post(note, known)
    at, precision = parts.moment(activity.get("published"), "published")
    boosted = _address(activity.get("object"))
    if not boosted:
        raise RowError("object", "it does not say what it boosts")
    kind = AmplificationKind.RETWEET
    yield ItemRecord(
        _item(activity),
        author,
        at,
        precision,
        kind.value,
        amplified=(
            Amplified(kind, fediverse.status_id(boosted), _author_of(boosted, activity, known)),
        ),
    )


def _author_of(boosted: str, activity: Json, known: Known) -> str | None:
    """Return whose post is boosted: its address says it, else the first of those who are told."""
    if where := fediverse.written(boosted):
        return _named(f"{where.user}@{where.server}")
    written = _address(child(activity, "object").get("attributedTo"))
    told = [each for each in parts.listed(activity.get("cc")) if "/followers" not in each]
    return next((found for each in (written, *told) if (found := _account(each, known))), None)


def _post(note: Json, known: Known) -> ItemRecord:
    author = _account(_address(note.get("attributedTo")), known)
    author = author or _account(str(note.get("url") or ""), known)
    if author is None:
        raise RowError("attributedTo", "the address does not say which account it is")
    tags = members(note, "tag")
    mentioned = {str(tag.get("href")): _mentioned(tag) for tag in tags if _is(tag, "Mention")}
    first = []
    if quoted := next((found for name in _QUOTES if (found := _address(note.get(name)))), ""):
        first.append(_referred(AmplificationKind.QUOTE, quoted, mentioned))
    if answered := _address(note.get("inReplyTo")):
        first.append(_referred(AmplificationKind.REPLY, answered, mentioned))
    languages = child(note, "contentMap")
    content = str(note.get("content") or next(iter(languages.values()), None) or "")
    shown = _INLINE.sub("", content) if quoted else content  # the quoted post's own address
    cards = [each.get("href") for each in members(note, "attachment") if _is(each, "Link")]
    links = parts.web_links([*fediverse.links_in(shown), *cards])
    at, precision = parts.moment(note.get("published"), "published")
    return ItemRecord(
        _item(note),
        author,
        at,
        precision,
        parts.kind_of(first),
        fediverse.web(note.get("url")),
        title=str(note["name"]) if note.get("name") else None,
        text=fediverse.plain(content) or None,
        language=parts.language(next(iter(languages), None)),
        hashtags=parts.hashtags(tag.get("name") for tag in tags if _is(tag, "Hashtag")),
        links=links,
        amplified=parts.amplified(
            first, links, [each for each in mentioned.values() if each], author=author
        ),
    )


def _referred(
    kind: AmplificationKind, address: str, mentioned: Mapping[str, str | None]
) -> Amplified:
    """Return what a post answers or quotes; its author is the one of that server it mentions."""
    actor = None
    if where := fediverse.written(address):
        actor = _named(f"{where.user}@{where.server}")
    else:
        server = _server(address)
        there = {who for href, who in mentioned.items() if who and _server(href) == server}
        actor = there.pop() if len(there) == 1 else None
    return Amplified(kind, fediverse.status_id(address), actor)


def _item(value: Json) -> str:
    if not (address := _address(value.get("id"))):
        raise RowError("id", "it has no id")
    return fediverse.status_id(address)


def _mentioned(tag: Json) -> str | None:
    """Return whom a tag mentions; `@ann` is of the server of its address."""
    name = str(tag.get("name") or "").lstrip("@")
    return _named(name if "@" in name else f"{name}@{_server(tag.get('href'))}")


def _account(address: str, known: Known) -> str | None:
    """Return the account at an address: `https://SERVER/users/NAME` or `https://SERVER/@NAME`."""
    if address in known:
        return known[address]
    found = _USER.match(address)
    return _named(f"{found[2]}@{found[1]}") if found else None


def _server(address: object) -> str:
    found = _HOST.match(str(address))
    return found[1].lower() if found else ""


def _named(name: str) -> str | None:
    return parts.account_or_none(name.lower(), "mastodon")


def _address(value: object) -> str:
    """Return the address of an object that is given by it, or as a whole, or first in a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str((value.get("id") if isinstance(value, dict) else value) or "")


def _is(value: Json, kind: str) -> bool:
    return value.get("type") == kind


def _recognise(source: Source) -> bool:
    if source.container not in {"json", "jsonl"} or "activitystreams" not in source.head:
        return False
    return any(
        {f"{lead}type", f"{lead}actor", f"{lead}object"} <= source.paths
        for lead in (f"{_LIST}.", "", "*.")
    )


ACTIVITYPUB = DocumentFormat(
    "activitypub",
    "The export of an account that Mastodon gives its owner: `outbox.json`, in the archive (zip "
    "or tar.gz), its folder, or alone; and other outboxes and activities of ActivityPub, also as "
    "JSON lines. A boost is a retweet; private messages are left out, with a warning for each.",
    _read,
    _recognise,
    '{"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": '
    '"OrderedCollection", "orderedItems": [{"id": '
    '"https://m.example/users/ann/statuses/1/activity", "type": "Create", "actor": '
    '"https://m.example/users/ann", "to": ["https://www.w3.org/ns/activitystreams#Public"], '
    '"object": {"id": "https://m.example/users/ann/statuses/1", "type": "Note", "published": '
    '"2024-03-01T12:00:00Z", "attributedTo": "https://m.example/users/ann", "content": '
    '"<p>Look</p>", "tag": []}}]}\n',
    (
        Field("id", (), True, "Address of the activity."),
        Field("actor", ("object.attributedTo",), True, "Who; `actor.json` has name and summary."),
        Field("published", ("object.published",), False, "When."),
        Field("object", (), True, "The post, or the address of the one that it boosts."),
        Field("object.content", (), False, "Text, from HTML, and its links."),
        Field("object.contentMap", (), False, "Language, the first."),
        Field("object.tag", (), False, "Hashtags and mentions."),
        Field("object.inReplyTo", (), False, "What it answers."),
        Field("object.quote", ("object.quoteUri",), False, "What it quotes."),
        Field("object.attachment", (), False, "The page that it shows."),
        Field("to", ("cc",), False, "For whom: the public, followers, or nobody else."),
    ),
)

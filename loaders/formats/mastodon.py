"""Mastodon's statuses, and those of other servers with its API.

Layout: docs.joinmastodon.org, entities Status, Account, Quote, PreviewCard. Ids are the server's
own; what holds everywhere is `uri`, made where the status was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.vocabulary import AmplificationKind
from loaders.formats import fediverse, parts
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, child, members, rows
from loaders.formats.table import Field
from loaders.items import post_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, Row, RowError
from loaders.sources import Source

_HOST = re.compile(r"https?://([\w.\-]+)")


def _read(source: Source) -> Iterator[Row]:
    return rows(source, _status, "statuses.*", "*")


def _status(status: Json) -> Iterator[Record]:
    """Yield a status, those inside it, and their accounts."""
    account = child(status, "account")
    author = _actor(account)
    if author is None:
        raise RowError("account", "it says neither acct nor url: nobody knows who wrote it")
    yield _account(account, author)
    first = []
    for kind, inside in (
        (AmplificationKind.RETWEET, child(status, "reblog")),
        (AmplificationKind.QUOTE, child(child(status, "quote"), "quoted_status")),
    ):
        if inside:
            yield from _status(inside)
            first.append(Amplified(kind, _item(inside), _actor(child(inside, "account"))))
    mentions = members(status, "mentions")
    server = _server(status)
    if answered := status.get("in_reply_to_id"):
        by_id = {str(m.get("id")): _actor(m) for m in mentions} | {str(account.get("id")): author}
        target = by_id.get(str(status.get("in_reply_to_account_id")))
        # The number is the asked server's, and the status's own only if it was written there.
        local = server is not None and target is not None and target.endswith(f"@{server}")
        item = post_id("mastodon", f"{server}/{answered}") if local else None
        first.append(Amplified(AmplificationKind.REPLY, item, target))
    content = str(status.get("content") or "")
    links = parts.web_links([*fediverse.links_in(content), child(status, "card").get("url")])
    at, precision = parts.moment(status.get("created_at"), "created_at")
    mentioned = [actor for actor in map(_actor, mentions) if actor]
    yield ItemRecord(
        _item(status),
        author,
        at,
        precision,
        parts.kind_of(first),
        fediverse.web(status.get("url")),
        text=fediverse.plain(content) or None,
        language=parts.language(status.get("language")),
        hashtags=parts.hashtags(tag.get("name") for tag in members(status, "tags")),
        links=links,
        amplified=parts.amplified(first, links, mentioned, author=author),
    )


def _item(status: Json) -> str:
    """Return a status's id: server and number where it was written, else its own address."""
    uri = str(status.get("uri") or status.get("url") or "")
    if not uri:
        raise RowError("uri", "the status has no uri")
    return fediverse.status_id(uri)


def _server(status: Json) -> str | None:
    """Return the server whose numbers `id` and `in_reply_to_id` are, if it wrote the status."""
    where = fediverse.written(str(status.get("uri") or ""))
    return where.server if where and where.number == str(status.get("id")) else None


def _actor(account: Json) -> str | None:
    """Return `mastodon:user@server`; `acct` leaves out the server that was asked."""
    acct = str(account.get("acct") or account.get("username") or "").lstrip("@")
    if "@" not in acct:
        host = _HOST.match(str(account.get("url") or ""))
        acct = f"{acct}@{host[1]}" if acct and host else ""
    return parts.account_or_none(acct.lower(), "mastodon")


def _account(account: Json, actor: str) -> ActorRecord:
    facts: Json = {**parts.named(account.get("display_name"))}
    facts |= parts.followers(account.get("followers_count"))
    if note := fediverse.plain(str(account.get("note") or "")):
        facts["description"] = note
    if url := fediverse.web(account.get("url")):
        facts["url"] = url
    return ActorRecord((actor,), (), facts)


def _recognise(source: Source) -> bool:
    if source.container not in {"json", "jsonl"}:
        return False
    return any(
        {f"{lead}account.acct", f"{lead}uri", f"{lead}content"} <= source.paths
        for lead in ("", "*.", "statuses.*.")
    )


MASTODON = DocumentFormat(
    "mastodon",
    "Mastodon's statuses as JSON or JSON lines, of timelines, searches and archives of its API. A "
    "boost is a retweet. Accounts are `mastodon:user@server`.",
    _read,
    _recognise,
    '[{"id": "1", "uri": "https://m.example/users/ann/statuses/1", "created_at": '
    '"2024-03-01T12:00:00.000Z", "account": {"id": "9", "acct": "ann", "url": '
    '"https://m.example/@ann"}, "content": "<p>Look</p>", "tags": [], "mentions": []}]\n',
    (
        Field("uri", (), True, "Address of the status where it was written."),
        Field("account", (), True, "Who: acct, url, display name, followers, note."),
        Field("created_at", (), False, "When."),
        Field("content", (), False, "Text, from HTML, and its links."),
        Field("language", (), False, "Language."),
        Field("tags", (), False, "Hashtags."),
        Field("mentions", (), False, "Accounts that it mentions."),
        Field("reblog", (), False, "The status that it boosts."),
        Field("quote.quoted_status", (), False, "The status that it quotes."),
        Field("in_reply_to_id", ("in_reply_to_account_id",), False, "What it answers."),
        Field("card.url", (), False, "The page that it shows."),
    ),
)

"""Bluesky: posts and reposts as the AT Protocol's JSON has them.

Layout: the lexicons app.bsky.feed.post, app.bsky.feed.repost, app.bsky.feed.defs (postView,
feedViewPost, reasonRepost), app.bsky.embed.*; records of a repository; events of Jetstream, of
its first version and of its second (github.com/bluesky-social/jetstream, docs/README.md and
network.bsky.jetstream.subscribeEvents); 4CAT's NDJSON, which writes the same names in snake_case.
Accounts go by their DID, with the handle as another id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats.bluesky_answers import ACCOUNTS, entries
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, child, members, row
from loaders.formats.table import Field
from loaders.items import post_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, Refusal, Row, RowError
from loaders.sources import Source

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"


def _read(source: Source) -> Iterator[Row]:
    for line, value, refusal in entries(source):
        if refusal is None and isinstance(value, dict) and value.keys() & {"notFound", "blocked"}:
            why = "the server did not show it: it is deleted, blocked, or not for all"
            yield Row(line, value, warnings=(Refusal("post", why),))
        else:
            yield row(line, value, _records, refusal)


def _records(value: Json) -> Iterator[Record]:
    """Yield what one object says: a feed's entry, a post as it is shown, or a bare record."""
    if isinstance(value.get("post"), dict):  # an entry of a feed
        yield from _shown(value["post"])
        answered = [child(child(value, "reply"), name) for name in ("root", "parent")]
        for each in answered[: 1 if answered[0] == answered[1] else 2]:
            if "author" in each and "record" in each:  # else it is deleted or blocked
                yield from _shown(each)
        reason = child(value, "reason")
        if "by" in reason:
            yield from _reposted(reason, value["post"])
    elif value.get("$type") in ("message", "error"):  # a frame of Jetstream's second version
        yield from _event(child(value, "payload"))
    elif "did" in value and value.keys() & {"kind", "commit"}:  # its first version
        yield from _event(value)
    elif "author" in value and "record" in value:
        yield from _shown(value)
    elif "repostedBy" in value:
        yield from _reposted({"by": value["repostedBy"]}, value)
    elif "did" in value and "handle" in value:
        if named := _account(value):
            yield named
    elif "uri" in value and isinstance(value.get("value"), dict):  # com.atproto.repo.listRecords
        yield from _bare(value["value"], str(value["uri"]))
    else:
        raise RowError("", "neither a post, a repost, nor an entry of a feed")


def _event(event: Json) -> Iterator[Record]:
    """Yield what an event of Jetstream says: a record with its author and place, or a handle."""
    commit = child(event, "commit") or event
    if commit.get("operation") in ("create", "update"):
        place = f"at://{event.get('did')}/{commit.get('collection')}/{commit.get('rkey')}"
        yield from _bare(child(commit, "record"), place)
    if named := _account(child(event, "identity")):
        yield named


def _shown(view: Json) -> Iterator[Record]:
    """Yield a post as it is shown, and what is shown inside it."""
    author = _account(child(view, "author"))
    if author:
        yield author
    for embed in _embeds(child(view, "embed")):
        inside = child(embed, "record")
        if quoted := _account(child(inside, "author")):
            yield quoted
        if child(inside, "author") and child(inside, "value"):
            yield from _bare(child(inside, "value"), str(inside.get("uri")))
    yield from _bare(child(view, "record"), str(view.get("uri")))


def _reposted(reason: Json, post: Json) -> Iterator[Record]:
    by = child(reason, "by")
    if (record := _account(by)) is None:
        raise RowError("did", "it does not say who reposted")
    yield record
    did = str(by["did"])
    at, precision = parts.moment(_either(reason, "indexedAt"), "reason.indexedAt")
    target = _post_at(str(post.get("uri")))
    own = reason.get("uri")
    # The feed does not always say which record the repost is; one account reposts a post once.
    native = _native(str(own)) if own else f"{did}/repost/{target and target.removeprefix('post:')}"
    yield ItemRecord(
        post_id("bluesky", native),
        _actor(did),
        at,
        precision,
        AmplificationKind.RETWEET.value,
        amplified=(Amplified(AmplificationKind.RETWEET, target, _actor(_author_of(post))),),
    )


def _bare(record: Json, uri: str) -> Iterator[Record]:
    """Yield a record: `at://DID/app.bsky.feed.post/KEY` says whose it is."""
    if not uri.startswith("at://"):
        raise RowError("uri", f"{uri[:80]!r} is no at:// address")
    did, _, collection_key = uri.removeprefix("at://").partition("/")
    collection = str(_type(record) or collection_key.partition("/")[0])
    if _POST not in (collection, collection_key.partition("/")[0]) and collection != _REPOST:
        return  # likes, follows, blocks, profiles
    author = _actor(did)
    at, precision = parts.moment(_either(record, "createdAt"), "record.createdAt")
    if collection == _REPOST:
        target = str(child(record, "subject").get("uri"))
        kind = AmplificationKind.RETWEET
        shared = Amplified(kind, _post_at(target), _actor(_did_in(target)))
        yield ItemRecord(post_id("bluesky", _native(uri)), author, at, precision, kind.value,
                         amplified=(shared,))  # fmt: skip
        return
    first = list(_first(record))
    features = [f for facet in members(record, "facets") for f in members(facet, "features")]
    embeds = list(_embeds(child(record, "embed")))
    links = parts.web_links(
        [*(f.get("uri") for f in features), *(child(e, "external").get("uri") for e in embeds)]
    )
    mentions = [_actor(str(f["did"])) for f in features if f.get("did")]
    text = str(record.get("text") or "")
    yield ItemRecord(
        post_id("bluesky", _native(uri)),
        author,
        at,
        precision,
        parts.kind_of(first),
        f"https://bsky.app/profile/{_native(uri)}",
        text=text or None,
        language=_language(record.get("langs")),
        hashtags=parts.hashtags(
            [*(f.get("tag") for f in features), *(record.get("tags") or ())]
        ) or parts.hashtags_in(text),
        links=links,
        media_hashes=tuple(_pictures(embeds)),
        amplified=parts.amplified(first, links, [m for m in mentions if m], author=author),
    )  # fmt: skip


def _first(record: Json) -> Iterator[Amplified]:
    """Yield what a post quotes and what it answers."""
    for embed in _embeds(child(record, "embed")):
        quoted = str(child(embed, "record").get("uri") or "")
        if target := _post_at(quoted):
            yield Amplified(AmplificationKind.QUOTE, target, _actor(_did_in(quoted)))
    answered = str(child(child(record, "reply"), "parent").get("uri") or "")
    if target := _post_at(answered):
        yield Amplified(AmplificationKind.REPLY, target, _actor(_did_in(answered)))


def _embeds(embed: Json) -> Iterator[Json]:
    """Yield an embed, and those inside a post with media: `record` is then one level deeper."""
    if "media" in embed:
        yield from _embeds(child(embed, "media"))
        yield {"record": child(child(embed, "record"), "record")}
    elif embed:
        yield embed


def _pictures(embeds: list[Json]) -> Iterator[str]:
    """Yield the content ids of pictures and videos, which are hashes of them."""
    for embed in embeds:
        blobs = [child(each, "image") for each in members(embed, "images")]
        for blob in (*blobs, child(embed, "video")):
            ref = child(blob, "ref")
            if found := ref.get("$link") or ref.get("link"):
                yield str(found)


def _account(profile: Json) -> ActorRecord | None:
    did, handle = profile.get("did"), profile.get("handle")
    actor = _actor(str(did)) if did else None
    if actor is None:
        return None
    by_handle = parts.account_or_none(handle, "bluesky") if handle != "handle.invalid" else None
    facts: Json = {}
    if by_handle:
        facts = {"handle": by_handle.partition(":")[2]}
        facts["url"] = f"https://bsky.app/profile/{facts['handle']}"
    facts |= parts.named(_either(profile, "displayName"))
    facts |= parts.followers(_either(profile, "followersCount"))
    if profile.get("description"):
        facts["description"] = str(profile["description"])
    return ActorRecord((actor, by_handle) if by_handle else (actor,), (), facts)


def _actor(did: str) -> str | None:
    return parts.account_or_none(did, "bluesky") if did.startswith("did:") else None


def _author_of(post: Json) -> str:
    return str(child(post, "author").get("did") or _did_in(str(post.get("uri"))))


def _did_in(uri: str) -> str:
    return uri.removeprefix("at://").partition("/")[0]


def _native(uri: str) -> str:
    """`at://did:plc:a/app.bsky.feed.post/3k` -> `did:plc:a/post/3k`, as in a web address."""
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, key = rest.partition("/")
    return f"{did}/{collection.rpartition('.')[2]}/{key}"


def _post_at(uri: str) -> str | None:
    """Return the item at an address; None for what is no post, as a list or a feed."""
    return post_id("bluesky", _native(uri)) if f"/{_POST}/" in uri else None


def _language(codes: object) -> str | None:
    return parts.language(codes[0]) if isinstance(codes, list) and codes else None


def _type(record: Json) -> object:
    return record.get("$type") or record.get("py_type")


def _either(value: Json, name: str) -> Any:
    """Return what stands under a name, or under the same in snake_case."""
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    found = value.get(name)
    return value.get(snake) if found is None else found


def _recognise(source: Source) -> bool:
    if source.container not in {"json", "jsonl"}:
        return False
    paths = {path.removeprefix("data.") for path in source.paths}
    if '"did:' in source.head and any(
        {f"{lead}did", f"{lead}handle"} <= paths
        for lead in ("", "*.", "repostedBy.*.", *(f"{name}.*." for name in ACCOUNTS))
    ):
        return True
    lists = [f"{name}.*." for name in ("feed", "posts", "records", "thread")]
    leads = ("", "*.", *lists, "feed.*.post.", "*.post.", "post.", "thread.post.")
    names = ("uri", "commit", "time_us", "payload.did")
    return "app.bsky." in source.head and any(
        f"{le}{name}" in paths for le in leads for name in names
    )


BLUESKY = DocumentFormat(
    "bluesky",
    "Bluesky's posts, reposts and accounts as AT Protocol JSON or JSON lines: feeds, threads, who "
    "reposted, profiles, followers (the accounts, not the following), records of a repository, "
    "Jetstream, 4CAT's NDJSON. Accounts by DID, with the handle as another id; a repost is a "
    "retweet.",
    _read,
    _recognise,
    '{"feed": [{"post": {"uri": "at://did:plc:a/app.bsky.feed.post/3k1", "cid": "b", "author": '
    '{"did": "did:plc:a", "handle": "rt.example"}, "record": {"$type": "app.bsky.feed.post", '
    '"createdAt": "2024-03-01T12:00:00Z", "text": "Look"}}, "reason": {"$type": '
    '"app.bsky.feed.defs#reasonRepost", "by": {"did": "did:plc:b", "handle": "b.example"}, '
    '"indexedAt": "2024-03-01T13:00:00Z"}}]}\n',
    (
        Field("uri", (), True, "Address of the record: author and key."),
        Field("author.did", ("did",), False, "Who; handle, display name and followers beside it."),
        Field("record.createdAt", (), False, "When."),
        Field("record.text", (), False, "Text."),
        Field("record.langs", (), False, "Language, the first."),
        Field("record.facets", ("record.tags",), False, "Hashtags, mentions, links."),
        Field("record.embed", (), False, "What it quotes, links to, shows."),
        Field("record.reply.parent", (), False, "What it answers."),
        Field("reason.by", ("subject",), False, "Who reposted it; of a repost, what."),
    ),
)

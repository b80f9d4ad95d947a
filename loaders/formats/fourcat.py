"""4CAT's CSV of Telegram, X and Bluesky; its NDJSON is read as telegram-api, x-v2 and bluesky.

Columns as in 4CAT's `map_item` of search_telegram.py, search_twitter.py and search_bsky.py.
"""

from __future__ import annotations

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats import x_parts as x
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.items import link_id, post_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, RowError


def _when(cells: Cells) -> object:
    return cells.value("unix_timestamp") or cells.value("timestamp")


def _read_telegram(cells: Cells) -> tuple[Record, ...]:
    chat = _chat(cells.need("chat"), "chat")
    number = cells.need("id").rpartition("-")[2]
    handle = parts.account_or_none(cells.text("author_username"), "telegram")
    author = chat
    if posted_by := cells.text("author"):
        itself = handle == chat  # a channel: its number is known, so it goes by that
        author = _chat(posted_by, "author", "channel" if itself else "user")
        chat = author if itself else chat
    first = []
    forwarded = [cells.text(f"author_forwarded_from_{n}") for n in ("username", "id", "name")]
    if any(forwarded):
        username, peer, name = forwarded
        origin = parts.account_or_none(username, "telegram")
        if origin is None and peer:
            origin = parts.account_or_none(f"telegram:id:channel{peer}", "telegram")
        if origin is None and name:
            origin = parts.account_or_none(f"telegram:name:{name}", "telegram")
        first.append(Amplified(AmplificationKind.FORWARD, None, origin))
    if answered := cells.text("reply_to"):
        there = chat if author == chat else None
        item = post_id("telegram", f"{chat.partition(':')[2]}/{answered}")
        first.append(Amplified(AmplificationKind.REPLY, item, there))
    text = cells.text("body")
    links = parts.web_links([*parts.links_in(text), cells.text("link_attached")])
    mentions = (parts.account_or_none(each, "telegram") for each in _cell(cells, "mentions"))
    at, precision = parts.moment(_when(cells), "timestamp")
    item_record = ItemRecord(
        post_id("telegram", f"{chat.partition(':')[2]}/{number}"),
        author,
        at,
        precision,
        parts.kind_of(first),
        text=text,
        hashtags=parts.hashtags_in(text),
        links=links,
        amplified=parts.amplified(first, links, [m for m in mentions if m], author=author),
    )
    said = cells.text("author_name")
    if not (handle or said):
        return (item_record,)
    ids = (author, handle) if handle else (author,)
    return (ActorRecord(ids, (), parts.named(said)), item_record)


def _chat(text: str, column: str, kind: str = "channel") -> str:
    """Return a chat or user, which 4CAT gives by username or by number."""
    plain = text.lstrip("-")
    if plain.isdecimal():
        return (
            f"telegram:id:{kind}{plain.removeprefix('100') if text.startswith('-100') else plain}"
        )
    return parts.account(text, "telegram", column)


def _read_x(cells: Cells) -> tuple[Record, ...]:
    user_id = cells.text("author_id")
    author = x.account(user_id) or parts.account(cells.need("author"), "x", "author")
    first = []
    for flag, kind, native, whom in (
        ("is_retweet", AmplificationKind.RETWEET, None, "retweeted_user"),
        ("is_quote_tweet", AmplificationKind.QUOTE, "quote_tweet_id", "quoted_user"),
        ("is_reply", AmplificationKind.REPLY, None, "replied_user"),
    ):
        if (cells.text(flag) or "").lower() in {"yes", "true", "1"}:
            target = parts.account_or_none(cells.text(whom), "x")
            first.append(x.referred(kind, native and cells.text(native), target))
    record = x.account_record(
        user_id,
        cells.text("author"),
        name=cells.text("author_fullname"),
        followers=cells.text("author_followers"),
    )
    post = x.post(
        cells.need("id"),
        author,
        _when(cells),
        cells.text("body"),
        first=first,
        tags=_cell(cells, "hashtags"),
        urls=parts.listed(cells.value("urls"), links=True),
        mentioned=[parts.account_or_none(each, "x") for each in _cell(cells, "mentions")],
        language=cells.text("language_guess"),
    )
    return (record, post) if record else (post,)


def _read_bluesky(cells: Cells) -> tuple[Record, ...]:
    uri = cells.need("id")
    did, _, rest = uri.removeprefix("at://").partition("/")
    if not uri.startswith("at://") or "/" not in rest:
        raise RowError("id", f"{uri[:80]!r} is no at:// address")
    author = parts.account(cells.text("author_id") or did, "bluesky", "author_id")
    first = []
    for kind, post, user in (
        (AmplificationKind.QUOTE, "quoted_post", "quoted_user"),
        (AmplificationKind.REPLY, "replied_to_post", "replied_to_user"),
    ):
        address = cells.text(post)
        target = parts.account_or_none(cells.text(user), "bluesky")
        item = link_id(address) if address and "://" in address else None
        if item or target:
            first.append(Amplified(kind, item, target))
    text = cells.text("body")
    links = parts.web_links(parts.listed(cells.value("links"), links=True))
    mentions = (parts.account_or_none(each, "bluesky") for each in _cell(cells, "mentions"))
    at, precision = parts.moment(cells.value("created_at") or cells.value("timestamp"), "timestamp")
    item_record = ItemRecord(
        post_id("bluesky", f"{did}/post/{rest.rpartition('/')[2]}"),
        author,
        at,
        precision,
        parts.kind_of(first),
        cells.text("link"),
        text=text,
        language=parts.language((cells.text("languages") or "").partition(",")[0]),
        hashtags=parts.hashtags(_cell(cells, "tags")),
        links=links,
        amplified=parts.amplified(first, links, [m for m in mentions if m], author=author),
    )
    handle = parts.account_or_none(cells.text("author"), "bluesky")
    name = cells.text("author_display_name")
    ids = (author, handle) if handle else (author,)
    return (ActorRecord(ids, (), parts.named(name)), item_record)


def _cell(cells: Cells, name: str) -> list[str]:
    """Return the members of a cell that 4CAT joined with commas."""
    return [part.strip() for part in (cells.text(name) or "").split(",") if part.strip()]


_ID = Field("id", (), True, "Id of the post.", True)
_WHEN = (
    Field("timestamp", (), False, "When."),
    Field("unix_timestamp", (), False, "The same in UNIX seconds."),
)
_BODY = Field("body", (), False, "Text.")

FOURCAT_TELEGRAM = TableFormat(
    "4cat-telegram",
    "4CAT's CSV of Telegram messages. Channels go by username where they have one, else by number.",
    (
        _ID,
        Field("chat", ("thread_id",), True, "The channel or group."),
        Field("author", (), False, "Number of who posted; empty for a channel."),
        Field("author_username", (), False, "Their username."),
        Field("author_name", (), False, "Their name."),
        _BODY,
        *_WHEN,
        Field("reply_to", (), False, "Number of the message that it answers."),
        Field("author_forwarded_from_username", (), False, "Whose message it forwards."),
        Field("author_forwarded_from_id", (), False, "The same as number."),
        Field("author_forwarded_from_name", (), False, "The same as display name."),
        Field("mentions", ("entities_mentioned",), False, "Usernames that it mentions."),
        Field("link_attached", (), False, "The page that it shows."),
    ),
    _read_telegram,
    has_columns("id", "thread_id", "body", "author_forwarded_from_name"),
    "id,thread_id,chat,author,body,timestamp,unix_timestamp,reply_to,author_forwarded_from_name,"
    "author_forwarded_from_username\n"
    "rybar-7,rybar,rybar,,Look,2022-03-01 12:00:00,1646136000,,Sasha Kots,sashakots\n",
)

FOURCAT_X = TableFormat(
    "4cat-x",
    "4CAT's CSV of posts on X, from its API v2 or collected with Zeeschuimer.",
    (
        _ID,
        Field("author", (), True, "Handle."),
        Field("author_id", (), False, "Number of the account."),
        Field("author_fullname", (), False, "Name."),
        Field("author_followers", (), False, "Followers."),
        _BODY,
        *_WHEN,
        Field("language_guess", (), False, "Language."),
        Field("is_retweet", (), False, "yes or no."),
        Field("retweeted_user", (), False, "Whom it retweets."),
        Field("is_quote_tweet", (), False, "yes or no."),
        Field("quoted_user", ("quote_author",), False, "Whom it quotes."),
        Field("quote_tweet_id", (), False, "The post that it quotes.", True),
        Field("is_reply", (), False, "yes or no."),
        Field("replied_user", ("replied_author",), False, "Whom it answers."),
        Field("hashtags", (), False, "Hashtags."),
        Field("urls", (), False, "Links."),
        Field("mentions", (), False, "Handles that it mentions."),
    ),
    _read_x,
    has_columns("id", "thread_id", "body", "author", "is_retweet", "is_quote_tweet"),
    "id,thread_id,timestamp,unix_timestamp,body,author,author_id,is_retweet,retweeted_user,"
    "is_quote_tweet,is_reply,hashtags,urls,mentions\n"
    "20,20,2022-03-01 12:00:00,1646136000,RT @a: hi,jack,12,yes,a,no,no,,,a\n",
)

FOURCAT_BLUESKY = TableFormat(
    "4cat-bluesky",
    "4CAT's CSV of posts on Bluesky.",
    (
        Field("id", (), True, "at:// address of the post.", True),
        Field("author", (), False, "Handle."),
        Field("author_id", (), False, "DID."),
        Field("author_display_name", (), False, "Name."),
        _BODY,
        Field("link", (), False, "Address of the post."),
        Field("created_at", (), False, "When."),
        Field("timestamp", (), False, "The same in UNIX seconds."),
        Field("languages", (), False, "Languages; the first is kept."),
        Field("tags", (), False, "Hashtags."),
        Field("links", (), False, "Links."),
        Field("mentions", (), False, "Handles that it mentions."),
        Field("quoted_post", (), False, "Address of the post that it quotes.", True),
        Field("quoted_user", (), False, "Who wrote that."),
        Field("replied_to_post", (), False, "Address of the post that it answers.", True),
        Field("replied_to_user", (), False, "Who wrote that."),
    ),
    _read_bluesky,
    has_columns("id", "body", "author_id", "quoted_post", "replied_to_post"),
    "id,thread_id,created_at,author,author_id,body,quoted_post,quoted_user,replied_to_post,"
    "replied_to_user,timestamp\n"
    "at://did:plc:a/app.bsky.feed.post/3k1,x,2024-03-01T12:00:00,a.example,did:plc:a,Hi,,,,,"
    "1709294400\n",
)

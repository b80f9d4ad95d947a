"""Tables made for tools that look for coordination: CooRTweet's, and the CNT's."""

from __future__ import annotations

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.items import link_id
from loaders.records import ActorRecord, Amplified, ItemRecord, Record, RowError
from loaders.sources import Source

_NETWORKS = {"tw": "x", "fb": "facebook", "ig": "instagram", "yt": "youtube", "tg": "telegram"}
_TRACES = ("url_id", "hashtag_id", "domain_id", "phash_id")


def _account(cells: Cells, platform: str, name: str = "account_id") -> str:
    """Return an account: `tw_41316` says its network itself, and is no id of that network."""
    text = cells.need(name)
    lead, underscore, rest = text.partition("_")
    if underscore and lead in _NETWORKS and rest.isdecimal():
        return parts.account(f"id:anonymous-{rest}", _NETWORKS[lead], name)
    return parts.account(f"id:{text}", platform, name)


def _read_shares(cells: Cells) -> tuple[Record, ...]:
    """Read a row of CooRTweet's: an account shared an object in a post at a time."""
    platform = cells.text("platform") or "x"
    actor = _account(cells, platform)
    at, precision = parts.moment(cells.value("timestamp_share"), "timestamp_share")
    word = cells.text("kind") or AmplificationKind.RETWEET.value
    if word not in set(AmplificationKind):
        raise RowError("kind", f"{word[:80]!r} is none of {', '.join(AmplificationKind)}")
    shared = cells.need("object_id")
    kind = AmplificationKind(word)
    target = link_id(shared) if "://" in shared else parts.post_of(platform, shared, None)
    content = cells.text("content_id")
    return (
        ItemRecord(
            content and parts.post_of(platform, content, None),
            actor,
            at,
            precision,
            word,
            amplified=(Amplified(kind, target),),
        ),
    )


def _read_traces(cells: Cells) -> tuple[Record, ...]:
    """Read a row with several traces of one post, each under a number of its own."""
    actor = _account(cells, cells.text("platform") or "x")
    platform = actor.partition(":")[0]
    at, precision = parts.moment(cells.value("timestamp"), "timestamp")
    url, tag, picture = (cells.text(n) for n in ("url_id", "hashtag_id", "phash_id"))
    site, number = cells.text("domain_id"), cells.text("post_id")
    target = site and parts.account(f"site anonymous {site}", "name", "domain_id")
    link = url and f"url:anonymous-{url}"
    shared = (Amplified(AmplificationKind.LINK, link, target),) if link or target else ()
    return (
        ItemRecord(
            number and parts.post_of(platform, f"anonymous-{number}", None),
            actor,
            at,
            precision,
            hashtags=(f"anonymous-{tag}",) if tag else (),
            media_hashes=(f"anonymous-{picture}",) if picture else (),
            amplified=shared,
        ),
    )


def _read_message(cells: Cells) -> tuple[Record, ...]:
    """Read a row of the Coordination Network Toolkit's input."""
    platform = cells.text("platform") or "x"
    user = cells.need("user_id")
    actor = parts.account(f"id:{user}", platform, "user_id")
    at, precision = parts.moment(cells.value("timestamp"), "timestamp")
    first = tuple(
        Amplified(kind, parts.post_of(platform, native, None))
        for kind, name in (
            (AmplificationKind.RETWEET, "repost_id"),
            (AmplificationKind.REPLY, "reply_id"),
        )
        if (native := cells.text(name))
    )
    links = parts.web_links(parts.listed(cells.value("urls"), links=True))
    text = cells.text("message")
    item = ItemRecord(
        parts.post_of(platform, cells.need("message_id"), None),
        actor,
        at,
        precision,
        parts.kind_of(first),
        text=text,
        hashtags=parts.hashtags_in(text),
        links=links,
        amplified=parts.amplified(first, links, author=actor),
    )
    name = cells.text("username")
    handle = parts.account_or_none(name, platform)
    return (ActorRecord((actor, *([handle] if handle else [])), (), parts.named(name)), item)


_PLATFORM = Field("platform", (), False, "Platform of the accounts, x when nothing says otherwise.")

COORTWEET = TableFormat(
    "coortweet",
    "CooRTweet's table: an account shared an object. The object becomes an item that the post "
    "amplifies; what kind of object it is, the table does not say: retweet unless --set kind=link.",
    (
        Field("object_id", (), True, "What was shared: id of a post, or an address.", True),
        Field("account_id", (), True, "Who shared it."),
        Field("content_id", (), False, "Id of the post in which it was shared.", True),
        Field("timestamp_share", (), False, "When."),
        Field("kind", (), False, f"How: {', '.join(AmplificationKind)}."),
        _PLATFORM,
    ),
    _read_shares,
    has_columns("object_id", "account_id", "content_id", "timestamp_share"),
    "object_id,account_id,content_id,timestamp_share\n"
    "1358100000000000001,12,1358100000000000020,1613236965\n",
)


def _has_traces(source: Source) -> bool:
    return has_columns("account_id", "post_id", "timestamp")(source) and any(
        has_columns(name)(source) for name in _TRACES
    )


COORTWEET_TRACES = TableFormat(
    "coortweet-traces",
    "CooRTweet's table of several traces of one post, each anonymised to a number: link, hashtag, "
    "site, picture. `tw_` and `fb_` before an account say its network.",
    (
        Field("account_id", (), True, "Who posted."),
        Field("post_id", (), False, "Id of the post.", True),
        Field("timestamp", (), False, "When."),
        Field("url_id", (), False, "Number of the link in it.", True),
        Field("hashtag_id", (), False, "Number of its hashtag."),
        Field("domain_id", (), False, "Number of the site that it links to."),
        Field("phash_id", (), False, "Number of its picture."),
        _PLATFORM,
    ),
    _read_traces,
    _has_traces,
    "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp\n"
    "tw_39566,79997,15025,37962,6521,,1631462683\n",
)

COORDINATION_NETWORK_TOOLKIT = TableFormat(
    "cnt",
    "The Coordination Network Toolkit's input: messages with what they repost or answer, their "
    "text and links.",
    (
        Field("message_id", (), True, "Id of the message.", True),
        Field("user_id", (), True, "The platform's id of who posted it."),
        Field("username", (), False, "The handle or name of who posted it."),
        Field("repost_id", (), False, "Id of the message that it reposts.", True),
        Field("reply_id", (), False, "Id of the message that it answers.", True),
        Field("message", (), False, "Its text."),
        Field("timestamp", (), False, "When, in UNIX seconds."),
        Field("urls", (), False, "Its links, separated by spaces, or as a list."),
        _PLATFORM,
    ),
    _read_message,
    has_columns("message_id", "user_id", "repost_id", "message", "timestamp"),
    "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
    "3,8,user_8,2,,RT look at this,1606451170.5,http://example.com/4 http://example.com/1\n",
)

"""Interactions: one row for each time that an actor amplified another."""

from __future__ import annotations

from graph.identity import IdentityError, identify
from graph.vocabulary import AmplificationKind, TimePrecision
from loaders.formats import parts
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.mapping import FieldMapping
from loaders.records import InteractionRecord, Record, RowError
from loaders.sources import Source
from loaders.times import UNITS, parse_time

# The words that platforms and studies use for the six kinds.
_KINDS = {
    "rt": AmplificationKind.RETWEET,
    "retweeted": AmplificationKind.RETWEET,
    "repost": AmplificationKind.RETWEET,
    "reposted": AmplificationKind.RETWEET,
    "share": AmplificationKind.RETWEET,
    "shared": AmplificationKind.RETWEET,
    "boost": AmplificationKind.RETWEET,
    "quoted": AmplificationKind.QUOTE,
    "replied_to": AmplificationKind.REPLY,
    "replied": AmplificationKind.REPLY,
    "comment": AmplificationKind.REPLY,
    "forwarded": AmplificationKind.FORWARD,
    "linked": AmplificationKind.LINK,
    "url": AmplificationKind.LINK,
    "mentioned": AmplificationKind.MENTION,
    "original": AmplificationKind.MENTION,  # an original post that mentions the target
    "tweet": AmplificationKind.MENTION,
}
_KINDS |= {kind.value: kind for kind in AmplificationKind}

FIELDS = (
    Field("actor", ("amplifier",), True, "Who amplifies: handle, profile address or id."),
    Field("target", ("amplified",), True, "Who is amplified: handle, profile address or id."),
    Field("kind", ("type", "interaction"), True, f"How: {', '.join(AmplificationKind)}."),
    Field(
        "time",
        ("at", "published_at", "publishedAt", "created_at", "timestamp", "date", "day"),
        False,
        "When: ISO 8601, or UNIX seconds or milliseconds; without zone it is UTC.",
    ),
    Field(
        "id",
        ("item", "item_id", "post_id", "tweet_id"),
        False,
        "Id of the amplifying post; on Telegram its number in its channel.",
        True,
    ),
    Field("url", ("link",), False, "Address of the amplifying post.", True),
    Field("title", ("headline",), False, "Its headline."),
    Field("text", ("content",), False, "Its text."),
    Field("language", ("lang",), False, "Its language, ISO 639-1."),
    Field("platform", (), False, "Platform of bare handles, x when nothing says otherwise."),
    Field("target_platform", (), False, "Platform of bare targets, where it differs."),
    Field("time_unit", (), False, f"Unit of a UNIX time: {', '.join(UNITS)}."),
)


def read_interaction(cells: Cells) -> tuple[Record, ...]:
    """Read one row."""
    platform = cells.text("platform") or "x"
    actor = _party(cells, "actor", platform)
    target = _party(cells, "target", cells.text("target_platform") or platform)
    word = cells.need("kind")
    kind = _KINDS.get(word.lower())
    if kind is None:
        raise RowError("kind", f"{word[:80]!r} is none of {', '.join(AmplificationKind)}")
    item = cells.text("id")
    at, precision = _time(cells)
    return (
        InteractionRecord(
            actor,
            target,
            kind,
            at,
            precision,
            item and parts.post_of(actor.partition(":")[0], item, actor),
            _web_address(cells),
            cells.text("title"),
            cells.text("text"),
            cells.text("language"),
        ),
    )


def _party(cells: Cells, name: str, platform: str | None) -> str:
    try:
        return identify(cells.need(name), platform).id
    except IdentityError as error:
        raise RowError(name, str(error)) from error


def _time(cells: Cells) -> tuple[int | None, TimePrecision]:
    value = cells.value("time")
    if value is None or value == "":
        return None, TimePrecision.DAY
    unit = cells.text("time_unit")
    if unit is not None and unit not in UNITS:
        raise RowError("time_unit", f"{unit[:80]!r} is none of {', '.join(UNITS)}")
    try:
        return parse_time(value, unit)
    except ValueError as error:
        raise RowError("time", str(error)) from error


def _web_address(cells: Cells) -> str | None:
    """Return the address if it is one of the web; others could be harmful in a page."""
    url = cells.text("url")
    if url and not url.lower().startswith(("http://", "https://")):
        cells.warn("url", f"{url[:80]!r} is no http or https address; it was left out")
        return None
    return url


def _looks_like_interactions(source: Source) -> bool:
    names = {name.strip("\ufeff ").lower() for name in source.header}
    return {"actor", "target", "kind"} <= names


INTERACTIONS = TableFormat(
    "interactions",
    "Who amplified whom, one row for each time: retweets, quotes, replies, forwards, links, "
    "mentions. Any table with --map.",
    FIELDS,
    read_interaction,
    _looks_like_interactions,
    "actor,target,kind,time,url\n"
    "@Jingjing_Li,@zlj517,retweet,2020-03-12T14:02:11Z,https://x.com/Jingjing_Li/status/1\n",
)

TELEGRAM_FORWARDS = TableFormat(
    "telegram-forwards",
    "A table of Telegram forwards: `source_channel` was forwarded by `target_channel` on `day` "
    "(days since 1970-01-01).",
    FIELDS,
    read_interaction,
    has_columns("source_channel", "target_channel", "day"),
    "source_channel,target_channel,day\nrybar,sashakots,19044\n",
    FieldMapping(
        {"actor": "target_channel", "target": "source_channel", "time": "day"},
        {"platform": "telegram", "kind": "forward", "time_unit": "days"},
    ),
)

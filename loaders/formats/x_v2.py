"""X's API v2: pages as the API gives them, and posts with what they refer to put inside them.

Layout: docs.x.com (data dictionary, expansions); twarc's flattened form puts `author` and
`in_reply_to_user` into the post, 4CAT's `author_user`. Accounts go by their number, which every
post carries, so that the `includes`, which come after the posts, need not be waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.vocabulary import AmplificationKind
from loaders.formats import x_parts as x
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, child, members, objects, row
from loaders.formats.table import Field
from loaders.read.json_lines import unfit
from loaders.records import Amplified, Record, Row
from loaders.sources import Source

_KINDS = {
    "retweeted": AmplificationKind.RETWEET,
    "quoted": AmplificationKind.QUOTE,
    "replied_to": AmplificationKind.REPLY,
}
_POSTS = ("data.*", "includes.tweets.*", "tweets.*")
_USERS = ("includes.users.*", "users.*")


def _read(source: Source) -> Iterator[Row]:
    if source.container == "json" and "data.id" in source.paths:
        yield from _read_single(source)
        return
    listed = ("*",) if "*.id" in source.paths else (*_POSTS, *_USERS)
    for line, path, value, refusal in objects(source, *listed):
        if refusal or not value.keys() & {"data", "includes"}:
            yield row(line, value, _user if path in _USERS else _one, refusal)
            continue
        data, includes = value.get("data"), child(value, "includes")  # a line is a page
        for each in data if isinstance(data, list) else [data] if data else []:
            yield row(line, each, _one)
        for name, read in (("tweets", _post), ("users", _user)):
            for each in members(includes, name):
                yield row(line, each, read)


def _read_single(source: Source) -> Iterator[Row]:
    """Read the API's answer to a question about one post, whose `data` is no list."""
    post: Json = {}
    number = 1
    for path, value in source.elements("data.*", *_POSTS[1:], *_USERS):
        if path.startswith("data."):
            post[path.removeprefix("data.")] = value
        elif path.endswith(".*"):
            number += 1
            yield row(number, value, _user if path in _USERS else _post)
    yield row(1, post, _one, unfit(post))


def _one(value: Json) -> Iterable[Record]:
    """Read what was asked for: posts, or the accounts of a search for users or of followers."""
    return _user(value) if "username" in value and "author_id" not in value else _post(value)


def _user(user: Json) -> tuple[Record, ...]:
    metrics = child(user, "public_metrics")
    record = x.account_record(
        user.get("id"),
        user.get("username"),
        name=user.get("name"),
        followers=metrics.get("followers_count"),
        description=user.get("description"),
    )
    return (record,) if record else ()


def _post(tweet: Json) -> Iterator[Record]:
    """Yield a post, the posts inside it, and the accounts that they name."""
    author = x.account(tweet.get("author_id"))
    long = child(tweet, "note_tweet")
    text = str(long.get("text") or tweet.get("text") or "")
    entities = {**child(tweet, "entities"), **child(long, "entities")}
    mentions = members(entities, "mentions")
    for inside in ("author", "author_user", "in_reply_to_user"):
        yield from _user(child(tweet, inside))
    for each in mentions:
        if record := x.account_record(each.get("id"), each.get("username")):
            yield record
    first = []
    for ref in members(tweet, "referenced_tweets"):
        kind = _KINDS.get(str(ref.get("type")))
        if kind is None:
            continue
        first.append(x.referred(kind, ref.get("id"), _referred_author(kind, ref, tweet, text)))
        if ref.get("text"):
            yield from _post(ref)
    if not first and tweet.get("in_reply_to_user_id"):
        answered = x.account(tweet["in_reply_to_user_id"])
        first.append(Amplified(AmplificationKind.REPLY, None, answered))
    yield x.post(
        tweet.get("id"),
        author,
        tweet.get("created_at"),
        text,
        first=first,
        tags=[each.get("tag") for each in members(entities, "hashtags")],
        urls=[
            each.get("unwound_url") or each.get("expanded_url")
            for each in members(entities, "urls")
            if "media_key" not in each
        ],
        mentioned=[x.account(each.get("id")) for each in mentions],
        language=tweet.get("lang"),
    )


def _referred_author(kind: AmplificationKind, ref: Json, tweet: Json, text: str) -> str | None:
    """Return who wrote the post that is referred to, where this post says so."""
    if ref.get("author_id"):
        return x.account(ref["author_id"])
    if kind is AmplificationKind.REPLY:
        return x.account(tweet.get("in_reply_to_user_id"))
    if kind is AmplificationKind.RETWEET:
        mentions = members(child(tweet, "entities"), "mentions")
        return x.retweeted_account(text, [(m.get("id"), m.get("username")) for m in mentions])
    return None


def _recognise(source: Source) -> bool:
    """Tell by `author_id`, or by what a page of the API's has."""
    if source.container not in {"json", "jsonl"}:
        return False
    leads = ("", "*.", "data.", "data.*.", "includes.tweets.*.", "tweets.*.")
    return any(
        f"{lead}author_id" in source.paths
        or f"{lead}edit_history_tweet_ids" in source.paths
        or {f"{lead}username", f"{lead}public_metrics"} <= source.paths
        for lead in leads
    ) or any(f"{lead}.public_metrics" in source.paths for lead in _USERS)


X_V2 = DocumentFormat(
    "x-v2",
    "X's API v2 as JSON or JSON lines: pages with data and includes, lists of posts, twarc's "
    "flattened posts, 4CAT's NDJSON. Posts with text, language, hashtags, resolved links; what "
    "they retweet, quote, answer and mention; accounts by number (`x:id:2244994945`) with their "
    "handle as another id. Hashtags and links of a retweet are kept; only the original counts as "
    "having linked.",
    _read,
    _recognise,
    '{"data": [{"id": "20", "author_id": "12", "created_at": "2022-03-01T12:00:00.000Z", '
    '"text": "RT @a: hi", "referenced_tweets": [{"type": "retweeted", "id": "19"}]}], '
    '"includes": {"users": [{"id": "12", "username": "jack"}], '
    '"tweets": [{"id": "19", "author_id": "13", "text": "hi"}]}}\n',
    (
        Field("id", (), True, "Id of the post."),
        Field("author_id", (), False, "Number of its author."),
        Field("created_at", (), False, "When."),
        Field("text", ("note_tweet.text",), False, "Text; the whole of a long one."),
        Field("lang", (), False, "Language."),
        Field("referenced_tweets", (), False, "What it retweets, quotes, answers."),
        Field("in_reply_to_user_id", (), False, "Whom it answers."),
        Field("entities", ("note_tweet.entities",), False, "Hashtags, mentions, links."),
        Field("includes.tweets", (), False, "The posts referred to."),
        Field("includes.users", ("author", "author_user"), False, "Handle, name, followers, ..."),
    ),
)

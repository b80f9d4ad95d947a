"""Files of posts to measure loading with: made up, in the layouts of the platforms' own exports.

Who posts and who is amplified follow a power law, a third of the posts pass on another one, most
of those one in the same file; every post is 40 to 240 characters long. The same arguments give the
same file.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = (
    *("the", "sanctions", "western", "media", "officials", "said", "today", "children", "border"),
    *("summit", "truth", "reported", "weapons", "people", "city", "power", "russian", "chinese"),
    *("embassy", "statement", "against", "never", "again", "channel", "sources", "front"),
)


class _Post(NamedTuple):
    number: int
    author: int
    at: datetime
    text: str
    tag: str | None
    link: str | None
    kind: str | None
    of: int | None
    of_author: int | None


def x_v2(rows: int) -> Iterator[str]:
    """Yield lines of X's API v2 as twarc flattens them: a post with what it refers to."""
    words = {"repost": "retweeted", "quote": "quoted", "reply": "replied_to"}

    def post(p: _Post) -> dict[str, object]:
        text = f"RT @user{p.of_author}: {p.text}" if p.kind == "repost" else p.text
        made: dict[str, object] = {
            "id": str(_native(p.number)),
            "author_id": str(p.author + 1000),
            "author": _x_user(p.author),
            "created_at": p.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "conversation_id": str(_native(p.number)),
            "edit_history_tweet_ids": [str(_native(p.number))],
            "lang": "en",
            "text": text,
            "entities": {
                "hashtags": [{"start": 0, "end": 5, "tag": p.tag}] if p.tag else [],
                "urls": [{"url": "https://t.co/x", "expanded_url": p.link}] if p.link else [],
                "mentions": [
                    {"username": f"user{p.of_author}", "id": str((p.of_author or 0) + 1000)}
                ]
                if p.of is not None
                else [],
            },
            "public_metrics": {"retweet_count": 1, "like_count": 2, "reply_count": 0},
        }
        if p.kind is not None and p.of is not None:
            made["referenced_tweets"] = [
                {
                    "type": words[p.kind],
                    "id": str(_native(p.of)),
                    "author_id": str((p.of_author or 0) + 1000),
                    "author": _x_user(p.of_author or 0),
                    "created_at": (_BEGIN + timedelta(seconds=7 * p.of)).isoformat(),
                    "text": _text(random.Random(p.of)),
                }
            ]
        return made

    return (json.dumps(post(p)) + "\n" for p in _posts(rows))


def telegram(rows: int) -> Iterator[str]:
    """Yield lines of Telethon's `to_json`."""
    for p in _posts(rows):
        yield (
            json.dumps(
                {
                    "_": "Message",
                    "id": p.number,
                    "peer_id": {"_": "PeerChannel", "channel_id": 10_000 + p.author},
                    "date": p.at.isoformat(),
                    "message": f"{p.text} #{p.tag}" if p.tag else p.text,
                    "fwd_from": {
                        "_": "MessageFwdHeader",
                        "date": p.at.isoformat(),
                        "from_id": {"_": "PeerChannel", "channel_id": 10_000 + (p.of_author or 0)},
                        "channel_post": p.of,
                    }
                    if p.of is not None
                    else None,
                    "entities": [
                        {"_": "MessageEntityTextUrl", "offset": 0, "length": 3, "url": p.link}
                    ]
                    if p.link
                    else [],
                    "views": 10,
                    "forwards": 2,
                }
            )
            + "\n"
        )


def bluesky(rows: int) -> Iterator[str]:
    """Yield lines of Jetstream."""
    for p in _posts(rows):
        said: dict[str, object] = {"createdAt": p.at.isoformat(), "langs": ["en"]}
        kind = "repost" if p.kind == "repost" else "post"
        of = {"uri": f"at://did:plc:user{p.of_author}/app.bsky.feed.post/k{p.of}", "cid": "bafy"}
        if p.kind == "repost":
            said["subject"] = of
        else:
            said["text"] = p.text
            if p.kind == "reply":
                said["reply"] = {"parent": of, "root": of}
            elif p.kind == "quote":
                said["embed"] = {"$type": "app.bsky.embed.record", "record": of}
            elif p.link:
                said["embed"] = {"$type": "app.bsky.embed.external", "external": {"uri": p.link}}
        commit = {
            "rev": "3l3",
            "operation": "create",
            "collection": f"app.bsky.feed.{kind}",
            "rkey": f"k{p.number}",
            "record": {"$type": f"app.bsky.feed.{kind}", **said},
        }
        event = {"did": f"did:plc:user{p.author}", "time_us": 1, "kind": "commit", "commit": commit}
        yield json.dumps(event) + "\n"


def table(rows: int) -> Iterator[str]:
    """Yield lines of a CSV of posts."""
    header = ("id", "author", "time", "text", "hashtags", "links", "repost_of", "reply_to")
    yield ",".join(header) + "\n"
    for p in _posts(rows):
        reply = p.of if p.kind in {"reply", "quote"} else ""
        of = p.of if p.kind == "repost" else ""
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(
            (p.number, f"@user{p.author}", p.at.isoformat(), p.text, p.tag, p.link, of, reply)
        )
        yield line.getvalue()


LAYOUTS: dict[str, Callable[[int], Iterator[str]]] = {
    "x-v2": x_v2,
    "telegram-api": telegram,
    "bluesky": bluesky,
    "posts": table,
}
"""Lines of a file of so many posts, by the format that reads them."""


def _posts(rows: int) -> Iterator[_Post]:
    rng = random.Random(1)
    actors = max(100, rows // 20)
    for number in range(1, rows + 1):
        kind = rng.choices(("repost", "quote", "reply", None), (30, 8, 12, 50))[0]
        of = of_author = None
        if kind is not None:
            of = int(number * rng.random() ** 3) + (0 if rng.random() < 0.8 else 10 * rows)
            of_author = _author(random.Random(of), actors)
        author = _author(random.Random(number), actors)
        tag = rng.choice(WORDS) if rng.random() < 0.3 else None
        link = None
        if rng.random() < 0.25:
            link = f"https://site{rng.randrange(200)}.org/news/{int(rows * rng.random() ** 2)}"
        at = _BEGIN + timedelta(seconds=7 * number)
        yield _Post(
            number, author, at, _text(random.Random(number)), tag, link, kind, of, of_author
        )


def _author(rng: random.Random, actors: int) -> int:
    return int(actors * rng.random() ** 3)


def _text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(6, 34)))


def _native(number: int) -> int:
    return 1_700_000_000_000_000_000 + number


def _x_user(author: int) -> dict[str, object]:
    return {
        "id": str(author + 1000),
        "username": f"user{author}",
        "name": f"User {author}",
        "description": "somebody",
        "public_metrics": {"followers_count": author * 3},
    }

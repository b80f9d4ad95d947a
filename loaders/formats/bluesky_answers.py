"""Answers of Bluesky's API: where in each the posts, reposts and accounts are.

Layout: the lexicons app.bsky.feed.getAuthorFeed, getPosts, getPostThread, getRepostedBy,
app.bsky.unspecced.getPostThreadV2 and getPostThreadOtherV2 (threads as flat lists),
app.bsky.graph.getFollowers, getFollows, app.bsky.actor.getProfiles, searchActors,
com.atproto.repo.listRecords. Its JavaScript client puts an answer under `data`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.formats.objects import Json, child, objects
from loaders.read.json_lines import unfit
from loaders.records import Refusal
from loaders.sources import Source

ACCOUNTS = ("followers", "follows", "profiles", "actors")
"""Lists of accounts in answers."""

_LISTS = ("feed", "posts", "records", "repostedBy", "thread", *ACCOUNTS)
_LEADS = ("", "data.")

Entry = tuple[int, Any, Refusal | None]
"""Line or number, what stands there, and why it was refused if it was."""


def entries(source: Source) -> Iterator[Entry]:
    """Yield each post, repost, record and account of a file."""
    place = _place(source) if source.container == "json" else "*"
    if place.endswith("thread"):
        for _, _, tree, _ in objects(source, place):
            for number, node in enumerate(_thread(tree), start=1):
                yield number, node, unfit(node)
        return
    of = _beside(source, place, "uri") if place.endswith("repostedBy.*") else None
    if place.endswith(("followers.*", "follows.*")):
        subject = _beside(source, place, "subject")
        yield from [(0, subject, unfit(subject))] if subject else []
    for line, _, value, refusal in objects(source, place):
        if of and "_text" not in value:  # else it is no object, and is kept as it was
            yield line, {"uri": of, "repostedBy": value}, refusal
        elif refusal:
            yield line, value, refusal
        else:
            yield from ((line, each, None) for each in _opened(value))  # a line is an answer


def _place(source: Source) -> str:
    """Return where the entries of a document are."""
    lists = [f"{lead}{name}.*" for name in _LISTS for lead in _LEADS]
    trees = [f"{lead}thread" for lead in _LEADS]
    return next((place for place in (*lists, *trees) if place in source.paths), "*")


def _beside(source: Source, place: str, name: str) -> Any:
    """Return what stands beside a list, before or after it: of whom or what it is."""
    lead = "data." if place.startswith("data.") else ""
    return next((v for path, v in source.elements(place) if path == f"{lead}{name}"), None)


def _opened(value: Json) -> Iterator[Any]:
    """Yield what stands in an answer; what is no answer, as it is."""
    answer = child(value, "data") or value
    name = next((name for name in _LISTS if isinstance(answer.get(name), list)), None)
    if name == "repostedBy":
        yield from ({"uri": answer.get("uri"), "repostedBy": each} for each in answer[name])
    elif name:
        yield from [answer["subject"]] if "subject" in answer else []
        yield from (_placed(each) if name == "thread" else each for each in answer[name])
    elif isinstance(answer.get("thread"), dict):
        yield from _thread(answer["thread"])
    else:
        yield _placed(value)


def _placed(item: Any) -> Any:
    """Return what stands at a place of a flat thread; what is no such place, as it is."""
    if not (isinstance(item, dict) and "depth" in item and isinstance(item.get("value"), dict)):
        return item
    shown = item["value"]
    return shown if "post" in shown else {"uri": item.get("uri"), **shown, "notFound": True}


def _thread(tree: Json) -> Iterator[Any]:
    """Yield the posts of a thread, each without those around it."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            yield node
            continue
        yield {name: value for name, value in node.items() if name not in ("parent", "replies")}
        replies = node.get("replies")
        waiting += reversed(replies) if isinstance(replies, list) else ()
        if node.get("parent"):
            waiting.append(node["parent"])

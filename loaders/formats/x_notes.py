"""The long posts in X's archive of an account, `note-tweet.js`: joined to the posts they are of.

Of a post of more than 280 characters `tweets.js` has the beginning. The whole has a number of its
own in `note-tweet.js`, and nothing there names the post; but both are of the same second and begin
alike. In two archives that their owners have made public (December 2025) that finds the post of
each of 32 long ones.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from loaders.formats.objects import Json, child, members, objects
from loaders.read.bytes import BROKEN
from loaders.read.json_document import JsonError
from loaders.sources import Source
from loaders.times import parse_time

Notes = dict[int, list[Json]]
"""Long posts by the second in which they were written."""

_CUT = re.compile(r"(.{100,})…(?: https://t\.co/\w+)*", re.DOTALL)  # 140 characters of Chinese
_TO = re.compile(r"(?:@\w{1,20}\s+)+")
_SHORTENED = re.compile(r"https://t\.co/\w+")
_PARTS = 1_000


def notes_of(source: Source) -> Notes:
    """Return the long posts of the archive that a file of posts stands in."""
    lead = "deleted-" if (source.member or source.path.name).rpartition("/")[2][0] == "d" else ""
    found: Notes = {}
    for number in range(_PARTS):
        part = f"-part{number}" if number else ""
        if (there := source.beside(f"{lead}note-tweet{part}.js")) is None:
            break
        for note in _notes(there):
            if (second := _second(note.get("createdAt"))) is not None:
                found.setdefault(second, []).append(note)
    return found


def note_of(tweet: Json, notes: Notes) -> Json:
    """Return the long post that a post is the beginning of; an empty object when there is none."""
    beginning = _CUT.fullmatch(_plain(tweet.get("full_text"))) if notes else None
    second = _second(tweet.get("created_at")) if beginning else None
    if beginning is None or second is None:
        return {}
    of_that_second = notes.get(second, ())
    found = [note for note in of_that_second if _text(note).startswith(beginning[1].rstrip())]
    return found[0] if len(found) == 1 else {}


def whole(tweet: Json, note: Json) -> Json:
    """Return a post with the text, hashtags, mentions and links of its long post.

    The long post lacks the accounts that an answer begins with, and the numbers of those that it
    mentions; both are the post's.
    """
    core, entities = child(note, "core"), child(tweet, "entities")
    text = core.get("text")
    if not isinstance(text, str):
        return tweet
    answered = _TO.match(str(tweet.get("full_text")))
    lead = answered[0] if answered and not text.startswith("@") else ""
    known = members(entities, "user_mentions")
    handles = {str(each.get("screen_name")).lower() for each in known}
    named = ({"screen_name": each.get("screenName")} for each in members(core, "mentions"))
    links = ({"expanded_url": each.get("expandedUrl")} for each in members(core, "urls"))
    return {
        **tweet,
        "full_text": lead + text,
        "entities": {
            **entities,
            "hashtags": [*members(entities, "hashtags"), *members(core, "hashtags")],
            "user_mentions": [
                *known,
                *(each for each in named if str(each["screen_name"]).lower() not in handles),
            ],
            "urls": [*members(entities, "urls"), *links],
        },
    }


def _notes(source: Source) -> Iterator[Json]:
    """Yield the long posts of a file; what cannot be read of it, the posts do without."""
    try:
        for _, _, value, refusal in objects(source, "*"):
            if refusal is None:
                yield child(value, "noteTweet")
    except (*BROKEN, JsonError):
        return


def _second(when: object) -> int | None:
    try:
        return parse_time(when)[0] // 1000
    except ValueError:
        return None


def _text(note: Json) -> str:
    return _plain(child(note, "core").get("text"))


def _plain(text: object) -> str:
    """Return a text as both files would have it: without whom it answers, blanks and links equal.

    X escapes `&`, `<` and `>` in posts, and shortens a link anew in each file.
    """
    if not isinstance(text, str):
        return ""
    spaced = " ".join(html.unescape(text).split())
    return _SHORTENED.sub("https://t.co/x", _TO.sub("", spaced, count=1))

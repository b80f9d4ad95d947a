"""X's archive of an account: the posts that its owner downloads, `data/tweets.js` and its parts.

Layout: as published readers of it have it (github.com/TheExGenesis/community-archive,
docs/archive_data.md; github.com/darkliquid/twoo): `window.YTD.tweets.part0 = [{"tweet": {...}}]`,
a post of X's API v1.1 without its author, whom `account.js` beside it names, and without the post
that it retweets. The posts of archives before 2019 (`Grailbird.data`) have both: `x_v1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.identity import IdentityError, identify
from loaders.formats import x_parts as x
from loaders.formats import x_v1
from loaders.formats.document import DocumentFormat
from loaders.formats.objects import Json, beside, child, members, objects, row
from loaders.formats.table import Field
from loaders.formats.x_notes import Notes, note_of, notes_of, whole
from loaders.mapping import FieldMapping, MappingError
from loaders.read.bytes import BROKEN
from loaders.read.exports import X_POSTS
from loaders.read.json_document import JsonError
from loaders.records import Record, Row, RowError
from loaders.sources import Source, SourceError

_BEGINS = re.compile(r"\s*window\.YTD\.(?:deleted_|community_)?tweets?\.part\d")
_OWN = re.compile(r"https?://(?:twitter|x)\.com/(\w{1,20})/status/(\d+)/(?:photo|video)/")
_REMEDY = (
    "The file account.js of the archive says it: load the folder or the zip archive with both, or "
    "say it with --set actor=@HANDLE."
)


@dataclass(frozen=True)
class _Archive(DocumentFormat):
    """A document format that takes one constant, `actor`: whose archive it is."""

    def mapping(self, given: FieldMapping) -> FieldMapping:
        if given.constants.keys() == {"actor"} and not (given.columns or given.values):
            _named(given.constants["actor"])
            return given
        return super().mapping(given)

    def rows(self, source: Source, given: FieldMapping) -> Iterator[Row]:
        """Read a source.

        Raises:
            SourceError: At once, when nothing says whose archive it is.
            MappingError: At once, when a mapping is given, or `actor` is no account on X.
        """
        mapping = self.mapping(given)
        if source.container != "json":
            return super().rows(source, FieldMapping())  # lines of the quarantine say it themselves
        owner = _named(mapping.constants["actor"]) if mapping.constants else _owner(source)
        notes = notes_of(source) if _in_archive(source) else {}
        read = replace(self, read=lambda each: _posts(each, owner, notes))
        return DocumentFormat.rows(read, source, FieldMapping())


def _posts(source: Source, owner: Json | None = None, notes: Notes | None = None) -> Iterator[Row]:
    """Yield the owner and each post, with `account` and `note` beside it: whose it is, the whole.

    A refused post stands in the quarantine with both.
    """
    if owner:
        number, handle = owner.get("accountId"), owner.get("username")
        # A row of its own, for the name is that of the day of the archive, not of each post.
        record = x.account_record(number, handle, name=owner.get("accountDisplayName"))
        yield Row(0, {"account": owner}, (record,) if record else ())
    for line, _, value, refusal in objects(source, "*"):
        note = note_of(_tweet(value), notes) if notes else {}
        said = {**value, "account": owner} if owner else value
        yield row(line, {**said, "note": note} if note else said, _post, refusal)


def _post(value: Json) -> Iterator[Record]:
    account = child(value, "account")
    number, handle = account.get("accountId"), account.get("username")
    if not (number or handle):
        raise RowError("account", "it says neither accountId nor username: nobody published it")
    tweet = whole(_tweet(value), child(value, "note"))
    text = str(tweet.get("full_text") or tweet.get("text") or "")
    mentions = members(child(tweet, "entities"), "user_mentions")
    repeats = x.retweeted_account(
        text, [(each.get("id_str"), each.get("screen_name")) for each in mentions]
    )
    user = {"id_str": number} if number else {"screen_name": handle}
    return x_v1.post({**tweet, "user": user}, repeats)


def _tweet(value: Json) -> Json:
    return child(value, "tweet") or value


def _in_archive(source: Source) -> bool:
    """Return True for a file that is called as in an archive: what stands beside it is of it."""
    return bool(X_POSTS.fullmatch((source.member or source.path.name).rpartition("/")[2]))


def _owner(source: Source) -> Json:
    """Return whose archive it is, by `account.js` or else by the addresses of its own pictures.

    Raises:
        SourceError: Nothing says it.
    """
    account = child(beside(source, "account.js", "*"), "account") if _in_archive(source) else {}
    if x.account_record(account.get("accountId"), account.get("username")):
        wanted = ("accountId", "username", "accountDisplayName")  # and not the e-mail address
        return {key: account[key] for key in wanted if account.get(key)}
    try:
        handles = {handle.lower(): handle for handle in _shown(source)}
    except (*BROKEN, JsonError):
        handles = {}
    if len(handles) != 1:
        names = " and ".join(f"@{handle}" for handle in sorted(handles.values())) or "nobody"
        raise SourceError(
            f"{source.name} does not say whose posts these are; its pictures name {names}.", _REMEDY
        )
    return {"username": next(iter(handles.values()))}


def _shown(source: Source) -> Iterator[str]:
    """Yield the handle in the address of each picture that a post of this file brought."""
    for _, value in source.elements("*"):
        tweet = _tweet(value) if isinstance(value, dict) else {}
        for picture in members(child(tweet, "entities"), "media"):
            found = _OWN.match(str(picture.get("expanded_url")))
            if found and found[2] == str(tweet.get("id_str") or tweet.get("id")):
                yield found[1]


def _named(actor: str) -> Json:
    """Return the account that the caller names.

    Raises:
        MappingError: It is none on X.
    """
    try:
        platform, _, native = identify(actor, "x").id.partition(":")
    except IdentityError as error:
        raise MappingError(f"actor: {error}", _REMEDY) from error
    if platform != "x":
        raise MappingError(f"actor: {actor!r} is no account on X.", _REMEDY)
    number = native.removeprefix("id:")
    return {"username": native} if number == native else {"accountId": number}


X_ARCHIVE = _Archive(
    "x-archive",
    "The archive of an account that X gives its owner: `data/tweets.js` and its parts, in the zip "
    "archive, its folder, or alone. `account.js` beside it says whose it is, else its pictures' "
    "addresses, else `--set actor=@HANDLE`. Of a long post `note-tweet.js` has the whole. Nothing "
    "but posts is opened.",
    _posts,
    lambda source: source.container == "json" and bool(_BEGINS.match(source.head)),
    'window.YTD.tweets.part0 = [{"tweet": {"id_str": "20", "created_at": "Tue Mar 01 12:00:00 '
    '+0000 2022", "full_text": "Look https://t.co/1", "lang": "en", "entities": {"hashtags": [], '
    '"user_mentions": [], "urls": [], "media": [{"expanded_url": '
    '"https://twitter.com/jack/status/20/photo/1"}]}}}]\n',
    (
        Field("account", (), True, "Of `account.js`: accountId, username, accountDisplayName."),
        Field("tweet.id_str", ("tweet.id",), True, "Id of the post."),
        Field("tweet.created_at", (), False, "When."),
        Field("tweet.full_text", (), False, "Text; `RT @...:` says whom it retweets."),
        Field("note.core.text", (), False, "The whole of a long one, of `note-tweet.js`."),
        Field("tweet.lang", (), False, "Language."),
        Field("tweet.in_reply_to_status_id_str", (), False, "What it answers, and whom."),
        Field("tweet.entities", (), False, "Hashtags, mentions, links."),
    ),
)

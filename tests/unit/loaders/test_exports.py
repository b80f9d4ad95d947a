"""Exports of an account as their owner has them: a zip archive, a folder, a file alone."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from loaders.formats import format_of
from loaders.mapping import FieldMapping, MappingError
from loaders.read.exports import of_posts
from loaders.records import ActorRecord, ItemRecord, Row
from loaders.sources import SourceError, members_of, open_source

OWNER = {
    "email": "owner@example.org",
    "username": "Owner",
    "accountId": "42",
    "accountDisplayName": "The Owner",
}


def js(name: str, elements: list[object]) -> str:
    return f"window.YTD.{name} = {json.dumps(elements, indent=2)}"


def tweet(number: int, text: str = "hello", **more: object) -> dict[str, object]:
    day = "Sat Mar 05 08:00:00 +0000 2022"
    return {"tweet": {"id_str": str(number), "created_at": day, "full_text": text, **more}}


X_FILES = {
    "data/account.js": js("account.part0", [{"account": OWNER}]),
    "data/tweets.js": js("tweets.part0", [tweet(1), tweet(2, "RT @RT_com: news")]) + ";\n",
    "data/tweets-part1.js": "\ufeff" + js("tweets.part1", [tweet(3)]),
    "data/deleted-tweets.js": js("deleted_tweets.part0", []),
    "data/direct-messages.js": js("direct_messages.part0", [{"dmConversation": {}}]),
    "data/tweet-headers.js": js("tweet_headers.part0", [{"tweet": {"tweet_id": "1"}}]),
    "data/tweets_media/1.jpg": "no text",
    "Your archive.html": "<!doctype html><html><body>Your archive</body></html>",
}


def folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def archive(path: Path, files: dict[str, str], lead: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as target:
        for name, text in files.items():
            target.writestr(lead + name, text)
    return path


def tar(path: Path, files: dict[str, str], lead: str = "", mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as target:
        for name, text in files.items():
            info = tarfile.TarInfo(lead + name)
            info.size = len(text.encode())
            target.addfile(info, io.BytesIO(text.encode()))
    return path


def read(path: Path, *constants: str) -> tuple[list[str], list[Row]]:
    """Read everything of an export that is read."""
    given = FieldMapping.parse((), constants)
    sources = [open_source(path, member) for member in members_of(path)]
    formats = [format_of(source, None, given) for source in sources]
    rows = [
        row
        for source, found in zip(sources, formats, strict=True)
        for row in found.rows(source, given)
    ]
    return [each.name for each in formats], rows


def posts(rows: list[Row]) -> list[tuple[str | None, str | None]]:
    return sorted(
        (record.id, record.actor)
        for row in rows
        for record in row.records
        if isinstance(record, ItemRecord)
    )


def test_an_archive_of_x_is_read_as_folder_and_as_zip_and_nothing_else_in_it(
    tmp_path: Path,
) -> None:
    by_number = [(f"post:x:{number}", "x:id:42") for number in (1, 2, 3)]
    exports = (
        folder(tmp_path / "unpacked", X_FILES),
        archive(tmp_path / "twitter-2024.zip", X_FILES),
        archive(tmp_path / "wrapped.zip", X_FILES, "twitter-2024/"),
    )
    for export in exports:
        formats, rows = read(export)
        assert formats == ["x-archive"] * 3
        assert posts(rows) == by_number
        assert not [row for row in rows if row.refusal]
        owner = ActorRecord(
            ("x:id:42", "x:owner"),
            (),
            {"handle": "owner", "url": "https://x.com/owner", "name": "The Owner"},
        )
        assert rows[0].records == (owner,)
        assert "owner@example.org" not in str(rows)
    alone = read(tmp_path / "unpacked" / "data" / "tweets.js")[1]
    assert posts(alone) == by_number[:2]


def test_what_is_only_called_like_an_export_is_none() -> None:
    assert of_posts(["a/tweets.js", "b/account.js", "outbox.json", "c/actor.json"]) == ()
    whole = ["a/account.js", "a/tweets.js", "a/note-tweet.js", "a/tweets-part1.js", "b/tweets.js"]
    assert of_posts(whole) == ("a/tweets-part1.js", "a/tweets.js")


def test_posts_alone_are_of_nobody_until_somebody_says_whose_they_are(tmp_path: Path) -> None:
    path = folder(tmp_path, {"tweets.js": X_FILES["data/tweets.js"]}) / "tweets.js"
    with pytest.raises(SourceError, match=r"account\.js"):
        read(path)
    assert posts(read(path, "actor=@Owner")[1])[0] == ("post:x:1", "x:owner")
    assert posts(read(path, "actor=x:id:42")[1])[0] == ("post:x:1", "x:id:42")
    for wrong in ("actor=t.me/rybar", "actor= ", "platform=x"):
        with pytest.raises(MappingError):
            read(path, wrong)
    # What stands beside a file is of its archive only as long as it is called as in one.
    folder(tmp_path, {"account.js": X_FILES["data/account.js"]})
    assert posts(read(path)[1])[0] == ("post:x:1", "x:id:42")
    with pytest.raises(SourceError, match="whose posts"):
        read(path.rename(tmp_path / "somebody.js"))


def test_pictures_name_the_owner_only_if_they_all_name_one(tmp_path: Path) -> None:
    def shown(number: int, handle: str, of: int) -> dict[str, object]:
        address = f"https://twitter.com/{handle}/status/{of}/photo/1"
        return tweet(number, entities={"media": [{"expanded_url": address}]})

    mine = [shown(1, "Ann", 1), shown(2, "ann", 2), shown(3, "somebody", 9)]
    path = folder(tmp_path, {"a.js": js("tweets.part0", list(mine))}) / "a.js"
    assert {actor for _, actor in posts(read(path)[1])} == {"x:ann"}
    path.write_text(js("tweets.part0", [*mine, shown(4, "ann_new_name", 4)]), encoding="utf-8")
    with pytest.raises(SourceError, match="@ann and @ann_new_name"):
        read(path)


def test_the_months_of_an_old_archive_say_everything_themselves(tmp_path: Path) -> None:
    post = {
        "id_str": "7",
        "created_at": "2014-01-30 01:32:44 +0000",
        "text": "hello",
        "entities": {},
        "user": {"id_str": "42", "screen_name": "Owner", "name": "The Owner"},
    }
    month = f"Grailbird.data.tweets_2014_01 = \n {json.dumps([post])}"
    files = {"data/js/tweets/2014_01.js": month, "data/js/user_details.js": "var user_details = 1"}
    for export in (folder(tmp_path / "old", files), archive(tmp_path / "old.zip", files)):
        formats, rows = read(export)
        assert (formats, posts(rows)) == (["x-v1"], [("post:x:7", "x:id:42")])


def test_a_link_in_a_folder_does_not_lead_out_of_it(tmp_path: Path) -> None:
    outside = folder(tmp_path / "outside", {"tweets.js": X_FILES["data/tweets.js"]}) / "tweets.js"
    inside = folder(tmp_path / "in", {"data/account.js": X_FILES["data/account.js"]})
    (inside / "data" / "tweets.js").symlink_to(outside)
    with pytest.raises(SourceError, match="leads out"):
        read(inside)


NOTE = {
    "id": "https://m.example/ap/users/5/statuses/1",
    "type": "Note",
    "published": "2025-12-01T15:00:00Z",
    "attributedTo": "https://m.example/ap/users/5",
    "content": "<p>Look</p>",
}
MASTODON_FILES = {
    "outbox.json": json.dumps(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "OrderedCollection",
            "orderedItems": [
                {"id": "https://m.example/1", "type": "Create", "actor": "a", "object": NOTE}
            ],
        }
    ),
    "actor.json": json.dumps(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://m.example/ap/users/5",
            "type": "Person",
            "preferredUsername": "Ann",
            "name": "Ann A.",
            "summary": "<p>me</p>",
            "url": "https://m.example/@Ann",
        }
    ),
    "likes.json": json.dumps({"type": "OrderedCollection", "orderedItems": ["https://m.example"]}),
    "avatar.png": "no text",
}


def test_an_export_of_mastodon_is_read_as_folder_and_in_every_pack(tmp_path: Path) -> None:
    facts = {"name": "Ann A.", "description": "me", "url": "https://m.example/@Ann"}
    unpacked = folder(tmp_path / "unpacked", MASTODON_FILES)
    for export in (
        unpacked,
        archive(tmp_path / "export.zip", MASTODON_FILES),
        tar(tmp_path / "archive.tar.gz", MASTODON_FILES),  # as its older versions do
        tar(tmp_path / "packed-again.tar", MASTODON_FILES, "./" + "long/" * 40, "w"),
    ):
        formats, rows = read(export)
        assert formats == ["activitypub"]
        assert rows[0].records == (ActorRecord(("mastodon:ann@m.example",), (), facts),)
        assert [actor for _, actor in posts(rows)] == ["mastodon:ann@m.example"]
    for broken in ("{", '{"id": 1}', '{"id": "https://m.example/ap/users/5", "name": "\\ud83d"}'):
        (unpacked / "actor.json").write_text(broken, encoding="utf-8")
        (refused,) = read(unpacked)[1]
        assert refused.refusal is not None
        assert refused.refusal.field == "attributedTo"

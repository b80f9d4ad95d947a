"""Compressed inputs: the same rows whatever they are packed in, and no bombs."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import AmpnetError
from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.read import bytes as compression
from loaders.read.bytes import zstd
from loaders.records import Row
from loaders.sources import SourceError, members_of, open_source

GOOD = "actor,target,kind,time\n@a,@b,retweet,2022-03-01\n@a,@c,reply,2022-03-02\n"
LONG = ("actor,target,kind\n" + "@a,@b,reply\n" * 50_000).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


def rows_of(path: Path, member: str | None = None) -> list[Row]:
    source = open_source(path, member)
    given = FieldMapping()
    return list(format_of(source).rows(source, given))


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", PACKERS)
def test_compression_is_told_by_content_and_changes_nothing(tmp_path: Path, kind: str) -> None:
    expected = rows_of(write(tmp_path / "plain.csv", GOOD.encode()))
    assert len(expected) == 2
    packed = PACKERS[kind](GOOD.encode())
    assert rows_of(write(tmp_path / "no-ending", packed)) == expected
    assert open_source(tmp_path / "no-ending").expected_rows is None
    # two streams one after the other, as `cat a.gz b.gz` makes
    more = PACKERS[kind](b"@d,@e,reply,2022-03-03\n")
    assert len(rows_of(write(tmp_path / "two", packed + more))) == 3
    # and inside a zip archive
    archive = zipped(tmp_path / "in.zip", {f"a.csv.{kind}": packed, "b.csv": GOOD.encode()})
    assert rows_of(archive, f"a.csv.{kind}") == expected == rows_of(archive, "b.csv")


@pytest.mark.parametrize("kind", PACKERS)
def test_a_cut_file_loads_up_to_there(tmp_path: Path, kind: str) -> None:
    noise = "".join(
        f"@a{n * 7919 % 100_003},@b{n * 104_729 % 99_991},reply\n" for n in range(30_000)
    )
    packed = PACKERS[kind](b"actor,target,kind\n" + noise.encode())
    rows = rows_of(write(tmp_path / "cut", packed[: len(packed) // 2]))
    assert rows[-1].refusal is not None
    assert "breaks off" in rows[-1].refusal.reason
    assert kind == "zst" or sum(row.refusal is None for row in rows) > 1000


def test_each_member_of_an_archive_is_a_source(tmp_path: Path) -> None:
    several = zipped(
        tmp_path / "in.zip",
        {"day/1.csv": GOOD.encode(), "day/2.csv": LONG, "__MACOSX/._1.csv": b"x", "day/": b""},
    )
    assert members_of(several) == ("day/1.csv", "day/2.csv")
    first, second = (open_source(several, name) for name in ("day/1.csv", "day/2.csv"))
    assert (first.name, first.expected_rows) == ("in.zip/day/1.csv", 3)
    assert first.digest == open_source(write(tmp_path / "1.csv", GOOD.encode())).digest
    assert first.digest != second.digest
    with pytest.raises(SourceError, match="2 files"):
        open_source(several)
    one = zipped(tmp_path / "one.zip", {"1.csv": GOOD.encode()})
    assert len(rows_of(one)) == 2


def test_a_bomb_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real allowance is 256 MB, which a test need not fill."""
    monkeypatch.setattr(compression, "ALLOWANCE", 400_000)
    monkeypatch.setattr(compression, "EXPANSION", 10)
    for kind, pack in PACKERS.items():
        path = write(tmp_path / f"bomb.{kind}", pack(LONG))
        with pytest.raises(EOFError, match="zip bomb"), compression.open_bytes(path) as stream:
            while stream.read(1 << 16):
                pass
    assert len(rows_of(tmp_path / "bomb.gz")) > 1000  # what stood before the limit
    archive = zipped(tmp_path / "bomb.zip", {"a.csv": LONG})
    with pytest.raises(SourceError, match="zip bomb"):
        open_source(archive)


def test_archives_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "in.zip", {"a.csv": LONG}).read_bytes()
    with pytest.raises(SourceError, match="broken zip"):
        open_source(write(tmp_path / "cut.zip", whole[:300]))
    with pytest.raises(SourceError, match="without files"):
        open_source(zipped(tmp_path / "empty.zip", {"folder/": b""}))
    locked = bytearray(whole)
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(magic) + flags] |= 1  # the bit that says: encrypted
    with pytest.raises(SourceError, match="password"):
        open_source(write(tmp_path / "locked.zip", bytes(locked)))
    unknown = bytearray(whole)
    for magic, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        unknown[unknown.index(magic) + method] = 9  # Deflate64
    with pytest.raises(SourceError, match="compression"):
        open_source(write(tmp_path / "odd.zip", bytes(unknown)))
    corrupt = bytearray(whole)
    corrupt[60:90] = b"\xff" * 30
    with pytest.raises(SourceError):
        open_source(write(tmp_path / "corrupt.zip", bytes(corrupt)))
    with pytest.raises(SourceError):
        open_source(write(tmp_path / "in.bz2", bz2.compress(LONG)))


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


def test_tar_archives_are_read_in_every_dress_and_none_is_trusted(tmp_path: Path) -> None:
    long = f"{'folder/' * 30}é.csv"  # a header has room for 100 bytes, or 255
    good = GOOD.encode()
    files = {"./a.csv": good, "b.csv.gz": gzip.compress(good), long: good}
    expected = rows_of(write(tmp_path / "plain.csv", GOOD.encode()))
    forms = (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)
    whole = [tarred(files, form) for form in forms]
    for number, packed in enumerate((*whole, *(pack(whole[0]) for pack in PACKERS.values()))):
        path = write(tmp_path / f"{number}.tar", packed)
        assert members_of(path) == ("a.csv", "b.csv.gz", long)
        assert all(rows_of(path, member) == expected for member in members_of(path))
    with pytest.raises(SourceError, match="200 are loaded"):
        members_of(write(tmp_path / "many.tar", tarred({f"{n}.csv": b"a" for n in range(201)})))
    with pytest.raises(SourceError, match="without files"):
        members_of(write(tmp_path / "none.tar", tarred({})))
    cut = tarred({"a.csv": GOOD.encode(), long: LONG})[:-60_000]
    assert rows_of(write(tmp_path / "cut.tar", cut), "a.csv") == expected
    with pytest.raises(SourceError, match="breaks off"):
        open_source(tmp_path / "cut.tar", long)

    chance = random.Random(20_221_122)
    few = tarred({"a.csv": GOOD.encode(), long: GOOD.encode()})
    for number in range(100):
        spoiled = bytearray(few)
        for _ in range(chance.randint(1, 4)):
            spoiled[512 * chance.randrange(4) + chance.randrange(512)] = chance.choice(b"\0\xff7x")
        for at in range(0, len(spoiled), 512):  # so that the headers are believed
            if spoiled[at + 257 : at + 262] == b"ustar":
                spoiled[at + 148 : at + 156] = b" " * 8
                spoiled[at + 148 : at + 156] = b"%06o\0 " % sum(spoiled[at : at + 512])
        path = write(tmp_path / f"spoiled{number}.tar", bytes(spoiled))
        try:
            for member in members_of(path):
                rows_of(path, member)
        except AmpnetError:
            continue


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", GOOD)
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()})
    with pytest.raises(SourceError, match=r"inner\.zip"):
        open_source(outer)

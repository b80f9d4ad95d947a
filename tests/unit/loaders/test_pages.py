"""Folders of web pages, what is no page, and what is said when the extra is missing."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import pytest

from loaders.formats import document, format_of
from loaders.formats.articles import links_in, plain_text
from loaders.formats.document import MissingExtraError
from loaders.formats.pages import WEB_PAGES
from loaders.mapping import FieldMapping, MappingError
from loaders.records import ItemRecord, Row
from loaders.sources import SourceError, open_source
from tests.support.fixtures import FOLDER

PAGE = FOLDER / "web-page.html"
CANONICAL = b'<link rel="canonical" href="https://www.example.org/a/1"/>'


def rows_of(path: Path) -> list[Row]:
    source = open_source(path)
    return list(format_of(source).rows(source, FieldMapping()))


def items(rows: list[Row]) -> list[ItemRecord]:
    return [record for row in rows for record in row.records if isinstance(record, ItemRecord)]


def test_a_folder_of_pages_is_one_input(tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_bytes(PAGE.read_bytes())
    folder = tmp_path / "pages"
    (folder / "b").mkdir(parents=True)
    (folder / "a.html").write_bytes(PAGE.read_bytes())
    second = PAGE.read_bytes().replace(b"/a/1", b"/a/2")
    (folder / "b" / "c.HTM").write_bytes(gzip.compress(second))
    (folder / "style.css").write_text("a {}")
    (folder / "d.html").symlink_to(outside)
    (folder / "e.html").write_bytes(b"\x00\xff")
    (folder / "loop").symlink_to(folder)
    source = open_source(folder)
    assert (source.container, source.expected_rows) == ("html", 4)
    rows = rows_of(folder)
    assert [item.id for item in items(rows)] == [f"url:https://example.org/a/{n}" for n in (1, 2)]
    refused = {row.raw["file"]: row.refusal.reason for row in rows if row.refusal}
    assert refused.keys() == {"d.html", "e.html"}
    assert "leads out of the folder" in refused["d.html"]
    (folder / "a.html").write_bytes(second)
    assert open_source(folder).digest != source.digest


def test_where_a_page_was_saved_from_is_its_address(tmp_path: Path) -> None:
    """As browsers write it; what the page itself calls canonical wins."""
    saved = b"<!-- saved from url=(0031)https://www.example.org/saved/1 -->\n"
    path = tmp_path / "page.html"
    path.write_bytes(saved + PAGE.read_bytes().replace(CANONICAL, b""))
    assert items(rows_of(path))[0].id == "url:https://example.org/saved/1"
    path.write_bytes(saved + PAGE.read_bytes())
    assert items(rows_of(path))[0].id == "url:https://example.org/a/1"
    path.write_bytes(PAGE.read_bytes().replace(CANONICAL, b""))
    (nowhere,) = items(rows_of(path))
    assert (nowhere.id, nowhere.url, nowhere.actor) == (None, None, None)


def test_pages_in_old_encodings_are_read(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8").replace("Un titre", "Заголовок").replace("é", "e")
    path = tmp_path / "page"
    path.write_bytes(text.replace("utf-8", "windows-1251").encode("windows-1251", "ignore"))
    assert items(rows_of(path))[0].title == "Заголовок"


def test_a_page_that_is_called_like_a_table_is_a_mistake(tmp_path: Path) -> None:
    for name in ("export.csv", "export.csv.gz", "export.jsonl"):
        path = tmp_path / name
        path.write_bytes(PAGE.read_bytes())
        with pytest.raises(SourceError, match="web page, although"):
            open_source(path)
    with pytest.raises(SourceError, match="without web pages"):
        open_source(tmp_path)


def test_markup_is_no_table_and_takes_no_mapping(tmp_path: Path) -> None:
    source = open_source(PAGE)
    with pytest.raises(SourceError, match="not a table"):
        list(format_of(source, "interactions").rows(source, FieldMapping()))
    with pytest.raises(MappingError, match="names of its own"):
        WEB_PAGES.rows(source, FieldMapping.parse(["title=headline"]))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> object:
        return None if name == "trafilatura" else importlib.util.find_spec(name)

    monkeypatch.setattr(document, "find_spec", nowhere)
    with pytest.raises(MissingExtraError, match=r"pip install 'ampnet\[articles\]'"):
        rows_of(PAGE)


def test_text_and_links_of_markup() -> None:
    markup = "<p>A &amp; <b>b</b>old</p><style>x</style><br>c <a class=x href=/d>d</a>"
    assert plain_text(markup) == "A & bold\nc d"
    assert links_in(markup + "<A HREF='https://e.org/?a=1&amp;b=2'>e</A>") == [
        "/d",
        "https://e.org/?a=1&b=2",
    ]
    assert plain_text("a < b") == "a < b"
    assert plain_text("<" * 200_000) == "<" * 200_000

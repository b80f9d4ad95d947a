"""Saved web pages: one, a folder of them, or a web archive (the extra `articles`).

WARC: ISO 28500:2017, read by warcio.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.formats.document import DocumentFormat
from loaders.formats.extracted import MODULES, PAGE_LIMIT, extract
from loaders.formats.table import Field
from loaders.read.bytes import open_bytes
from loaders.read.folder import leads_out, pages
from loaders.records import Refusal, Row, RowError
from loaders.sources import Source

_PAGES = ("text/html", "application/xhtml+xml")


def _read_pages(source: Source) -> Iterator[Row]:
    if not source.path.is_dir():
        with open_bytes(source.path, source.member) as stream:
            yield _row(1, {"file": source.name}, stream.read(PAGE_LIMIT + 1))
        return
    for number, page in enumerate(pages(source.path), start=1):
        raw = {"file": str(page.relative_to(source.path))}
        if leads_out(page, source.path):
            refusal = Refusal("file", "it is a link that leads out of the folder, and not followed")
            yield Row(number, raw, refusal=refusal)
            continue
        try:
            with open_bytes(page) as stream:
                data = stream.read(PAGE_LIMIT + 1)
        except OSError as error:
            yield Row(number, raw, refusal=Refusal("file", f"it cannot be read: {error}"))
        else:
            yield _row(number, raw, data)


def _read_archive(source: Source) -> Iterator[Row]:
    """Read the responses of a web archive; what is no page is counted and left out."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    class Quiet(ArchiveIterator):  # type: ignore[misc]
        INC_RECORD = ""  # else a record of a wrong length is printed to standard error

    number = 0
    with open_bytes(source.path, source.member) as stream:
        try:
            for record in Quiet(stream):
                if record.rec_type in {"response", "resource"}:
                    number += 1
                    yield _archived(number, record)
        except (ArchiveLoadFailed, ValueError, AttributeError) as error:
            refusal = Refusal("", f"the file breaks off here: {str(error).strip()[:300]}")
            yield Row(number + 1, {}, refusal=refusal)


def _archived(number: int, record: Any) -> Row:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    kind = (headers or record.rec_headers).get_header("Content-Type") or ""
    raw = {"url": url[:2000], "status": status, "type": kind[:200]}
    if not kind.lower().startswith(_PAGES):
        return Row(number, raw)
    if not status.startswith("2"):
        return Row(
            number, raw, warnings=(Refusal("status", f"{status[:40]}: no page was archived"),)
        )
    return _row(number, raw, record.content_stream().read(PAGE_LIMIT + 1), url.strip("<>"))


def _row(number: int, raw: dict[str, Any], data: bytes, url: str | None = None) -> Row:
    try:
        return Row(number, raw, (extract(data, url),))
    except RowError as error:
        return Row(number, raw, refusal=error.refusal)


_FIELDS = (
    Field("canonical", ("og:url", "WARC-Target-URI"), False, "Its address, and so its publisher."),
    Field("published_time", ("datePublished", "time"), False, "When, else the day in the text."),
    Field("title", ("h1",), False, "Its headline."),
    Field("text", (), True, "The text of the article, without what stands around it."),
    Field("lang", (), False, "Its language."),
    Field("a", (), False, "Links in the text to other sites and accounts, which amplify those."),
)
_SAMPLE = (
    '<html lang="en"><head><title>A headline</title>\n'
    '<link rel="canonical" href="https://www.rt.com/news/1-a/">\n'
    '<meta property="article:published_time" content="2022-03-01T12:00:00Z"></head>\n'
    "<body><article>\n"
    "<h1>A headline</h1>\n"
    "<p>The first paragraph of an article says what has happened, to whom, and where it was.</p>\n"
    '<p>The second says who has reported it, such as <a href="https://tass.com/1">TASS</a>, and\n'
    "what those whom it concerns have answered, if somebody has asked them at all.</p>\n"
    "</article></body></html>\n"
)

WEB_PAGES = DocumentFormat(
    "web-page",
    "A saved web page, or a folder of them: the article in it, found by trafilatura. Needs the "
    "extra `articles`.",
    _read_pages,
    lambda source: source.container == "html",
    _SAMPLE,
    _FIELDS,
    MODULES,
    ("html", "xml"),
)

WARC = DocumentFormat(
    "warc",
    "A web archive (WARC): the articles in its pages, as in saved ones. Needs the extra "
    "`articles`.",
    _read_archive,
    lambda source: source.container == "warc",
    "WARC/1.0\nWARC-Type: resource\nWARC-Target-URI: https://www.rt.com/news/1-a/\n"
    "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\n"
    "WARC-Date: 2022-03-02T00:00:00Z\nContent-Type: text/html\n"
    f"Content-Length: {len(_SAMPLE)}\n\n{_SAMPLE}\n\n",
    _FIELDS,
    (*MODULES, "warcio"),
    ("warc",),
)

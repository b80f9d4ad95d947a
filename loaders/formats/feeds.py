"""Feeds and sitemaps saved as files: RSS 0.9 to 2.0, Atom, and sitemaps with or without news.

RSS 2.0 (<https://www.rssboard.org/rss-specification>), RSS 1.0, Atom (RFC 4287), sitemaps
(<https://www.sitemaps.org/protocol.html>) and Google's extension for news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from graph.identity import IdentityError, identify
from loaders.formats.articles import article, links_in, plain_text
from loaders.formats.document import DocumentFormat
from loaders.formats.table import Field
from loaders.items import linked
from loaders.read.bytes import open_bytes
from loaders.records import ItemRecord, Refusal, Row, RowError
from loaders.sources import Source

_CHUNK = 1 << 16
_ENTRY_LIMIT = 64_000_000  # bytes from one entry to the next
_DEPTH_LIMIT = 100
_ROOTS = frozenset({"rss", "rdf", "feed", "urlset", "sitemapindex"})
_PARENTS = {"item": {"channel", "RDF"}, "entry": {"feed"}, "url": {"urlset"},
            "sitemap": {"sitemapindex", "urlset"}}  # fmt: skip
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass
class _Feed:
    """What a feed says of all its entries."""

    language: str | None = None
    site: str | None = None


def _read(source: Source) -> Iterator[Row]:
    """Read entry by entry; what was read is forgotten."""
    feed = _Feed()
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    number = since = depth = 0
    inside: list[Element] = []
    with open_bytes(source.path, source.member) as raw:
        try:
            while data := raw.read(_CHUNK):
                parser.feed(data)
                since += len(data)
                for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
                    depth += 1 if event == "start" else -1
                    if event == "start":
                        inside.append(element)
                        feed.language = feed.language or element.get(_XML_LANG)
                        _check(depth, since)
                        continue
                    inside.pop()
                    parent = inside[-1] if inside else None
                    if parent is not None and _name(parent) in _PARENTS.get(_name(element), ()):
                        number, since = number + 1, 0
                        yield _row(number, element, feed)
                        parent.remove(element)
                    elif depth <= 2:
                        _note(element, feed)
                _check(depth, since)
            parser.close()
        except (ParseError, LookupError, ValueError) as error:  # an encoding that is none
            refusal = Refusal("", f"the file breaks off here or is no XML: {error}")
            yield Row(number + 1, {}, refusal=refusal)


def _check(depth: int, since: int) -> None:
    if depth > _DEPTH_LIMIT:
        raise ParseError(f"elements are nested more than {_DEPTH_LIMIT} deep")
    if since > _ENTRY_LIMIT:
        raise ParseError(f"there is no entry in {_ENTRY_LIMIT:,} bytes")


def _note(element: Element, feed: _Feed) -> None:
    """Keep the language and the site of a feed: they stand before its entries."""
    name, text = _name(element), (element.text or "").strip()
    if name == "language" and text:
        feed.language = text
    elif name == "link" and element.get("rel", "alternate") == "alternate":
        feed.site = _site(element.get("href") or text) or feed.site


def _site(url: str) -> str | None:
    try:
        return identify(url).id if "://" in url else None
    except IdentityError:
        return None


def _row(number: int, entry: Element, feed: _Feed) -> Row:
    raw = {_name(child): (child.text or child.get("href") or "")[:2000] for child in entry}
    try:
        record = _READERS[_name(entry)](entry, feed)
    except RowError as error:
        return Row(number, raw, refusal=error.refusal)
    if record.url and (site := linked(record.url)) is not None and site.item is None:
        reason = f"{record.url[:200]!r} is a site or a profile, not an article; it was left out"
        return Row(number, raw, warnings=(Refusal("link", reason),))
    return Row(number, raw, (record,))


def _rss_item(entry: Element, feed: _Feed) -> ItemRecord:
    guid = _child(entry, "guid")
    permalink = guid is not None and guid.get("isPermaLink", "true") != "false"
    url = _text(entry, "link") or (_text(entry, "guid") if permalink else None)
    markup = _text(entry, "encoded") or _text(entry, "description")
    return _made(
        url, _text(entry, "pubDate", "date", "published"), "pubDate", _text(entry, "title"), markup,
        _text(entry, "language") or feed.language, feed,
    )  # fmt: skip


def _atom_entry(entry: Element, feed: _Feed) -> ItemRecord:
    links = [child for child in entry if _name(child) == "link"]
    alternate = [link for link in links if link.get("rel", "alternate") == "alternate"]
    content = _child(entry, "content")
    if content is None or not "".join(content.itertext()).strip():
        content = _child(entry, "summary")
    markup = "".join(content.itertext()) if content is not None else None
    inner = content.iter() if content is not None else ()
    hrefs = [link for each in inner if _name(each) == "a" and (link := each.get("href"))]
    return _made(
        (alternate or links)[0].get("href") if links else None,
        _text(entry, "published", "updated"), "published", _text(entry, "title"), markup,
        entry.get(_XML_LANG) or feed.language, feed, hrefs,
    )  # fmt: skip


def _sitemap_url(entry: Element, feed: _Feed) -> ItemRecord:
    news = _child(entry, "news")
    where = news if news is not None else entry
    publication = _child(where, "publication")
    language = _text(publication, "language") if publication is not None else None
    when = _text(where, "publication_date") or _text(entry, "lastmod")
    return _made(
        _text(entry, "loc"), when, "lastmod", _text(where, "title"), None, language, feed
    )  # fmt: skip


def _sitemap(entry: Element, _: _Feed) -> ItemRecord:
    where = (_text(entry, "loc") or "")[:200]
    raise RowError("sitemap", f"it is a sitemap of sitemaps; download {where} and load that")


def _made(
    url: str | None,
    time: str | None,
    name: str,
    title: str | None,
    markup: str | None,
    language: str | None,
    feed: _Feed,
    links: list[str] | None = None,
) -> ItemRecord:
    if not url and not title and not markup:
        raise RowError("link", "the entry has no link, no title and no text")
    return article(
        url,
        time=time,
        field=name,
        title=plain_text(title),
        text=plain_text(markup),
        language=language,
        links=[*(links or ()), *links_in(markup)],
        site=feed.site,
    )


def _name(element: Element) -> str:
    """Return the name without its namespace; RDF's root in lower case, as RSS 1.0 has it."""
    name = element.tag.rpartition("}")[2]
    return name if isinstance(name, str) else ""


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _name(child) == name), None)


def _text(element: Element, *names: str) -> str | None:
    for name in names:
        child = _child(element, name)
        if child is not None and (text := "".join(child.itertext()).strip()):
            return text
    return None


_READERS: dict[str, Callable[[Element, _Feed], ItemRecord]] = {
    "item": _rss_item,
    "entry": _atom_entry,
    "url": _sitemap_url,
    "sitemap": _sitemap,
}

FEEDS = DocumentFormat(
    "feed",
    "A feed or a sitemap saved as a file: RSS, Atom, or a sitemap with or without news. An entry "
    "becomes an article of the site that it links to; links in its text to other sites amplify "
    "those.",
    _read,
    lambda source: source.container == "xml" and source.header[0].lower() in _ROOTS,
    '<?xml version="1.0"?>\n<rss version="2.0"><channel><link>https://www.rt.com/</link>\n'
    "<language>en</language><item><title>A headline</title>\n"
    "<link>https://www.rt.com/news/1-a/</link>\n"
    "<pubDate>Tue, 01 Mar 2022 12:00:00 GMT</pubDate>\n"
    "<description>Text.</description></item></channel></rss>\n",
    (
        Field("item", ("entry", "url"), True, "An `Item` of the kind `article`."),
        Field("link", ("loc", "guid"), False, "Its address, and by that its publisher."),
        Field("pubDate", ("published", "updated", "publication_date", "lastmod"), False, "When."),
        Field("title", (), False, "Its headline."),
        Field("encoded", ("content", "description", "summary"), False, "Its text and links."),
        Field("language", ("xml:lang",), False, "Its language, or that of the feed."),
    ),
    containers=("xml",),
)

"""Tables of articles from archives of the news: Media Cloud and GDELT.

Media Cloud: the list of stories that its search tool exports, old and new layout. GDELT: the
files of version 2 as they are published every 15 minutes, tab-separated and without a header
(GDELT Event Database Data Format Codebook V2.0 and Global Knowledge Graph Data Format Codebook
V2.1, 2015).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from loaders.formats.articles import article, two_letters
from loaders.formats.document import DocumentFormat
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.read.bytes import open_bytes
from loaders.read.json_lines import encodable
from loaders.records import ItemRecord, Record, Refusal, Row, RowError
from loaders.sources import Source

_LINE_LIMIT = 20_000_000  # bytes
_SHOWN = 100_000  # characters of a refused line that are kept
_STAMP = re.compile(r"\d{14}")
_WEB = "1"  # the source collection whose identifiers are addresses
_GKG_COLUMNS = 27
_MENTION_COLUMNS = 16
_LANGUAGE = re.compile(r"srclc:([a-z]{3})")


def _read_story(cells: Cells) -> tuple[Record, ...]:
    return (
        article(
            cells.need("url"),
            time=cells.value("time"),
            title=cells.text("title"),
            text=cells.text("text"),
            language=cells.text("language"),
        ),
    )


def _knowledge(cells: list[str]) -> ItemRecord:
    """Read a record of the Global Knowledge Graph: a document, and where it links to."""
    extras = cells[26]
    precise = _extra(extras, "PAGE_PRECISEPUBTIMESTAMP")
    return article(
        _document(cells[2], cells[4]),
        time=_moment(precise or cells[1], "DATE"),
        field="DATE",
        title=_extra(extras, "PAGE_TITLE"),
        language=_source_language(cells[25]),
        links=(_extra(extras, "PAGE_LINKS") or "").split(";"),
    )


def _mention(cells: list[str]) -> ItemRecord:
    """Read a mention of an event: the document in which it stands."""
    return article(
        _document(cells[3], cells[5]),
        time=_moment(cells[2], "MentionTimeDate"),
        field="MentionTimeDate",
        language=_source_language(cells[14]),
    )


def _document(collection: str, identifier: str) -> str:
    if collection != _WEB:
        raise RowError(
            "SourceCollectionIdentifier",
            f"{collection[:20]!r} is no source on the web, so the document has no address",
        )
    return identifier.strip()


def _moment(stamp: str, field: str) -> str:
    """Write a time of GDELT, 20220301121500, as ISO 8601."""
    if not _STAMP.fullmatch(stamp):
        raise RowError(field, f"{stamp[:40]!r} is no time of GDELT's: they have 14 digits")
    return f"{stamp[:8]}T{stamp[8:]}"


def _source_language(translation: str) -> str | None:
    """Return the language of a translated document; an untranslated one is in English."""
    found = _LANGUAGE.search(translation)
    return two_letters(found[1]) if found else "en"


def _extra(extras: str, name: str) -> str | None:
    start = extras.find(f"<{name}>")
    end = extras.find(f"</{name}>", start)
    if start < 0 or end < 0:
        return None
    return html.unescape(extras[start + len(name) + 2 : end]).strip() or None


def _reader(
    columns: int, read: Callable[[list[str]], ItemRecord]
) -> Callable[[Source], Iterator[Row]]:
    """Return a reader of lines whose fields nothing but tabs separate, with no header."""
    return lambda source: (_row(line, text, columns, read) for line, text in _lines(source))


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the lines, or those that were refused and mended, which stand in JSON lines."""
    if source.container == "jsonl":
        yield from ((line, str(row.get("_text", ""))) for line, row, _ in source.rows())
        return
    line = 0
    with open_bytes(source.path, source.member) as raw:
        while data := raw.readline(_LINE_LIMIT):
            line += 1
            if text := data.decode("utf-8", "surrogateescape").rstrip("\r\n"):
                yield line, text


def _row(line: int, text: str, columns: int, read: Callable[[list[str]], ItemRecord]) -> Row:
    cells = text.split("\t")
    shown = {"_text": text[:_SHOWN].encode("utf-8", "replace").decode()}
    if len(cells) != columns:
        refusal = Refusal("", f"it has {len(cells)} fields where {columns} belong")
        return Row(line, shown, refusal=refusal)
    if "\x00" in text or not encodable(text):
        return Row(line, shown, refusal=Refusal("", "its bytes are not UTF-8"))
    try:
        return Row(line, shown, (read(cells),))
    except RowError as error:
        return Row(line, shown, refusal=error.refusal)


def _first_line(source: Source) -> list[str]:
    return source.head.partition("\n")[0].rstrip("\r").split("\t")


def _is_knowledge(source: Source) -> bool:
    cells = _first_line(source) if source.container == "csv" else []
    return len(cells) == _GKG_COLUMNS and bool(_STAMP.fullmatch(cells[1]))


def _is_mentions(source: Source) -> bool:
    cells = _first_line(source) if source.container == "csv" else []
    stamps = len(cells) == _MENTION_COLUMNS and cells[1:3]
    return bool(stamps) and all(_STAMP.fullmatch(stamp) for stamp in cells[1:3])


def _sample(columns: int, **cells: str) -> str:
    return "\t".join(cells.get(f"c{n}", "") for n in range(columns)) + "\n"


MEDIA_CLOUD = TableFormat(
    "media-cloud",
    "The list of stories that Media Cloud's search exports. A row becomes an article of the site "
    "that its address names.",
    (
        Field("url", (), True, "Address of the story.", True),
        Field("time", ("publish_date",), False, "When it was published."),
        Field("title", (), False, "Its headline."),
        Field("text", ("story_text",), False, "Its text, where the export has one."),
        Field("language", (), False, "Its language."),
    ),
    _read_story,
    lambda source: (
        has_columns("media_name", "publish_date", "url", "title")(source)
        or has_columns("stories_id", "publish_date", "url", "title")(source)
    ),
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    "a1,2024-01-02T03:04:05,en,rt.com,rt.com,2024-01-01,A headline,https://www.rt.com/news/1-a/\n",
)

GDELT_KNOWLEDGE = DocumentFormat(
    "gdelt-gkg",
    "GDELT's Global Knowledge Graph 2.1. A record becomes an article; its links to other sites "
    "amplify those. Persons, places, themes and tones are not read.",
    _reader(_GKG_COLUMNS, _knowledge),
    _is_knowledge,
    _sample(
        _GKG_COLUMNS, c0="20220301121500-1", c1="20220301121500", c2="1", c3="rt.com",
        c4="https://www.rt.com/news/1-a/",
        c26="<PAGE_LINKS>https://tass.com/1</PAGE_LINKS><PAGE_TITLE>A headline</PAGE_TITLE>",
    ),
    (
        Field("V2DOCUMENTIDENTIFIER", (), True, "Address of the article."),
        Field("PAGE_PRECISEPUBTIMESTAMP", ("V2.1DATE",), False, "When; else when GDELT saw it."),
        Field("PAGE_TITLE", (), False, "Its headline."),
        Field("PAGE_LINKS", (), False, "Where it links to."),
        Field("V2.1TRANSLATIONINFO", (), False, "Its language; English when it is empty."),
    ),
    containers=("csv", "jsonl"),
)  # fmt: skip

GDELT_MENTIONS = DocumentFormat(
    "gdelt-mentions",
    "GDELT's table of mentions 2.0. The document in which an event is mentioned becomes an "
    "article; several mentions in one are one. The events are not read.",
    _reader(_MENTION_COLUMNS, _mention),
    _is_mentions,
    _sample(
        _MENTION_COLUMNS, c0="1", c1="20220301120000", c2="20220301121500", c3="1", c4="rt.com",
        c5="https://www.rt.com/news/1-a/", c6="1",
    ),
    (
        Field("MentionIdentifier", (), True, "Address of the article."),
        Field("MentionTimeDate", (), False, "When GDELT saw it."),
        Field("MentionDocTranslationInfo", (), False, "Its language; English when it is empty."),
    ),
    containers=("csv", "jsonl"),
)  # fmt: skip

"""The items of a narrative: found by terms, by a pattern, or as people have grouped them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import polars as pl
from rapidfuzz import process

from graph.answers.chance import BadComparisonError
from graph.database import Database
from graph.errors import UnknownIdError
from graph.wording import begins, unmarked

MOST_NARRATIVES: Final = 20
LONGEST_PATTERN: Final = 500
_SECONDS: Final = 300.0
_BATCH: Final = 20_000


class Way(StrEnum):
    """How the items of a narrative are found.

    Attributes:
        TERMS: Title or text contains one of these, whatever their case, also inside words.
        REGEX: Title or text matches this pattern, whatever its case, in Rust's syntax.
        NARRATIVE: Stories that people, or a source, have assigned to this narrative.
        DISARM: The same, of all narratives with this DISARM technique id.
        STORY: Items of these stories, that is copies and translations of one text.
    """

    TERMS = "terms"
    REGEX = "regex"
    NARRATIVE = "narrative"
    DISARM = "disarm"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Narrative:
    """A narrative to look for.

    Attributes:
        name: What answers call it.
        way: How its items are found.
        values: Terms or ids; for a pattern, the one pattern.
    """

    name: str
    way: Way
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}={self.way}:{','.join(self.values)}"

    @classmethod
    def parse(cls, text: str) -> Narrative:
        """Read `WAY:VALUE,VALUE` or `WAY:PATTERN`, with or without `NAME=` before it.

        Raises:
            BadComparisonError: It is not written so, or the pattern is none.
        """
        head, colon, listed = text.partition(":")
        name, _, way = head.rpartition("=")
        if not colon or way.strip() not in [each.value for each in Way] or not listed.strip():
            raise BadComparisonError(
                f"{text[:200]!r} is no narrative.",
                f"Write WAY:VALUES, such as Labs=terms:biolab,bio-lab or regex:bio.?lab; the way "
                f"is one of {', '.join(Way)}.",
            )
        which = Way(way.strip())
        parts = [listed] if which is Way.REGEX else listed.split(",")
        values = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if not values or any(len(value) > LONGEST_PATTERN for value in values):
            raise BadComparisonError(f"{text[:200]!r} names nothing to look for, or too much.")
        if which is Way.REGEX:
            _check(values[0])
        return cls((name.strip() or ", ".join(values))[:80], which, values)


_TIMES: Final = (
    "CASE WHEN i.publishedAt IS NULL THEN null ELSE datetime(i.publishedAt).epochMillis END"
)
_RETURN: Final = f"RETURN i.id, a.id, {_TIMES}, coalesce(i.title, ''), i.url"
_SAID: Final = _RETURN.replace(
    "coalesce(i.title, '')", "coalesce(i.title, substring(coalesce(i.text, ''), 0, 160))"
)
_TEXT: Final = "toLower(coalesce(i.title, '') + '\\n' + coalesce(i.text, ''))"
_ITEMS: Final = (
    "MATCH (a:Actor)-[:PUBLISHED]->(i:Item) WHERE (i.title IS NOT NULL OR i.text IS NOT NULL) "
    "AND ($since IS NULL OR i.publishedAt >= $since) "
    "AND ($until IS NULL OR i.publishedAt < $until)"
)
_STATEMENTS: Final = {
    Way.TERMS: f"{_ITEMS} WITH a, i, {_TEXT} AS text "
    f"WHERE any(term IN $values WHERE text CONTAINS term) {_SAID}",
    Way.REGEX: f"{_ITEMS} {_RETURN}, coalesce(i.text, '')",
    Way.NARRATIVE: "UNWIND $values AS x MATCH (n:Narrative {id: x})<-[:ADVANCES]-(:Story)"
    f"<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor) {_SAID}",
    Way.DISARM: "MATCH (n:Narrative) WHERE any(x IN $values WHERE x IN n.disarmIds) "
    f"MATCH (n)<-[:ADVANCES]-(:Story)<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor) {_SAID}",
    Way.STORY: "UNWIND $values AS x MATCH (s:Story {id: x})<-[:PART_OF]-(i:Item)"
    f"<-[:PUBLISHED]-(a:Actor) {_SAID}",
}
_SCHEMA: Final = {
    "item": pl.String, "actor": pl.String, "atMs": pl.Int64, "title": pl.String, "url": pl.String,
}  # fmt: skip
_LABELS: Final = {Way.NARRATIVE: "Narrative", Way.STORY: "Story"}


def items_of(
    database: Database,
    narrative: Narrative,
    since: datetime | None = None,
    until: datetime | None = None,
) -> pl.DataFrame:
    """Read the items of a narrative: who published what when, by time.

    Terms are looked for in the database. A pattern is matched here, by an engine whose time is
    linear in the text whatever the pattern, so all titles and texts of the window are read.

    Returns:
        `item`, `actor`, `atMs` (epoch milliseconds, null where unknown), `title` and `url`, one
        row for each publisher of an item.

    Raises:
        UnknownIdError: The graph holds no such narrative or story, or none with that technique.
    """
    parameters: dict[str, Any] = {
        "values": [v.lower() if narrative.way is Way.TERMS else v for v in narrative.values],
        "since": since,
        "until": until,
    }
    if narrative.way in (Way.NARRATIVE, Way.STORY, Way.DISARM):
        _must_exist(database, narrative)
    schema = _SCHEMA | ({"text": pl.String} if narrative.way is Way.REGEX else {})
    frames = [pl.DataFrame(schema=_SCHEMA)]
    statement = _STATEMENTS[narrative.way]
    with database.stream(statement, parameters, timeout=_SECONDS) as (_, rows):
        batch: list[tuple[Any, ...]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH:
                frames.append(_matching(batch, schema, narrative))
                batch = []
        frames.append(_matching(batch, schema, narrative))
    found = pl.concat(frames).unique(["item", "actor"])
    if since is not None:
        found = found.filter(pl.col("atMs") >= round(since.timestamp() * 1000))
    if until is not None:
        found = found.filter(pl.col("atMs") < round(until.timestamp() * 1000))
    return found.sort("atMs", "item", "actor", nulls_last=True)


_LOOKED_AT: Final = 500
_STORIES: Final = (
    "MATCH (s:Story) WITH s ORDER BY s.size DESC, s.id LIMIT $looked "
    "MATCH (s)<-[:PART_OF]-(:Item)<-[:PUBLISHED]-(a:Actor) "
    "WITH s, count(DISTINCT a) > 1 AS spread "
    "RETURN s.id, coalesce(s.title, s.id) ORDER BY spread DESC, s.size DESC, s.id LIMIT $limit"
)
"""What one actor repeats of itself went from nobody to nobody; it comes last."""


def in_graph(database: Database, limit: int = MOST_NARRATIVES) -> tuple[Narrative, ...]:
    """Return the narratives that stories of the graph advance; without any, its largest stories.

    A narrative that a report names, and no story is said to advance, has no items to follow.
    """
    rows = database.read(
        "MATCH (n:Narrative) WHERE EXISTS { (n)<-[:ADVANCES]-(:Story) } "
        "RETURN n.id, coalesce(n.name, n.id) ORDER BY n.id LIMIT $limit",
        {"limit": limit},
    ).rows
    way = Way.NARRATIVE
    if not rows:
        way = Way.STORY
        rows = database.read(
            _STORIES,
            {"limit": limit, "looked": _LOOKED_AT},
        ).rows
    return tuple(
        Narrative(begins(" ".join(str(name).split()), 80), way, (id_,)) for id_, name in rows
    )


def _matching(
    rows: Sequence[tuple[Any, ...]], schema: dict[str, Any], narrative: Narrative
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if narrative.way is Way.REGEX:
        text = pl.concat_str("title", pl.lit("\n"), "text")
        frame = frame.filter(text.str.contains(f"(?i){narrative.values[0]}"))
    return frame.select(*_SCHEMA).with_columns(
        pl.col("title").map_elements(unmarked, return_dtype=pl.String)
    )


def _check(pattern: str) -> None:
    try:
        pl.Series(["a"]).str.contains(f"(?i){pattern}")
    except pl.exceptions.ComputeError as error:
        reason = str(error).partition("\n\n")[0]  # then Polars names its expression
        raise BadComparisonError(
            f"{pattern[:200]!r} is no pattern: {reason.splitlines()[-1][:200]}.",
            "Patterns are Rust's: no look-around, no back-references.",
        ) from error


def _must_exist(database: Database, narrative: Narrative) -> None:
    if narrative.way is Way.DISARM:
        known = [
            each
            for (ids,) in database.read("MATCH (n:Narrative) RETURN coalesce(n.disarmIds, [])").rows
            for each in ids
        ]
    else:
        label = _LABELS[narrative.way]
        rows = database.read(
            f"UNWIND $id AS x MATCH (n:{label} {{id: x}}) RETURN n.id", {"id": narrative.values}
        ).rows
        known = [row[0] for row in rows]
    missing = [value for value in narrative.values if value not in known]
    if missing:
        if narrative.way is not Way.DISARM:
            label = _LABELS[narrative.way]
            near = database.read(f"MATCH (n:{label}) RETURN n.id ORDER BY n.id LIMIT 1000").rows
            known = [row[0] for row in near]
        raise _unknown(narrative.way, missing[0], sorted(set(known)))


def _unknown(way: Way, value: str, known: list[str]) -> UnknownIdError:
    near = tuple(each for each, *_ in process.extract(value, known, limit=5))
    remedy = f"Did you mean {', '.join(near)}?" if near else "The graph holds none."
    return UnknownIdError(f"The graph holds no {way.value} {value[:200]!r}.", remedy, near)

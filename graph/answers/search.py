"""Finding an actor by name, handle, domain, id or alias.

Text is compared without case, accents and script: "Рыбарь" is found as rybar, "新华社" as
xinhuashe, by the transliteration of AnyAscii. Better kinds of match come first, and among equal
ones the more active actor.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl
from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, provenance
from graph.snapshot import Snapshot

_WORDS: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 200
_SHORTEST_WITH_TYPO: Final = 4
_TWO_TYPOS: Final = 8
_MOST_TYPOS: Final = 50


class Match(StrEnum):
    """How a text was found, from the best to the weakest."""

    EXACT = "exact"
    PREFIX = "prefix"
    WORD = "word"
    SUBSTRING = "substring"
    WORDS = "words"
    TYPO = "typo"


_RANK: Final = {match: rank for rank, match in enumerate(Match)}
_TYPO: Final = pl.lit(_RANK[Match.TYPO], pl.Int32)


@dataclass(frozen=True, slots=True)
class Found:
    """A node that the text may mean.

    Attributes:
        node: Which.
        match: How well the text fits.
        matched: The name, handle or id that it fits.
        strength: Evidence that the node takes part in.
    """

    node: NodeSummary
    match: Match
    matched: str
    strength: float


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Nodes that a text may mean, best first.

    Attributes:
        items: At most the limit.
        total: How many were found.
        truncated: True when there are more than are given.
        provenance: How it was searched.
    """

    items: tuple[Found, ...]
    total: int
    truncated: bool
    provenance: Provenance


def search(snapshot: Snapshot, text: str, *, limit: int = 20) -> SearchAnswer:
    """Find nodes by name, handle, domain, id or alias.

    One typo is allowed in words of four letters, two in words of eight; only where nothing
    fits better.

    Args:
        snapshot: The graph.
        text: What somebody typed; an at sign or an address before a handle does no harm.
        limit: Most nodes to return.
    """
    terms = snapshot.once("search terms", lambda: _terms(snapshot))
    wanted = plain(_bare(text[:_LONGEST]))
    found = _fitting(terms, wanted) if wanted else terms.clear().with_columns(rank=_TYPO)
    if wanted and found.is_empty():
        found = _with_typos(snapshot, terms, wanted)
    best = found.sort(
        "rank", "strength", "node", "text", descending=[False, True, False, False]
    ).unique("node", keep="first", maintain_order=True)
    best = best.filter(pl.Series(snapshot.kept[best["node"].to_numpy()], dtype=pl.Boolean))
    page = best.head(limit)
    rows = page.select("rank", "text", "strength").iter_rows()
    return SearchAnswer(
        items=tuple(
            Found(node, list(Match)[rank], shown, strength)
            for node, (rank, shown, strength) in zip(
                summaries(snapshot, page["node"].to_list()), rows, strict=True
            )
        ),
        total=len(best),
        truncated=len(best) > limit,
        provenance=provenance(snapshot, "search", {"text": text, "limit": limit}),
    )


def plain(text: str) -> str:
    """Lower-case Latin letters and digits, words with one space between them."""
    composed = unicodedata.normalize("NFKC", text)
    return " ".join(_WORDS.findall(anyascii(composed).lower().replace("'", "")))


def _bare(text: str) -> str:
    """Leave out what people paste around a handle or a domain."""
    text = re.sub(r"^\s*(https?://)?(www\.)?", "", text, flags=re.IGNORECASE)
    text = re.sub(
        r"^(twitter\.com|x\.com|t\.me|facebook\.com|instagram\.com)/", "", text, flags=re.IGNORECASE
    )
    return text.strip().strip("@/")


def _terms(snapshot: Snapshot) -> pl.DataFrame:
    """Every text under which a node may be found: node, text, its plain form, strength."""
    nodes, aliases = snapshot.nodes, snapshot.aliases
    own = [
        nodes.select(node="index", text=column).drop_nulls() for column in ("name", "handle", "id")
    ]
    other = [
        aliases.select(node="index", text=column).drop_nulls()
        for column in ("name", "handle", "id")
    ]
    terms = pl.concat([*own, *other]).unique(maintain_order=True)
    strength = snapshot.pairs().strength
    plains = pl.Series("plain", [plain(text) for text in terms["text"]], dtype=pl.String)
    return terms.with_columns(
        plains, strength=pl.Series(strength[terms["node"].to_numpy()])
    ).filter(pl.col("plain") != "")


def _fitting(terms: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """The terms that fit, with the rank of the fit."""
    text = pl.col("plain")
    rank = (
        pl.when(text == wanted)
        .then(_RANK[Match.EXACT])
        .when(text.str.starts_with(wanted))
        .then(_RANK[Match.PREFIX])
        .when(text.str.contains(f" {wanted}", literal=True))
        .then(_RANK[Match.WORD])
        .when(text.str.contains(wanted, literal=True))
        .then(_RANK[Match.SUBSTRING])
    )
    words = wanted.split()
    if len(words) > 1:
        every = pl.all_horizontal(text.str.contains(word, literal=True) for word in words)
        rank = rank.when(every).then(_RANK[Match.WORDS])
    return terms.with_columns(rank=rank).drop_nulls("rank")


def _with_typos(snapshot: Snapshot, terms: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """Terms that hold, in whole or as a run of words, what is a typo or two away."""
    size = len(wanted.split())
    allowed = 0 if len(wanted) < _SHORTEST_WITH_TYPO else 1 if len(wanted) < _TWO_TYPOS else 2
    runs = snapshot.once(("search runs", size), lambda: _runs(terms["plain"], size))
    close = process.extract(
        wanted, runs, scorer=OSA.distance, score_cutoff=allowed, limit=_MOST_TYPOS
    )
    if not allowed or not close:
        return terms.clear().with_columns(rank=_TYPO)
    pattern = "|".join(rf"(?:^| ){re.escape(run)}(?: |$)" for run, *_ in close)
    return terms.filter(pl.col("plain").str.contains(pattern)).with_columns(rank=_TYPO)


def _runs(plains: pl.Series, size: int) -> list[str]:
    """Every text, and every run of `size` words in the longer ones; each once."""
    runs = dict.fromkeys(plains)
    for text in plains:
        words = text.split(" ")
        runs.update((" ".join(words[k : k + size]), None) for k in range(len(words) - size + 1))
    return list(runs)

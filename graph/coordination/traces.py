"""From items to traces: what an item shares, by way of a repost, a link, a hashtag, a text.

Each trace is a layer of its own, for what is rare in one is common in another: ten accounts
with one retweet in common are nothing, ten with one picture in common may be something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import polars as pl

from graph.coordination.shares import CoordinationError
from graph.links import canonical_link

SCHEMA: Final = {"object": pl.String, "actor": pl.String, "time": pl.Int64, "item": pl.String}
SHORTEST_TEXT: Final = 20
"""Characters of a normalised text below which many write the same without copying."""

_LINK: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_MENTION: Final = re.compile(r"@\w+")
_OTHER: Final = re.compile(r"[^\w#]+")


def traces(items: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Derive the shares of every trace that a table of items has columns for.

    Args:
        items: `item`, `actor`, `time` (Int64, milliseconds) and any of

            - `repost_of`: the item that was retweeted or forwarded -> `co_repost`
            - `reply_to`: the item that was answered -> `co_reply`
            - `links`: list of URLs -> `co_link`, by canonical form; what is no URL, as an
              anonymised link, stands for itself
            - `hashtags`: list, in the order of the text -> `co_hashtag`, the whole sequence
            - `mentions`: list of accounts -> `co_mention`, one share each
            - `text` -> `co_text`, the same words but for links, mentions, case and punctuation
            - `text_cluster`: an id of near copies, such as a story's -> `co_near_text`
            - `image_hashes`: list -> `co_image`, one share each

            A column that should be a list may hold a single string.

    Returns:
        From the name of the trace to its shares (`object`, `actor`, `time`, `item`), as
        `graph.coordination.coordination` takes them; once per item and object.

    Raises:
        CoordinationError: `item`, `actor` or `time` is missing, or there is no trace.
    """
    missing = [name for name in ("item", "actor", "time") if name not in items.columns]
    if missing:
        raise CoordinationError(
            f"A table of items needs the column '{missing[0]}'.", "Rename its columns."
        )
    found = {
        name: _shares(items, column, derive)
        for name, (column, derive) in _TRACES.items()
        if column in items.columns
    }
    if not found:
        wanted = ", ".join(sorted({column for column, _ in _TRACES.values()}))
        raise CoordinationError(
            "The table of items has nothing that could be shared.", f"Add any of {wanted}."
        )
    return found


def normal_text(text: str) -> str | None:
    """Return the words of a text as they are compared, or None if they are too few."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _OTHER.sub(" ", _MENTION.sub(" ", _LINK.sub(" ", text))).strip()
    return text if len(text) >= SHORTEST_TEXT else None


def hashtag_sequence(hashtags: list[str]) -> str | None:
    """Return two or more hashtags in their order, or None: one alone is what all use."""
    tags = [tag.strip().lstrip("#").casefold() for tag in hashtags if tag and tag.strip()]
    return " ".join(f"#{tag}" for tag in tags) if len(tags) > 1 else None


Derive = Callable[[pl.Series], pl.Series]


def _plain(values: pl.Series) -> pl.Series:
    return values.cast(pl.String).str.strip_chars()


def _account(values: pl.Series) -> pl.Series:
    return _plain(values).str.strip_prefix("@").str.to_lowercase()


def _link(values: pl.Series) -> pl.Series:
    return _mapped(values.cast(pl.String), lambda link: canonical_link(link) or link.strip())


def _text(values: pl.Series) -> pl.Series:
    return _mapped(values.cast(pl.String), normal_text)


def _mapped(values: pl.Series, canonical: Callable[[str], str | None]) -> pl.Series:
    """Each distinct value is brought to its form once."""
    distinct = values.drop_nulls().unique()
    forms = pl.Series([canonical(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, forms, default=None, return_dtype=pl.String)


def _sequence(values: pl.Series) -> pl.Series:
    if not isinstance(values.dtype, pl.List):
        values = values.cast(pl.String).str.extract_all(r"#\w+")
    return pl.Series(
        [None if tags is None else hashtag_sequence(tags) for tags in values.to_list()],
        dtype=pl.String,
    )


_TRACES: Final[dict[str, tuple[str, Derive]]] = {
    "co_repost": ("repost_of", _plain),
    "co_reply": ("reply_to", _plain),
    "co_link": ("links", _link),
    "co_hashtag": ("hashtags", _sequence),
    "co_mention": ("mentions", _account),
    "co_text": ("text", _text),
    "co_near_text": ("text_cluster", _plain),
    "co_image": ("image_hashes", _plain),
}


def _shares(items: pl.DataFrame, column: str, derive: Derive) -> pl.DataFrame:
    table = items.select("item", "actor", "time", object=pl.col(column))
    if derive is not _sequence and isinstance(table.schema["object"], pl.List):
        table = table.explode("object")
    table = table.with_columns(object=derive(table["object"]))
    return (
        table.filter(pl.col("object").is_not_null() & (pl.col("object") != ""))
        .unique(subset=["item", "object"], keep="first", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )

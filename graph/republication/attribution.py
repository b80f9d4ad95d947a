"""Whom a text names as its source: datelines, `Source:`, `по данным`, `据…报道`, links, forwards.

A name only counts where an actor of that name published the same story, or where it is a known
agency; so the patterns may be generous about where a name ends.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from graph.republication.agencies import AGENCY_NAMES
from graph.republication.tokens import I64, U64, Bools

_LONGEST_NAME: Final = 4  # words

# What follows these words is a name. They are plain literals, sought in lower-case text: the
# regex engine then skips from one to the next instead of reading letter by letter.
_CUES: Final = (
    *("source:", "sources:", "source -", "source —", " via ", "(via ", "\nvia ", "h/t "),
    *("according to ", "reported by ", "reports by ", " citing ", "courtesy of "),
    *("published by ", "published in ", "published on ", "forwarded from", "reposted from"),
    *("credit:", "rt @", "subscribe to ", "join ", "follow "),
    *("источник:", "источник —", "источник -", "по данным ", "по информации ", "по сообщению "),
    *("со ссылкой на ", "сообщает ", "сообщают ", "сообщил ", "сообщила ", "сообщило "),
    *("сообщили ", "передает ", "передаёт ", "передают ", "пишет ", "пишут "),
    *("переслано из", "переслано от", "репост из", "репост от", "репост ", "подписаться на "),
    *("подписывайся на ", "подписывайтесь на ", "подписка на "),
    *("fuente:", "fuentes:", "según ", "de acuerdo con ", " vía ", "tomado de "),
    *("selon ", "d'après ", "d’après ", "source :", "cité par "),
    *("المصدر:", "المصدر :", "نقلا عن", "نقلاً عن", "بحسب ", "وفقا ل", "وفقًا ل", "وفقاً ل"),
    *("حسب ", "ذكرت ", "أفادت ", "أعلنت "),
    *("来源:", "来源：", "轉自", "转自", "转发自", "轉發自", "出处:", "出处："),
)
_NAME_LENGTH: Final = "{1,60}"
_AFTER_CUE: Final = (
    "(?:" + "|".join(re.escape(cue) for cue in _CUES) + ")"
    r"[\s*_\[«\"“'(@:]*([\p{L}\p{N}][^\n,;()|\[\]«»\"“”。，；（）]" + _NAME_LENGTH + ")"
)
_INVITATION: Final = r"^(?:subscribe|join|follow|подпис)"
_SIGNATURE: Final = r"^(?:sources?|источник|fuentes?|المصدر|来源|出处) ?[:：—-]"
# Chinese names stand between the words that announce them.
_CHINESE: Final = r"据([^，。,\s]{2,14}?)(?:\d+[日月]|报道|消息|电|援引|\(|（|引述)"
_CHINESE_DATELINE: Final = r"(新华社|中新社|法新社|路透社|塔斯社|俄新社|美联社)[^，。\n]{0,16}电"
# BEIJING, March 3 (Xinhua) --   and   МОСКВА, 3 марта. /ТАСС/.
_BRACKETED: Final = r"[(/（\[]\s*([\p{Lu}\p{Han}][\p{L}\p{N} .-]{1,30}?)\s*[)/）\]]"
_HANDLE: Final = (
    r"(?:(?:t\.me|telegram\.me|twitter\.com|x\.com|facebook\.com|vk\.com)/|@)(?:s/)?(\w{3,40})"
)
_DOMAIN: Final = r"https?://(?:www\.|m\.|amp\.)?([\w-]+(?:\.[\w-]+)+)"
_PATTERNS: Final = (_AFTER_CUE, _CHINESE, _CHINESE_DATELINE, _BRACKETED, _HANDLE, _DOMAIN)
_STRENGTH: Final = (pl.col("reprint").any(), pl.col("passing").all())
_EDGE: Final = 200  # bracketed names count only where a dateline or a signature stands


@dataclass(frozen=True, slots=True)
class NamedSources:
    """Names found in texts: one entry per text and name.

    Attributes:
        rows: The text.
        keys: The name, as `name_key` makes it.
        reprint: The text as a whole is given as the source's own, by a dateline or a line
            `Source: ...`, where other mentions may concern one sentence of it.
        passing: The name is only a handle, or an invitation to subscribe.
    """

    rows: I64
    keys: U64
    reprint: Bools
    passing: Bools


def named_sources(texts: pl.Series) -> NamedSources:
    """Find the names that texts give for their sources.

    Args:
        texts: Texts as published, markup included.

    Returns:
        Every name with all the shorter names it begins with.
    """
    rows = pl.DataFrame({"text": texts.fill_null("")}).with_row_index("row")
    frame = rows.select("text").unique(maintain_order=True).with_row_index("place")
    edges = pl.col("text").str.head(_EDGE) + "\n" + pl.col("text").str.tail(_EDGE)
    where = {_BRACKETED: edges, _AFTER_CUE: pl.col("text").str.to_lowercase()}
    # One query for each pattern, all at once. A filter pushed below would lower the case twice.
    found = pl.collect_all(
        [
            frame.lazy()
            .select("place", where.get(pattern, pl.col("text")).alias("where"))
            .filter(pl.col("where").str.contains(pattern))
            .select("place", pl.col("where").str.extract_all(pattern).alias("hit"))
            .explode("hit", empty_as_null=False)
            .select(
                "place",
                # What was found is cut already: to count to 60 again costs ten times as much.
                pl.col("hit").str.extract(pattern.replace(_NAME_LENGTH, "+"), 1).alias("name"),
                _is_reprint(pattern).alias("reprint"),
                _is_passing(pattern).alias("passing"),
            )
            for pattern in _PATTERNS
        ],
        optimizations=pl.QueryOptFlags(predicate_pushdown=False),
    )
    names = pl.concat(found).drop_nulls().group_by("place", "name").agg(_STRENGTH)
    distinct = names["name"].unique()
    keys = pl.DataFrame(
        {"name": distinct, "key": [name_keys(name) for name in distinct]},
        schema={"name": pl.String, "key": pl.List(pl.UInt64)},
    )
    places = rows.join(frame, on="text").select("row", "place")
    joined = names.join(keys, on="name").join(places, on="place")
    joined = joined.explode("key", empty_as_null=False).drop_nulls("key")
    joined = joined.group_by(pl.col("row").cast(pl.Int64), "key").agg(_STRENGTH)
    joined = joined.sort("row", "key")
    columns = ("row", "key", "reprint", "passing")
    return NamedSources(*(joined[name].to_numpy() for name in columns))


def _is_reprint(pattern: str) -> pl.Expr:
    if pattern in (_BRACKETED, _CHINESE_DATELINE):
        return pl.lit(value=True)
    if pattern == _AFTER_CUE:
        return pl.col("hit").str.contains(_SIGNATURE)
    return pl.lit(value=False)


def _is_passing(pattern: str) -> pl.Expr:
    if pattern == _AFTER_CUE:
        return pl.col("hit").str.contains(_INVITATION)
    return pl.lit(value=pattern == _HANDLE)


def name_keys(name: str) -> list[int]:
    """Keys of a name and of every shorter name that it begins with, domains by their stem."""
    stem = _domain_stem(name)
    words = (stem or name).replace("/", " ").split()[:_LONGEST_NAME]
    keys = [name_key(" ".join(words[:count])) for count in range(1, len(words) + 1)]
    if stem:
        keys.append(name_key(name))
    return [key for key in dict.fromkeys(keys) if key]


def actor_keys(actor: str) -> list[int]:
    """Keys under which an actor may be named.

    Args:
        actor: A name, handle, domain or one of ampnet's ids, as `telegram:rybar`.
    """
    bare = actor.split(":", 1)[1] if ":" in actor and "://" not in actor else actor
    bare = bare.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    bare = bare.strip().lstrip("@")
    names = [bare, _domain_stem(bare.split("/")[0])]
    names += [bare.split(mark)[0] for mark in ("|", "•", "—", " - ", "(") if mark in bare]
    return [key for key in dict.fromkeys(name_key(name) for name in names if name) if key]


def name_key(name: str) -> int:
    """One number per name, whatever its case, accents and punctuation; 0 for no name.

    All names of one agency have the same key.
    """
    folded = _bare(name)
    if len(folded) < 2:
        return 0
    agency = _agencies().get(folded)
    return _hash(f"agency:{agency}" if agency else folded)


def agency_keys() -> U64:
    """Keys of all known agencies, sorted."""
    return np.unique(np.array([_hash(f"agency:{name}") for name in AGENCY_NAMES], np.uint64))


@cache
def _agencies() -> dict[str, str]:
    return {_bare(name): agency for agency, names in AGENCY_NAMES.items() for name in names}


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in decomposed if unicodedata.category(c)[0] in "LN")


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") | 1


_SECOND_LEVEL: Final = frozenset({"com", "co", "org", "net", "gov", "edu", "ac", "gob"})


def _domain_stem(name: str) -> str:
    """`globaltimes` of `www.globaltimes.cn`; empty when the name is no domain."""
    parts = name.strip().lower().removeprefix("www.").split(".")
    if len(parts) < 2 or not all(part.replace("-", "").isalnum() for part in parts):
        return ""
    if " " in name or not parts[-1].isalpha():
        return ""
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL:
        return parts[-3]
    return parts[-2]

"""The pages that texts link to: what tells posts apart that say little besides.

Of real forwards of 80 characters and more one in thirty is a link with fewer than three words.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import numpy as np
import polars as pl

from graph.links import canonical_link
from graph.republication.tokens import U64

_LINK: Final = r"(?i)(?:https?://|\bwww\.|\bt\.me/)[!-~]+"
_AFTER: Final = ".,;:!?)]}>\"'*_"  # ends a sentence, or markup, rather than the link
# Where one name after the host is somebody's profile.
_PROFILES: Final = frozenset(
    {"facebook.com", "gab.com", "instagram.com", "odysee.com", "tiktok.com", "vk.com", "x.com"}
)
_NUMBERED: Final = re.compile(r"\d_\d")  # vk.com/wall-1_2
_KEPT: Final = 1 << 16


def page_keys(texts: pl.Series) -> U64:
    """Say by one number which pages a text links to.

    Home pages, channels and profiles are no pages: they invite, whatever the text is about.

    Args:
        texts: Texts as published.

    Returns:
        For each text a number, the same for the same pages; 0 where it links to none.
    """
    keys = np.zeros(len(texts), dtype=np.uint64)
    for row in texts.str.contains(_LINK).fill_null(value=False).arg_true():
        links = (found.rstrip(_AFTER) for found in re.findall(_LINK, texts[row]))
        pages = {page for link in links if (page := _page(link))}
        if pages:
            digest = hashlib.blake2b("\n".join(sorted(pages)).encode(), digest_size=8).digest()
            keys[row] = int.from_bytes(digest, "little") | 1
    return keys


@lru_cache(maxsize=_KEPT)
def _page(link: str) -> str | None:
    """The canonical form of a link to a page."""
    canonical = canonical_link(link)
    if canonical is None:
        return None
    parts = urlsplit(canonical)
    names = parts.path.strip("/").split("/")
    if parts.netloc == "t.me":
        is_page = names[-1].isdigit()
    elif parts.netloc == "youtube.com":
        is_page = bool(parts.query)
    elif parts.netloc in _PROFILES:
        is_page = len(names) > 1 or bool(parts.query or _NUMBERED.search(parts.path))
    else:
        is_page = bool(names[0])
    return canonical if is_page else None

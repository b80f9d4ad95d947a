"""Countries by name or code, to ISO 3166-1 alpha-2, from Unicode's CLDR."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from babel import Locale

_LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar", "de", "pt", "fa")
# Names that lists of state media use and CLDR does not.
_ALSO = {
    "usa": "US",
    "united states of america": "US",
    "palestine territories": "PS",
    "dr congo": "CD",
    "us": "US",
    "uk": "GB",
    "uae": "AE",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "burma": "MM",
    "turkey": "TR",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "cape verde": "CV",
    "swaziland": "SZ",
    "macedonia": "MK",
    "palestine": "PS",
    "drc": "CD",
    "democratic republic of the congo": "CD",
    "republic of the congo": "CG",
    "congo": "CG",
    "bosnia": "BA",
    "russian federation": "RU",
    "peoples republic of china": "CN",
    "prc": "CN",
    "islamic republic of iran": "IR",
    "republic of korea": "KR",
    "dprk": "KP",
}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country.

    Args:
        text: A code, or a name in English, French, Spanish, Russian, Chinese, Arabic, German,
            Portuguese or Persian; case, accents, punctuation and spaces do not matter.

    Raises:
        ValueError: No country is called that.
    """
    key = _fold(text)
    code = text.strip().upper()
    if len(code) == 2 and code in _codes():
        return code
    found = _ALSO.get(key) or _names().get(key.replace(" ", ""))
    if found is None:
        raise ValueError(f"{text[:80]!r} is no country: write its English name or ISO code")
    return found


@cache
def _codes() -> frozenset[str]:
    territories = (str(code) for code in Locale.parse("en").territories)
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - {
        "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ",
    }  # fmt: skip


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if str(code) in _codes():
                names.setdefault(_fold(str(name)).replace(" ", ""), str(code))
    return names | {name.replace(" ", ""): code for name, code in _ALSO.items()}


def _fold(text: str) -> str:
    """Lower case, without accents and punctuation, `&` as `and`, no leading article."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    letters = "".join(
        c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in ".'’"
    )
    words = letters.split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)

"""Parallel paragraphs out of a program's message catalogues: real text in six languages.

    apt-get download wesnoth-1.16-data && dpkg-deb -x wesnoth-1.16-data_*.deb game

A game's story is one topic, told in paragraphs of all lengths, and translated by hand.
"""

import gettext
import re
from pathlib import Path
from typing import Final

LANGUAGES: Final = {"ru": "ru", "zh": "zh_CN", "es": "es", "fr": "fr", "ar": "ar"}
_LEAST_CHARACTERS: Final = 40
_CODE: Final = re.compile(r"[=$|{}~]|,\S")  # placeholders, lists of names


def paragraphs(folder: Path) -> list[dict[str, str]]:
    """Read all catalogues (`LANGUAGE/LC_MESSAGES/*.mo`) below a folder.

    Returns:
        One mapping from language to text per English message of 40 characters and more; a
        language is absent where the message is not translated.
    """
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for code, name in LANGUAGES.items():
        for path in sorted(folder.rglob(f"{name}/LC_MESSAGES/*.mo")):
            with path.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
            for message, translated in catalogue.items():
                if isinstance(message, str) and message and translated:
                    english = _plain(message.split("^")[-1])
                    if len(english) >= _LEAST_CHARACTERS and not _CODE.search(english):
                        row = rows.setdefault((path.name, english), {"en": english})
                        row[code] = _plain(translated)
    return list(rows.values())


def _plain(message: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", "", message).split())

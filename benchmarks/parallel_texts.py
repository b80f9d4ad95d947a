"""Parallel paragraphs, each on one topic: what translations are looked for and fitted on.

    apt-get download installation-guide-amd64 && dpkg-deb -x installation-guide-amd64_*.deb guide
    apt-get download wesnoth-1.16-data && dpkg-deb -x wesnoth-1.16-data_*.deb game
    git clone https://github.com/tico-19/tico-19.github.io tico
    git clone https://github.com/google-deepmind/xquad

Debian's installation guide (GPL) and the story and help of the game Wesnoth (GPL, CC BY-SA) are
for fitting, as is a part of the documents of TICO-19 (CC0: papers, encyclopedia, travel advice, all
on COVID-19). The other documents, and the paragraphs on 48 subjects of
XQuAD (CC BY-SA 4.0), are for measuring alone. All were translated by people.
"""

import html
import io
import json
import random
import re
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.catalogues import paragraphs as paragraphs_of
from benchmarks.republication_accuracy import unalike
from graph.republication.languages import guess_languages
from graph.republication.tokens import I64

Row = dict[str, str]
"""One paragraph: its text by language."""

LANGUAGES: Final = ("en", "ru", "zh", "ar", "es", "fr")
_GUIDE: Final = {"en": "en", "ru": "ru", "zh": "zh_CN", "es": "es", "fr": "fr"}
_TICO: Final = {"ar": "ar", "es": "es-LA", "fr": "fr", "ru": "ru", "zh": "zh"}
# The French of the news and of one paper is that of other sentences: of the numbers in the English
# less than a third is in it, elsewhere more than 85 %. The phrases of a clinic are no paragraphs.
_TICO_UNFIT: Final = ("Wikinews", "PubMed_8", "CMU")
_TICO_TO_FIT: Final = (
    *("PubMed_6", "PubMed_7", "PubMed_11"),
    *("Wikipedia_handpicked_3", "Wikipedia_handpicked_4", "Wikipedia_handpicked_7"),
    *("Wikisource_1", "wiki_9", "wiki_10", "wiki_13", "wiki_20", "wiki_26", "wiki_29"),
)
_LEAST_CHARACTERS: Final = 40


def to_fit(guide: Path, game: Path, tico: Path) -> dict[str, list[Row]]:
    """Read the paragraphs that weights and thresholds are chosen on."""
    story = paragraphs_of(game)
    return {
        "guide": without_twins(from_guide(guide)),
        "game": without_twins(random.Random(1).sample(story, len(story))),
        "TICO-19, to fit": from_tico(tico, fit=True, together=3),
    }


def held_out(tico: Path, xquad: Path) -> dict[str, list[Row]]:
    """Read the paragraphs that nothing was chosen on."""
    return {
        "XQuAD": from_xquad(xquad),
        "TICO-19": from_tico(tico, fit=False, together=3),
        "TICO-19, sentences": from_tico(tico, fit=False, together=1),
    }


class Task(NamedTuple):
    """Two collections in which translations are to be found.

    Attributes:
        texts: Texts of the first language, and then of the second.
        languages: The language of each.
        numbers: Of which paragraph each is; two of one number are a true pair.
    """

    texts: pl.Series
    languages: pl.Series
    numbers: npt.NDArray[np.int64]

    @property
    def true_pairs(self) -> int:
        """How many there are to find."""
        return len(self.numbers) - len(np.unique(self.numbers))

    def right(self, left: I64, right: I64) -> npt.NDArray[np.bool_]:
        """Tell which pairs of rows are true."""
        return np.asarray(self.numbers[left] == self.numbers[right])


def task(rows: list[Row], one: str, other: str, most: int) -> Task:
    """Make two collections of up to so many paragraphs, a third of them alone on either side."""
    pairs = [(row[one], row[other]) for row in rows if one in row and other in row]
    pairs = [p for p in dict.fromkeys(pairs) if min(len(p[0]), len(p[1]) * 2) >= _LEAST_CHARACTERS]
    pairs = list({p[0]: p for p in {q[1]: q for q in pairs}.values()}.values())
    random.Random(3).shuffle(pairs)
    pairs = pairs[:most]
    third = len(pairs) // 3
    left = range(2 * third)
    right = [*range(third), *range(2 * third, len(pairs))]
    return Task(
        pl.Series([pairs[n][0] for n in left] + [pairs[n][1] for n in right], dtype=pl.String),
        pl.Series([one] * len(left) + [other] * len(right), dtype=pl.String),
        np.array([*left, *right]),
    )


def without_twins(rows: list[Row]) -> list[Row]:
    """Of paragraphs that resemble each other in English, one."""
    by_english = {row["en"]: row for row in rows}
    chosen = unalike(sorted(by_english), random.Random(3), len(by_english))
    return [by_english[text] for text in chosen]


def from_xquad(folder: Path) -> list[Row]:
    """Paragraphs of XQuAD, which has no French."""
    columns = {}
    for language in LANGUAGES:
        if (path := folder / f"xquad.{language}.json").exists():
            articles = json.loads(path.read_text(encoding="utf-8"))["data"]
            columns[language] = [
                p["context"] for article in articles for p in article["paragraphs"]
            ]
    return [dict(zip(columns, texts, strict=True)) for texts in zip(*columns.values(), strict=True)]


def from_tico(folder: Path, *, fit: bool, together: int) -> list[Row]:
    """So many sentences together of the documents that are to fit on, or of the others."""
    translated = {}
    for language, name in _TICO.items():
        path = folder / f"data/TM/all.en-{name}.tmx.zip"
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            memory = next(name for name in archive.namelist() if name.endswith(".tmx"))
            translated[language] = _units(archive.read(memory).decode("utf-8", "replace"))
    names = [n for n in translated["fr"] if all(n in units for units in translated.values())]
    rows = []
    for document, group in groupby(names, key=lambda name: name.split(":")[0]):
        sentences = list(group)
        if document.startswith(_TICO_UNFIT) or (document in _TICO_TO_FIT) != fit:
            continue
        for at in range(0, len(sentences) - together + 1, together):
            some = sentences[at : at + together]
            row = {"en": " ".join(translated["fr"][n][0] for n in some)}
            for language, units in translated.items():
                row[language] = ("" if language == "zh" else " ").join(units[n][1] for n in some)
            rows.append(row)
    return rows


def _units(memory: str) -> dict[str, tuple[str, str]]:
    """Sentences in English and another language, by name, of a translation memory."""
    units = {}
    for name, unit in re.findall(r'<tu tuid="([^"]+)">(.*?)</tu>', memory, re.DOTALL):
        segments = re.findall(r"<seg>(.*?)</seg>", unit, re.DOTALL)
        if len(segments) == 2:
            units[name] = (html.unescape(segments[0]).strip(), html.unescape(segments[1]).strip())
    return units


def from_guide(folder: Path) -> list[Row]:
    """Paragraphs in all languages but Arabic, of the pages that have equally many in each."""
    aligned = []
    for page in sorted((folder / "en").glob("*.html")):
        pages = {code: folder / name / page.name for code, name in _GUIDE.items()}
        if not all(path.exists() for path in pages.values()):
            continue
        columns = {code: _paragraphs(path) for code, path in pages.items()}
        if len({len(texts) for texts in columns.values()}) == 1:
            aligned += [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
    # What was left in English is no translation.
    left = np.zeros(len(aligned), dtype=bool)
    for code in set(_GUIDE) - {"en"}:
        guessed = guess_languages(pl.Series([row[code] for row in aligned]))
        left |= (guessed == "en").fill_null(value=False).to_numpy()
    return [
        row for row, english in zip(aligned, left, strict=True) if not english and all(row.values())
    ]


def _paragraphs(page: Path) -> list[str]:
    found = re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split()) for part in found]

"""How often translations are found, and how fast, on real parallel text.

    apt-get download installation-guide-amd64 && dpkg-deb -x installation-guide-amd64_*.deb guide
    python -m benchmarks.translations --guide guide/usr/share/doc/installation-guide-amd64 \
        [--templates FOLDER_OF_DEBCONF_TEMPLATES] [--catalogues FOLDER] [--no-twins]

Debian's installation guide is translated paragraph by paragraph, all on one topic; its debconf
templates (`dpkg-deb -e`) exist in Arabic too; a game's story (`benchmarks/catalogues.py`) in all
six languages. Of every two languages each side also holds
paragraphs whose translation was taken away from the other: those must find no partner. Manuals and
programs say many things twice but for a word ("converts to 16 bit", "converts to 64 bit"); of such
twins `--no-twins` keeps one, judged by datasketch on the English text.
"""

import argparse
import html
import random
import re
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.catalogues import paragraphs as paragraphs_of
from benchmarks.republication_accuracy import unalike
from graph.republication.languages import guess_languages
from graph.republication.translations import find_translations

LANGUAGES = {"en": "en", "ru": "ru", "zh": "zh_CN", "es": "es", "fr": "fr"}


def paragraphs(page: Path) -> list[str]:
    found = re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split()) for part in found]


def from_guide(folder: Path) -> list[dict[str, str]]:
    """Paragraphs in all languages, from the pages that have equally many in each."""
    aligned = []
    for page in sorted((folder / "en").glob("*.html")):
        pages = {code: folder / name / page.name for code, name in LANGUAGES.items()}
        if not all(path.exists() for path in pages.values()):
            continue
        columns = {code: paragraphs(path) for code, path in pages.items()}
        if len({len(texts) for texts in columns.values()}) == 1:
            aligned += [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
    # What was left in English is no translation.
    codes = {code: guess_languages(pl.Series([row[code] for row in aligned])) for code in LANGUAGES}
    left = np.logical_or.reduce(
        [
            (codes[code] == "en").fill_null(value=False).to_numpy()
            for code in LANGUAGES
            if code != "en"
        ]
    )
    return [
        row for row, english in zip(aligned, left, strict=True) if not english and all(row.values())
    ]


def from_templates(folder: Path) -> list[dict[str, str]]:
    """Long descriptions of debconf templates that exist in English and Arabic."""
    rows = []
    for path in sorted(folder.rglob("*templates")):
        for block in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
            unfolded = re.sub(r"\n +", " ", block)
            texts = dict(re.findall(r"^(Description[\w.-]*): (.*)$", unfolded, re.MULTILINE))
            for name, arabic in texts.items():
                if name.lower().endswith("-ar.utf-8"):
                    english = texts.get(name[: -len("-ar.utf-8")], "")
                    if english and english != arabic:
                        rows.append({"en": english, "ar": arabic})
    return rows


def without_twins(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Of paragraphs that resemble each other in English, one."""
    by_english = {row["en"]: row for row in rows}
    chosen = unalike(sorted(by_english), random.Random(3), len(by_english))
    return [by_english[text] for text in chosen]


def score(name: str, pairs: list[tuple[str, str]], langs: tuple[str, str]) -> None:
    """Precision and recall, with a third of the paragraphs alone on either side."""
    rng = random.Random(3)
    pairs = [p for p in dict.fromkeys(pairs) if min(len(p[0]), len(p[1]) * 2) >= 40]
    pairs = list({p[0]: p for p in {q[1]: q for q in pairs}.values()}.values())
    rng.shuffle(pairs)
    third = len(pairs) // 3
    left = [(n, p[0]) for n, p in enumerate(pairs) if n < 2 * third]
    right = [(n, p[1]) for n, p in enumerate(pairs) if n < third or n >= 2 * third]
    texts = pl.Series([t for _, t in left + right])
    number = np.array([n for n, _ in left + right])
    spoken = pl.Series([langs[0]] * len(left) + [langs[1]] * len(right))
    found = find_translations(texts, spoken, least_score=-99.0)
    right_pairs = number[found.left] == number[found.right]
    cells = []
    for least in (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0):
        kept = found.score >= least
        hits = right_pairs[kept].sum()
        cells.append(f"{hits / max(kept.sum(), 1):.3f}/{hits / third:.3f}")
    print(f"{name:12} {third:5} {' '.join(f'{cell:>12}' for cell in cells)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--guide", type=Path, required=True)
    parser.add_argument("--templates", type=Path)
    parser.add_argument("--catalogues", type=Path)
    parser.add_argument("--no-twins", action="store_true", help="Of paragraphs alike keep one.")
    parser.add_argument("--count", type=int, default=600, help="Messages of the game per pair.")
    asked = parser.parse_args()
    rows = from_guide(asked.guide)
    if asked.no_twins:
        rows = without_twins(rows)
    texts = pl.Series([row["en"] for row in rows])
    begun = time.perf_counter(), time.process_time()
    find_translations(texts.head(300), pl.Series(["en"] * min(300, len(texts))))
    passed = time.perf_counter() - begun[0], time.process_time() - begun[1]
    count = min(300, len(texts))
    print(f"{count / passed[0]:.0f} paragraphs/s ({count / passed[1]:.0f} per processor second)")
    for code in LANGUAGES:
        guessed = guess_languages(pl.Series([row[code] for row in rows if len(row[code]) >= 40]))
        print(f"language guessed right, {code}: {(guessed == code).mean():.3f} of {len(guessed)}")
    print("precision/recall at scores of -1, 0, 0.5 (default without English), 1 (default), 1.5, 2")
    for one, other in combinations(LANGUAGES, 2):
        score(f"{one}-{other}", [(row[one], row[other]) for row in rows], (one, other))
    if asked.catalogues:
        told = random.Random(1).sample(story := paragraphs_of(asked.catalogues), len(story))
        told = without_twins(told) if asked.no_twins else told
        for one, other in combinations(("en", "ru", "zh", "es", "fr", "ar"), 2):
            both = [(row[one], row[other]) for row in told if one in row and other in row]
            score(f"{one}-{other} story", both[: asked.count], (one, other))
    if asked.templates:
        arabic = from_templates(asked.templates)
        score("en-ar", [(row["en"], row["ar"]) for row in arabic], ("en", "ar"))


if __name__ == "__main__":
    main()

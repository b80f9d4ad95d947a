"""How often translations are found, and how fast, on real parallel text.

    python -m benchmarks.translations --tico FOLDER --xquad FOLDER
    python -m benchmarks.translations --tico FOLDER --guide FOLDER --game FOLDER

Of every two languages each side also holds paragraphs whose translation was taken away from the
other: those must find no partner. The first call measures on what nothing was chosen on, the
second on what weights and thresholds were chosen on; `benchmarks/parallel_texts.py` says what the
sets are and whence they come.
"""

import argparse
import math
import time
from itertools import combinations
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.parallel_texts import LANGUAGES, Row, held_out, task, to_fit
from graph.republication.languages import guess_languages
from graph.republication.translations import find_translations

_MOST: Final = 600
_FEWEST: Final = 20


def interval(hits: int, tries: int) -> str:
    """A share with its 95 % interval (Wilson 1927)."""
    z = 1.96
    middle = (hits + z * z / 2) / (tries + z * z)
    half = z * math.sqrt(hits * (tries - hits) / tries + z * z / 4) / (tries + z * z)
    return f"{hits / tries:.3f} ({middle - half:.2f}-{middle + half:.2f})"


def score(name: str, rows: list[Row], one: str, other: str) -> None:
    """Print precision and recall of one pair of languages."""
    given = task(rows, one, other, _MOST)
    if (true := given.true_pairs) < _FEWEST:
        return
    found = find_translations(given.texts, given.languages)
    hits = int(given.right(found.left, found.right).sum())
    precision, recall = interval(hits, len(found.left)), interval(hits, true)
    print(f"| {name} | {one}-{other} | {true} | {precision} | {recall} |", flush=True)


def speed(rows: list[Row]) -> None:
    """Print how fast texts of two languages are compared."""
    texts = [row[code] for code in ("en", "ru") for row in rows]
    spoken = pl.Series([code for code in ("en", "ru") for _ in rows])
    begun = time.perf_counter(), time.process_time()
    find_translations(pl.Series(texts), spoken)
    wall, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
    print(f"{len(texts) / wall:.0f} texts/s, {len(texts) / processor:.0f} per processor second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tico", type=Path, required=True)
    for name in ("xquad", "guide", "game"):
        parser.add_argument(f"--{name}", type=Path)
    asked = parser.parse_args()
    if asked.xquad:
        sets = held_out(asked.tico, asked.xquad)
    else:
        sets = to_fit(asked.guide, asked.game, asked.tico)
    speed(sets[next(iter(sets))])
    for name, rows in sets.items():
        for code in LANGUAGES:
            if texts := [row[code] for row in rows if code in row]:
                right = (guess_languages(pl.Series(texts)) == code).sum()
                print(f"{name}: language guessed right, {code}: {right} of {len(texts)}")
        for one, other in combinations(LANGUAGES, 2):
            score(name, rows, one, other)


if __name__ == "__main__":
    main()

"""The real texts that benchmarks of copies change: posts, headlines, and manuals of one's own."""

from pathlib import Path

import polars as pl

SHORTEST, SHORT = 20, 80
"""Characters: a shorter post says nothing, one up to here is short."""

_SHORTEST_LINE = 40


def text_sets(data: Path, half: int | None = None) -> dict[str, list[str]]:
    """Read the posts, short and long, and the headlines of the shared texts, each text once.

    Args:
        data: Folder of `ru_news_telegram.parquet` and `prc_headlines.csv.gz`.
        half: Only those of every second channel and outlet: 0 to choose thresholds, 1 to report.
    """
    told = pl.read_parquet(data / "ru_news_telegram.parquet")
    heads = pl.read_csv(data / "prc_headlines.csv.gz", infer_schema=False)
    if half is not None:
        told = told.filter(pl.col("channel").rank("dense") % 2 == half)
        heads = heads.filter(pl.col("outlet").rank("dense") % 2 == half)
    posts, lines = told["text"].unique().sort(), heads["headline"]
    size = posts.str.len_chars()
    return {
        "posts of 80 characters and more": posts.filter(size >= SHORT).to_list(),
        "posts of 20 to 80 characters": posts.filter((size >= SHORTEST) & (size < SHORT)).to_list(),
        "headlines": lines.drop_nulls().unique().sort().to_list(),
    }


def manuals(folder: Path | None) -> dict[str, list[str]]:
    """Read the lines of 40 characters and more of every text file, in their order, by its name."""
    read: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.txt")) if folder else ():
        lines = path.read_text(encoding="utf-8").splitlines()
        read[path.stem] = [line for line in lines if len(line) >= _SHORTEST_LINE]
    return read

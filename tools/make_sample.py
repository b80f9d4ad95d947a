"""Make the bundled sample's tables from the files that they are taken from.

Usage: python tools/make_sample.py DATA_FOLDER

DATA_FOLDER holds `registry/hamilton_accounts_2024.csv`, `diplomacy/accounts.csv` and
`diplomacy/influencer_interactions.csv`. Writes `accounts.csv`, `interactions.csv` and
`influencers.csv` below `loaders/sample/`; the same input gives the same bytes.
`organizations.csv` and `ties.csv` beside them were read from two papers by hand: their quotes
are held against the papers by `tests/unit/test_sample.py`. `loaders/sample/CREDITS.md` says
what was changed on the way, and why.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graph.identity import IdentityError, identify

SAMPLE = Path(__file__).resolve().parents[1] / "loaders" / "sample"

# Our name of a column -> the Hamilton list's, without the no-break spaces around some of them.
ACCOUNT_COLUMNS = {
    "category": "Category",
    "account_type": "Account Type",
    "name": "Name",
    "position": "Position, Notes, or Reason for Inclusion",
    "x": "Twitter ID",
    "facebook": "Facebook ID",
    "youtube": "YouTube ID",
    "instagram": "Instagram ID",
    "tiktok": "TikTok",
    "telegram": "Telegram ID",
    "threads": "Threads",
}
PLATFORMS = tuple(ACCOUNT_COLUMNS)[4:]

KINDS = {"retweeted": "retweet", "replied_to": "reply", "quoted": "quote", "original": "mention"}

STUDY = "china-twiplomacy-2020-2022, Centre for Humanities Computing"
STUDY_URL = "https://github.com/centre-for-humanities-computing/china-twiplomacy-2020-2022"
ALSO_MEDIA = "Also in the Hamilton 2024 list (row {row}) as Media: both sources hold."

_FACEBOOK_NUMBER = re.compile(r"(profile\.php\?id=\d+)&.*")


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as dictionaries; no-break spaces around column names are dropped."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        names = [name.strip() for name in next(rows)]
        return [dict(zip(names, row, strict=True)) for row in rows]


def words(value: str) -> str:
    """Put one space between words; drop the dash that some names of staff begin with."""
    return " ".join(value.split()).removeprefix("- ")


def handle(value: str, platform: str) -> str:
    """Return a handle without what surrounds it, or nothing where the cell holds no handle."""
    lines = value.strip().splitlines() or [""]
    found = _FACEBOOK_NUMBER.sub(r"\1", lines[0].strip("/\\ ").removeprefix("s/"))
    try:
        identify(found, platform)
    except IdentityError:
        return ""
    return found


def accounts(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the Hamilton list's rows under our names, in the list's order."""
    for number, row in enumerate(rows, 1):
        cells = {ours: row[theirs] for ours, theirs in ACCOUNT_COLUMNS.items()}
        yield {"list_row": str(number)} | {
            column: handle(cell, column) if column in PLATFORMS else words(cell)
            for column, cell in cells.items()
        }


def interactions(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Yield who amplified whom, on which day and how, in the study's order."""
    for row in rows:
        yield {
            "day": row["created_at"],
            "actor": row["mentioner"],
            "target": row["mentionee"],
            "kind": KINDS[row["retweet"]],
            "target_category": row["category_mentionee"].lower(),
        }


def influencers(
    rows: Iterable[Mapping[str, str]], listed: Iterable[Mapping[str, str]]
) -> Iterator[dict[str, str]]:
    """Yield the study's influencers, saying which of them the Hamilton list has as well."""
    media = {
        row["x"].lower(): row["list_row"]
        for row in reversed(list(listed))
        if row["account_type"] == "Media"
    }
    for row in rows:
        if row["role"] != "influencer":
            continue
        name = row["@handle"].removeprefix("@")
        number = media.get(name.lower())
        yield {
            "platform": "x",
            "handle": name,
            "name": row["User"],
            "role": "influencer",
            "source": STUDY,
            "source_url": STUDY_URL,
            "note": ALSO_MEDIA.format(row=number) if number else "",
        }


def write(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write `rows` as CSV with line feeds, whatever the machine; return how many there were."""
    held = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(held[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(held)
    return len(held)


def make(data: Path, folder: Path = SAMPLE) -> dict[str, int]:
    """Write the three tables to `folder`; return the number of rows of each file."""
    listed = list(accounts(read(data / "registry" / "hamilton_accounts_2024.csv")))
    tables = {
        "accounts.csv": listed,
        "interactions.csv": interactions(read(data / "diplomacy" / "influencer_interactions.csv")),
        "influencers.csv": influencers(read(data / "diplomacy" / "accounts.csv"), listed),
    }
    return {name: write(folder / name, rows) for name, rows in tables.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    for file_name, count in make(parser.parse_args().data).items():
        sys.stdout.write(f"{file_name}: {count} rows\n")

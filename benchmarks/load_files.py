"""What loading is measured with: real files beside the checkout, and made-up ones.

Posts are those of `benchmarks.post_files`; web pages are made up in the same way, with the marks
that news sites give theirs, and stand in one web archive.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.post_files import LAYOUTS, WORDS
from benchmarks.workbench import FORWARDS, NoDataError

_DATA = FORWARDS.parents[1]
_PARAGRAPHS = 12


def _forwards(folder: Path, rows: int) -> list[Path]:
    file = folder / "forwards.parquet"
    everything = pl.read_parquet(_there(FORWARDS))
    everything.sample(min(rows, len(everything)), seed=1, shuffle=True).write_parquet(file)
    return [file]


def _posts(layout: str, folder: Path, rows: int) -> list[Path]:
    file = folder / "posts"
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(LAYOUTS[layout](rows))
    return [file]


def _pages(folder: Path, rows: int) -> list[Path]:
    """Pages take fifty times as long as posts, so there are fewer of them."""
    file = folder / "pages.warc"
    with file.open("wb") as stream:
        stream.writelines(_archived(number) for number in range(max(1, rows // 50)))
    return [file]


def _archived(number: int) -> bytes:
    site, page = f"https://site{number % 200}.org", "".join(_page(number)).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {site}/news/{number}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        "WARC-Date: 2024-06-01T00:00:00Z\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _page(number: int) -> Iterator[str]:
    rng = random.Random(number)
    day = f"2024-{rng.randrange(1, 6):02}-{rng.randrange(1, 29):02}"
    title = " ".join(rng.choices(WORDS, k=9)).capitalize()
    yield f'<!doctype html><html lang="en"><head><title>{title}</title>'
    yield f'<meta property="article:published_time" content="{day}T08:00:00Z"></head><body>'
    yield "<nav>" + "".join(f'<a href="/part{n}">Part {n}</a> ' for n in range(30)) + "</nav>"
    yield f"<article><h1>{title}</h1>"
    for _ in range(_PARAGRAPHS):
        link = f'<a href="https://site{rng.randrange(200)}.org/news/{rng.randrange(9999)}">says</a>'
        yield f"<p>{' '.join(rng.choices(WORDS, k=60))} {link}.</p>\n"
    yield "</article><footer>All rights reserved, about us, contact</footer></body></html>"


def _real(names: tuple[str, ...], folder: Path, rows: int) -> list[Path]:
    del folder, rows  # as they are
    return [_there(_DATA / name) for name in names]


def _there(file: Path) -> Path:
    if not file.exists():
        raise NoDataError(f"{file.name} is not beside the checkout")
    return file


_REGISTRIES = tuple(
    f"registry/{name}.csv"
    for name in ("hamilton_accounts_2024", "state_media_matrix", "sites_of_concern", "embassies")
)
_BUNDLES = tuple(f"stix/{name}.json" for name in ("viginum_rrn", "viginum_matriochka", "disarm"))

FILES: dict[str, Callable[[Path, int], list[Path]]] = {
    "forwards": _forwards,
    **{layout: partial(_posts, layout) for layout in LAYOUTS},
    "pages": _pages,
    "registries": partial(_real, _REGISTRIES),
    "stix": partial(_real, _BUNDLES),
}
"""Makes the files of each kind in a folder, with about so many rows where they are made up."""

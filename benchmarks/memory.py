"""The loader's memory over a long load: does it grow with the file?

`python -m benchmarks.memory --gigabytes 5` makes up posts of X's API v2 with all that the API sends
beside them, compressed so that they need little disk, loads them with `ampnet load` in a process
of its own, and prints the most memory that it held in each quarter of the load.

Measured on 2026-11-22, 4.7 GB: 844 MB in the first quarter of the time, 875 MB at most.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.loader_process import load
from benchmarks.post_files import x_v2
from benchmarks.workbench import Served, embedded

_ROWS_A_GIGABYTE = 200_000


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=5)
    gigabytes = parser.parse_args().gigabytes
    with tempfile.TemporaryDirectory(prefix="ampnet-memory-") as name:
        file = Path(name) / "posts.jsonl.gz"
        size = _write(file, int(gigabytes * 1e9))
        with embedded(Path(name) / "home") as served:
            _measure(file, size, served)


def _write(file: Path, wanted: int) -> int:
    """Write lines until they are as long as wanted, in bytes; return how long they are."""
    size = 0
    with gzip.open(file, "wt", compresslevel=1, encoding="utf-8") as stream:
        for line in _lines(int(_ROWS_A_GIGABYTE * wanted / 1e9)):
            stream.write(line)
            size += len(line)
            if size >= wanted:
                break
    return size


def _lines(rows: int) -> Iterator[str]:
    """Yield posts with the annotations, links' cards and edit controls of the API."""
    topics = [
        {"domain": {"id": str(n), "name": f"Domain {n}", "description": "Of the API's " * 8},
         "entity": {"id": str(1000 + n), "name": f"Entity {n}", "description": "Known as " * 9}}
        for n in range(14)
    ]  # fmt: skip
    for n, line in enumerate(x_v2(rows)):
        post = json.loads(line)
        post["context_annotations"] = topics[n % 7 : n % 7 + 7 + n % 5]
        post["possibly_sensitive"] = False
        post["edit_controls"] = {"edits_remaining": 5, "is_edit_eligible": True}
        post["__twarc"] = {"url": "https://api.twitter.com/2/tweets/search/all?" + "x" * 900}
        yield json.dumps(post) + "\n"


def _measure(file: Path, size: int, served: Served) -> None:
    found = load(served, [file])
    print(
        f"{size / 1e9:.2f} GB of JSON lines, {found.rows:,} posts, in {found.spent.seconds:.0f} s; "
        "most memory of the loader in each quarter, MB: "
        f"{', '.join(f'{megabytes:.0f}' for megabytes in found.quarters)}; of the database "
        f"{found.server_megabytes:.0f}; processor seconds: loader {found.spent.client:.0f}, "
        f"database {found.spent.server:.0f}"
    )


if __name__ == "__main__":
    main()

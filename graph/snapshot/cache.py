"""Snapshots on disk: one folder of Parquet files for each version of a graph.

A folder appears only when it is whole. One that cannot be read is put away and exported again.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import Final

import polars as pl

from graph.polars_errors import POLARS_ERRORS
from graph.snapshot.tables import SCHEMAS, Tables
from graph.snapshot.version import GraphVersion
from graph.whole import whole_folder

_log = logging.getLogger(__name__)

KEEP: Final = 2
"""Versions kept for each store: the newest, and the one that a reader may still be opening."""

LAYOUT: Final = 4
"""Rises when the columns change, so that a newer ampnet does not read an older folder."""


def load(root: Path, version: GraphVersion) -> Tables | None:
    """Return the cached tables of this very version, or None."""
    folder = _folder(root, version)
    if not folder.is_dir():
        return None
    try:
        frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in SCHEMAS}
        for name, frame in frames.items():
            if frame.schema != SCHEMAS[name]:
                raise ValueError(f"the columns of {name} are others")
    except (OSError, ValueError, *POLARS_ERRORS) as error:
        _log.warning("The cached snapshot %s is broken and will be made again: %s", folder, error)
        shutil.rmtree(folder, ignore_errors=True)
        return None
    os.utime(folder)
    return Tables(**frames)


def newest(root: Path, store: str) -> tuple[GraphVersion, Tables] | None:
    """Return the newest version of a store that is kept and can be read, or None."""
    folders = root.glob(f"{store}-*-*-v{LAYOUT}")
    for folder in sorted(folders, key=lambda path: -path.stat().st_mtime_ns):
        number, counts = folder.name.removeprefix(f"{store}-").split("-")[:2]
        version = GraphVersion(store, int(number), counts)
        if (tables := load(root, version)) is not None:
            return version, tables
    return None


def save(root: Path, version: GraphVersion, tables: Tables) -> None:
    """Keep the tables; a disk that is full costs the cache, not the answer."""
    folder = _folder(root, version)
    try:
        with whole_folder(folder) as unfinished:
            for name in SCHEMAS:
                # LZ4 opens twice as fast as zstd, and these files are small.
                frame: pl.DataFrame = getattr(tables, name)
                frame.write_parquet(unfinished / f"{name}.parquet", compression="lz4")
    except (OSError, *POLARS_ERRORS) as error:  # a full disk is the latter here
        _log.warning("The snapshot could not be kept in %s: %s", root, error)
    else:
        _prune(root, version)


def beside(root: Path, version: GraphVersion, name: str) -> Path:
    """Return where an answer about this version is kept; it goes when the version's tables go."""
    return _folder(root, version) / name


def discard(root: Path, version: GraphVersion) -> None:
    """Forget this version, so that the next opening exports it anew."""
    shutil.rmtree(_folder(root, version), ignore_errors=True)


def _folder(root: Path, version: GraphVersion) -> Path:
    return root / f"{version.store}-{version}-v{LAYOUT}"


def _prune(root: Path, version: GraphVersion) -> None:
    """Remove all but the newest folders of this store."""
    folders = [path for path in root.glob(f"{version.store}-*") if path.is_dir()]
    folders.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in folders[KEEP:]:
        shutil.rmtree(path, ignore_errors=True)

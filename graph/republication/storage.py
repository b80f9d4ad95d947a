"""A story index on disk, so that tomorrow's items meet today's."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.polars_errors import POLARS_ERRORS
from graph.republication.boilerplate import Boilerplate, Runs
from graph.republication.candidates import CandidateIndex
from graph.republication.evidence import Rules, TextPairs, TextSets
from graph.republication.index import RepublicationError, StoryIndex
from graph.republication.shingles import ShingleSets

_FORMAT: Final = 3
_SETS: Final = ("shingles", "words", "numbers", "pieces")
_PAIRS: Final = ("left", "right", "jaccard", "containment")


def save(index: StoryIndex, folder: str | Path) -> None:
    """Write an index to a folder, which is made; what is there of an older one is replaced."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    store = index.store
    arrays: dict[str, npt.NDArray[Any]] = {
        "text": index.text,
        "keys": store.keys,
        "lengths": store.lengths,
        "heads": store.heads,
        "footers": store.boilerplate.footers.whole,
        "footers_begun": store.boilerplate.footers.begun,
        "headers": store.boilerplate.headers.whole,
        "headers_begun": store.boilerplate.headers.begun,
    }
    for name in _SETS:
        part: ShingleSets = getattr(store.sets, name)
        arrays |= {name: part.hashes, f"{name}_offsets": part.offsets}
    arrays |= {f"pairs_{name}": getattr(store.pairs, name) for name in _PAIRS}
    arrays |= {f"segment_{n}": part for n, part in enumerate(store.candidates.segments)}
    index.items.with_columns(story=index.story).write_parquet(folder / "items.parquet")
    np.savez(folder / "texts.npz", allow_pickle=False, **arrays)
    head = {"format": _FORMAT, "items": index.items.height, "rules": asdict(index.rules)}
    (folder / "index.json").write_text(json.dumps(head, indent=2), encoding="utf-8")


def load(folder: str | Path) -> StoryIndex:
    """Read an index that `save` wrote.

    Raises:
        RepublicationError: The folder holds none, or one that was not written to its end.
    """
    folder = Path(folder)
    try:
        head = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        items = pl.read_parquet(folder / "items.parquet")
        arrays = dict(np.load(folder / "texts.npz"))
    except (OSError, ValueError, *POLARS_ERRORS) as error:
        raise RepublicationError(
            f"{folder}: there is no readable story index ({error}).",
            "Name a folder that an index was saved to, or start a new one.",
        ) from error
    if head.get("format") != _FORMAT or not head["items"] == items.height == len(arrays["text"]):
        raise RepublicationError(
            f"{folder}: the story index is of another version or was not written to its end.",
            "Build it again from the items.",
        )
    index = StoryIndex(Rules(**head["rules"]))
    index.items, index.story, index.text = items.drop("story"), items["story"], arrays["text"]
    store = index.store
    store.keys, store.lengths, store.heads = (arrays[n] for n in ("keys", "lengths", "heads"))
    store.boilerplate = Boilerplate(
        Runs(arrays["footers"], arrays["footers_begun"]),
        Runs(arrays["headers"], arrays["headers_begun"]),
    )
    store.sets = TextSets(*(ShingleSets(arrays[n], arrays[f"{n}_offsets"]) for n in _SETS))
    store.rarity.add(store.sets.shingles)
    store.pairs = TextPairs(*(arrays[f"pairs_{name}"] for name in _PAIRS))
    segments = [
        arrays[f"segment_{n}"] for n in range(sum(k.startswith("segment_") for k in arrays))
    ]
    store.candidates = CandidateIndex(segments)
    return index

"""From whatever a person writes for an account to the id that the graph has for it."""

from __future__ import annotations

import polars as pl

from graph.answers.nodes import NodeSummary, summaries
from graph.errors import UnknownIdError
from graph.identity import IdentityError, identify
from graph.snapshot import Snapshot


def resolve(snapshot: Snapshot, text: str) -> NodeSummary:
    """Find the node that an id, a handle, an address or an alias names.

    A handle without a platform is looked for on X first, where most of them are from, then on
    any platform where it is the only one of its kind, then as the name of only one.

    Raises:
        UnknownIdError: The graph does not hold it; with near matches.
    """
    index = snapshot.node_index
    for written in _ways(text):
        try:
            return summaries(snapshot, [index[written]])[0]
        except UnknownIdError:
            continue
    handle = text.strip().removeprefix("@").casefold()
    near = index.near(handle)
    bearers = [id_ for id_ in near if id_.partition(":")[2].casefold() == handle]
    if len(bearers) == 1:
        return summaries(snapshot, [index[bearers[0]]])[0]
    named = snapshot.nodes.filter(pl.col("name").str.to_lowercase() == text.strip().lower())
    if len(named) == 1:
        return summaries(snapshot, named["index"].to_numpy())[0]
    # A slip in a bare handle is looked for under the platform that was meant.
    near = tuple(dict.fromkeys([*near, *(n for way in _ways(text) for n in index.near(way))]))
    remedy = f"Did you mean {', '.join(near)}?" if near else "Search for a part of its name."
    raise UnknownIdError(f"The graph holds no {text[:200]!r}.", remedy, near)


def normalised(snapshot: Snapshot, text: str) -> str:
    """Return the very id that a text names, another id of an actor included.

    Raises:
        UnknownIdError: The graph does not hold it; with near matches.
    """
    known = snapshot.aliases["id"]
    for written in _ways(text):
        if (known == written).any():
            return written
    return resolve(snapshot, text).id


def _ways(text: str) -> list[str]:
    """Ids that the text may stand for, the likeliest first."""
    ways = []
    for platform in (None, "x"):
        try:
            ways.append(identify(text, platform).id)
        except IdentityError:
            continue
    return [*ways, text]

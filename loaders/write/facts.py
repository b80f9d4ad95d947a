"""What two sources say of one item, taken together the same way in whichever order they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.vocabulary import AmplificationKind, TimePrecision
from loaders.items import item_url
from loaders.records import ItemRecord

TEXTS = ("url", "title", "text", "language")
LISTS = ("hashtags", "links", "mediaHashes")
NAMES = ("kind", "publishedAt", "timePrecision", *TEXTS, *LISTS)
"""Properties of an item that a record fills."""

Facts = dict[str, Any]
"""Properties of an item, without those that are not known; times in epoch milliseconds."""

_KINDS = ("post", *reversed(tuple(AmplificationKind)))


def facts_of(record: ItemRecord) -> Facts:
    """Return the properties that a record gives its item."""
    said: Facts = {
        "kind": record.kind,
        "publishedAt": record.at,
        "timePrecision": None if record.at is None else record.precision.value,
        "url": record.url,
        "title": record.title,
        "text": record.text,
        "language": record.language,
        "hashtags": list(dict.fromkeys(record.hashtags)),
        "links": list(dict.fromkeys(record.links)),
        "mediaHashes": list(dict.fromkeys(record.media_hashes)),
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def facts_of_id(id_: str) -> Facts:
    """Return what an id says by itself."""
    url = item_url(id_)
    return {"url": url} if url else {}


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> Facts:
    """Return what both say together, whichever comes first; saying it again changes nothing.

    Of two texts the longer one stands, for platforms cut texts short; of two times the more
    exact one, then the earlier; of two kinds the one that says more (`mention` less than `reply`,
    `post` least); lists are united.
    """
    if not one:
        return dict(other)
    both = {**one, **other}
    for name in one.keys() & other.keys():
        a, b = one[name], other[name]
        if a == b:
            continue
        if name in TEXTS:
            both[name] = max(a, b, key=lambda text: (len(text), text))
        elif name in LISTS:
            both[name] = _united(a, b)
        elif name == "timePrecision":
            both[name] = min(a, b)
        elif name == "kind":
            both[name] = min(a, b, key=_vagueness)
    timed = [said for said in (one, other) if said.get("publishedAt") is not None]
    if timed:
        best = min(timed, key=_exactness)
        both["publishedAt"] = best["publishedAt"]
        both["timePrecision"] = best["timePrecision"]
    return both


def _vagueness(kind: str) -> tuple[int, str]:
    return -_KINDS.index(kind) if kind in _KINDS else -len(_KINDS), kind


def _united(a: list[str], b: list[str]) -> list[str]:
    """Return all members: in the order of the list that has them all, else sorted.

    The order of hashtags is a trace of its own. The sorted list is the least of all orders, so a
    list that has them all replaces it whenever it comes.
    """
    members = {*a, *b}
    whole = [each for each in (a, b) if len(each) == len(members)]
    return max(whole, default=sorted(members))


def _exactness(facts: Mapping[str, Any]) -> tuple[bool, int]:
    return facts.get("timePrecision") == TimePrecision.DAY.value, facts["publishedAt"]

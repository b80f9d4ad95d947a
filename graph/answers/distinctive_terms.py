"""Which words tell one set of texts from another?

The log odds of each word in one set against the other, with the words of both as the prior
(Monroe, Colaresi and Quinn, Political Analysis 16, 372, 2008: "fightin' words"), so that common
words and rare ones need no lists. A word counts once for each actor, not for each time that it
is written: one loud account is not what a group talks about.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*", re.UNICODE)
_UNSPACED: Final = re.compile(r"[぀-ヿ㐀-鿿]+")
_LINK: Final = re.compile(r"https?://\S+|@\w+")
_SHORTEST: Final = 3
_PRIOR: Final = 500.0
"""Weight of the prior, in words; at most a tenth of the words that there are."""

_CLEAR: Final = 1.0
"""Smallest z to list: they rank words, and are no test of each."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that tells one set of texts from the others.

    Attributes:
        term: The word in lower case; two characters in scripts without spaces.
        actors: Actors of the set that use it.
        elsewhere: Other actors that use it.
        z: Standard errors of its log odds above 0.
    """

    term: str
    actors: int
    elsewhere: int
    z: float


def distinctive_terms(
    inside: Iterable[tuple[str, str]],
    outside: Iterable[tuple[str, str]],
    *,
    limit: int = 20,
    min_actors: int = 2,
) -> tuple[Term, ...]:
    """Find the words that tell the texts of some actors from those of others.

    Args:
        inside: Actor and text, of the actors asked about.
        outside: Actor and text, of others.
        limit: Most words.
        min_actors: Fewest actors of the set that use a word.

    Returns:
        Those with the highest z, above 1.
    """
    here, there = _counts(inside), _counts(outside)
    terms = [term for term, count in here.items() if count >= min_actors]
    if not terms or not there:
        return ()
    y = np.array([here[term] for term in terms], dtype=np.float64)
    x = np.array([there[term] for term in terms], dtype=np.float64)
    n, m = float(sum(here.values())), float(sum(there.values()))
    weight = min(_PRIOR, (n + m) / 10)
    prior = weight * (y + x) / (n + m)
    odds = np.log((y + prior) / (n + weight - y - prior))
    odds -= np.log((x + prior) / (m + weight - x - prior))
    z = odds / np.sqrt(1 / (y + prior) + 1 / (x + prior))
    order = sorted(range(len(terms)), key=lambda k: (-z[k], terms[k]))
    return tuple(
        Term(terms[k], int(y[k]), int(x[k]), float(z[k])) for k in order[:limit] if z[k] > _CLEAR
    )


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case, without links and handles."""
    text = _LINK.sub(" ", text).casefold()
    for run in _UNSPACED.findall(text):
        yield from (run[k : k + 2] for k in range(max(len(run) - 1, 1)))
    for word in _WORD.findall(_UNSPACED.sub(" ", text)):
        if len(word) >= _SHORTEST:
            yield word


def _counts(texts: Iterable[tuple[str, str]]) -> Counter[str]:
    """Count the actors that use each word."""
    of_actor: defaultdict[str, set[str]] = defaultdict(set)
    for actor, text in texts:
        of_actor[actor].update(words(text))
    return Counter(word for used in of_actor.values() for word in used)
